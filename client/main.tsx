/** Starts the interface: the query client, the catalogue, the first component. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { IntlProvider } from 'react-intl'
import { App } from './App.tsx'
import { askConsultation } from './api/consultations.ts'
import { FailedQuery, failureOf } from './api/failure.ts'
import { askSession } from './api/session.ts'
import { english } from './i18n/messages.ts'
import { Broken } from './screens/elsewhere/Broken.tsx'
import { DirectionProvider } from './ui/Direction.tsx'
import { NoticesProvider } from './ui/Notices.tsx'

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

/**
 * Most come by a link into a room. What it needs is on its way at once: who they are, the room's code, which is the largest,
 * and, for who is signed in, what consultation it is.
 */
async function askAhead(): Promise<void> {
  const session = askSession(queries)
  const room = /^\/consultations\/([\w-]+)$/.exec(window.location.pathname)?.[1]
  if (room === undefined || room === 'new') return void (await session)
  void import('./screens/room/Room.tsx')
  if ((await session).me !== null) await askConsultation(queries, room)
}
askAhead().catch((failure: unknown) => {
  // Screens ask again, and say so; anything but an answer that failed is a fault of ours.
  if (!(failure instanceof FailedQuery)) throw failure
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
