/** Starts the interface: faces and tokens, the query client, the catalogue, the first component. */
// oxlint-disable-next-line import/no-unassigned-import -- must have run before any module that makes a schema
import './api/withoutEval.ts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { IntlProvider } from 'react-intl'
import { App } from './App.tsx'
import { failureOf } from './api/failure.ts'
import { english } from './i18n/messages.ts'
import { Broken } from './screens/elsewhere/Broken.tsx'
import { DirectionProvider } from './ui/Direction.tsx'
import { NoticesProvider } from './ui/Notices.tsx'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'

// Most come by a link into a room, whose code is the largest: it is on its way while the server is asked who they are.
if (window.location.pathname.startsWith('/consultations/')) void import('./screens/room/Room.tsx')

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only silence is worth asking again.
      retry: (failures, error) => failures < 2 && failureOf(error).kind === 'unreachable',
      // We judge reachability by answers, not by what the operating system believes about the network.
      networkMode: 'always',
    },
  },
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element for the interface.')

createRoot(root).render(
  <StrictMode>
    <IntlProvider locale="en-GB" defaultLocale="en" messages={english}>
      <DirectionProvider>
        <Broken>
          <QueryClientProvider client={queries}>
            <NoticesProvider>
              <App />
            </NoticesProvider>
          </QueryClientProvider>
        </Broken>
      </DirectionProvider>
    </IntlProvider>
  </StrictMode>,
)
