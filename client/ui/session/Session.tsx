/**
 * Who is at the screen, for every screen behind the sign-in, and what happens when the session ends under her:
 * the screen stays, a dialog asks her to sign in again. Which screens there are is not its business.
 */
import { createContext, useCallback, useContext, useMemo } from 'react'
import type { ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Me, SessionView } from '../../../shared/wire/http.ts'
import type { Answer, Failure } from '../../api/failure.ts'
import { isSignedOut } from '../../api/failure.ts'
import { sessionKey, signOut, takeSession } from '../../api/session.ts'
import { SignInAgain } from './SignInAgain.tsx'

interface Session {
  readonly me: Me
  /** The session is over though the screen still stands: nothing is sent until she signs in again. */
  readonly over: boolean
  /** Called by whoever learns that the server no longer knows the session. */
  readonly end: () => void
  /** Signs out. The failure when the server could not be told, for then the session goes on. */
  readonly leave: () => Promise<Failure | null>
}

const SessionContext = createContext<Session | null>(null)

export interface SessionProviderProps {
  readonly view: SessionView
  readonly me: Me
  readonly over: boolean
  readonly onOver: (over: boolean) => void
  readonly children: ReactNode
}

export function SessionProvider({ view, me, over, onOver, children }: SessionProviderProps) {
  const queries = useQueryClient()
  const end = useCallback(() => onOver(true), [onOver])
  const leave = useCallback(async () => {
    const answer = await signOut()
    if (!answer.ok && !isSignedOut(answer.failure)) return answer.failure
    takeSession(queries, { ...view, me: null })
    onOver(false)
    return null
  }, [queries, view, onOver])
  const session = useMemo(() => ({ me, over, end, leave }), [me, over, end, leave])
  return (
    <SessionContext value={session}>
      {children}
      {over && (
        <SignInAgain
          view={view}
          onSignedIn={(next) => {
            onOver(false)
            // Someone else at the same screen must not see what the first was shown.
            if (next.me?.id !== me.id) takeSession(queries, next)
            else queries.setQueryData(sessionKey, next)
            void queries.invalidateQueries()
          }}
          onLeave={() => {
            onOver(false)
            takeSession(queries, { ...view, me: null })
          }}
        />
      )}
    </SessionContext>
  )
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession needs a SessionProvider above it.')
  return session
}

/** Wraps a command so that an ended session is noticed wherever it shows; the answer passes through unchanged. */
export function useNoticeSignedOut(): <T>(answer: Promise<Answer<T>>) => Promise<Answer<T>> {
  const { end } = useSession()
  return useCallback(
    async (pending) => {
      const answer = await pending
      if (!answer.ok && isSignedOut(answer.failure)) end()
      return answer
    },
    [end],
  )
}
