/** Which screen stands at which address, once it is known who is at the screen. */
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Route, Switch } from 'wouter'
import type { SessionView } from '../shared/wire/http.ts'
import { failureOf, isSignedOut } from './api/failure.ts'
import { takeSession, useSessionView } from './api/session.ts'
import { Loading } from './screens/elsewhere/Loading.tsx'
import { NotFound } from './screens/elsewhere/NotFound.tsx'
import { Unreachable } from './screens/elsewhere/Unreachable.tsx'
import { Lobby } from './screens/lobby/Lobby.tsx'
import { SignIn } from './screens/signIn/SignIn.tsx'
import { SessionProvider } from './ui/session/Session.tsx'

// The room and the import carry the editor and most of the weight; the door opens without them.
const Room = lazy(async () => ({ default: (await import('./screens/room/Room.tsx')).Room }))
const NewConsultation = lazy(async () => ({ default: (await import('./screens/secretariat/NewConsultation.tsx')).NewConsultation }))

export function App() {
  const queries = useQueryClient()
  const session = useSessionView()
  const [over, setOver] = useState(false)
  const known = session.data?.me ?? null

  // Any query that meets a 401 while someone is known means that her session has ended under her.
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error' && isSignedOut(failureOf(event.action.error))) setOver(true)
      }),
    [queries],
  )

  const onSignedIn = useCallback((view: SessionView) => takeSession(queries, view), [queries])

  if (session.data === undefined) {
    if (session.isError) return <Unreachable failure={failureOf(session.error)} onRetry={() => void session.refetch()} />
    return <Loading />
  }
  if (known === null) return <SignIn view={session.data} onSignedIn={onSignedIn} />
  return (
    <SessionProvider view={session.data} me={known} over={over} onOver={setOver}>
      <Suspense fallback={<Loading />}>
        <Switch key={known.id}>
          <Route path="/" component={Lobby} />
          <Route path="/consultations/new" component={NewConsultation} />
          <Route path="/consultations/:id">{({ id }) => <Room key={id} id={id} />}</Route>
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </SessionProvider>
  )
}
