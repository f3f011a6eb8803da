/** Who I am to the server: reading the session, beginning and ending it. */
import { useQuery } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { SessionView } from '../../shared/wire/http.ts'
import type { SignIn } from '../../shared/wire/http.ts'
import type { Answer } from './failure.ts'
import { act, read } from './request.ts'

const path = '/api/session'
export const sessionKey = ['session'] as const

export function readSession(): Promise<SessionView> {
  return read(path, SessionView)
}

const sessionQuery = { queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 }

export function useSessionView() {
  return useQuery(sessionQuery)
}

/** Asks before there is a screen to ask; the screen finds the answer, or what went wrong, and asks again. */
export function askSession(queries: QueryClient): Promise<SessionView> {
  return queries.query(sessionQuery)
}

/** Makes `view` the session of this page and forgets everything that was read for whoever was here before. */
export function takeSession(queries: QueryClient, view: SessionView): void {
  // The session's own entry stays: screens are listening to it.
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
  queries.setQueryData(sessionKey, view)
}

/** Uses the session, so that it goes on; what this page knows of it stays. */
export function touchSession(): Promise<Answer<unknown>> {
  return act('GET', path)
}

export function signIn(credentials: SignIn): Promise<Answer<unknown>> {
  return act('POST', path, credentials)
}

/** Demonstration only. */
export function signInAs(persona: string): Promise<Answer<unknown>> {
  return act('POST', `${path}/persona`, { persona })
}

export function signOut(): Promise<Answer<unknown>> {
  return act('DELETE', path)
}
