/**
 * Sessions (S1, S3): who a cookie speaks for, how long, and how it ends. Lucia does the work on our own tables and
 * is known to this folder only. Whatever ends a session here also ends its sockets.
 *
 * The cookie carries a random token; the store and everything else know only its SHA-256, so that neither a copy of
 * the database nor a log line can sign anybody in.
 */
import { createHash } from 'node:crypto'
import { generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia'
import type { Rooms } from '../rooms/rooms.ts'
import type { Store } from '../store/store.ts'
import { sessionAdapter } from './adapter.ts'
import type { LiveStandingBook } from './standing.ts'

export const sessionCookie = '__Host-adref'
const sessionLasts = new TimeSpan(12, 'h')

export interface SignedIn {
  readonly session: string
  readonly participant: string
}

export interface Sessions {
  /**
   * Who this Cookie header speaks for. Using a session in the second half of its 12 hours prolongs it; `setCookie`
   * then tells the browser, and likewise where the cookie has become worthless.
   */
  use(cookies: string | undefined): Promise<{ signedIn: SignedIn | null; setCookie: string | null }>
  /** The same without prolonging anything: for socket upgrades, whose answer can carry no cookie. */
  read(cookies: string | undefined): Promise<SignedIn | null>
  begin(participant: string): Promise<{ signedIn: SignedIn; setCookie: string }>
  /** Ends the session and its sockets at once (S3); answers the cookie that clears the browser's. */
  end(session: string): Promise<string>
  /** Ends every session of a participant except one. */
  endOthers(participant: string, kept: string): Promise<void>
  /** Ends what has expired, or was changed elsewhere, since the last look (S3). Call it every few seconds. */
  sweep(): Promise<void>
}

export interface SessionDeps {
  readonly store: Pick<Store, 'people'>
  readonly standing: LiveStandingBook
  readonly rooms: Pick<Rooms, 'revoke'>
  readonly now: () => number
}

export function createSessions({ store, standing, rooms, now }: SessionDeps): Sessions {
  const adapter = sessionAdapter(store.people, now)
  const lucia = new Lucia(adapter, {
    sessionExpiresIn: sessionLasts,
    // The cookie ends with the session. `__Host-` demands Secure and Path=/: see docs/decisions/session-cookie.md.
    sessionCookie: { name: sessionCookie, expires: true, attributes: { secure: true, sameSite: 'lax', path: '/' } },
  })

  function forget(session: string): void {
    standing.sessionEnded(session)
    rooms.revoke({ session })
  }

  function idIn(cookies: string | undefined): { token: string; id: string } | null {
    const token = lucia.readSessionCookie(cookies ?? '')
    return token ? { token, id: sessionId(token) } : null
  }

  return {
    async use(cookies) {
      const cookie = idIn(cookies)
      if (!cookie) return { signedIn: null, setCookie: null }
      const { session } = await lucia.validateSession(cookie.id)
      if (!session) return { signedIn: null, setCookie: lucia.createBlankSessionCookie().serialize() }
      if (session.fresh) standing.sessionHeld(session.id, session.userId, session.expiresAt.getTime())
      return {
        signedIn: { session: session.id, participant: session.userId },
        setCookie: session.fresh ? lucia.createSessionCookie(cookie.token).serialize() : null,
      }
    },

    async read(cookies) {
      const cookie = idIn(cookies)
      if (!cookie) return null
      const [session, participant] = await adapter.getSessionAndUser(cookie.id)
      if (!session || !participant || session.expiresAt.getTime() <= now()) return null
      return { session: session.id, participant: participant.id }
    },

    async begin(participant) {
      const token = generateIdFromEntropySize(25)
      const session = await lucia.createSession(participant, {}, { sessionId: sessionId(token) })
      standing.sessionHeld(session.id, participant, session.expiresAt.getTime())
      return { signedIn: { session: session.id, participant }, setCookie: lucia.createSessionCookie(token).serialize() }
    },

    async end(session) {
      await lucia.invalidateSession(session)
      forget(session)
      return lucia.createBlankSessionCookie().serialize()
    },

    async endOthers(participant, kept) {
      const others = (await adapter.getUserSessions(participant)).filter((session) => session.id !== kept)
      for (const { id } of others) {
        await lucia.invalidateSession(id)
        forget(id)
      }
    },

    async sweep() {
      // First what only reads: a session that was ended ends although the store cannot write (R5).
      for (const changed of await standing.refresh()) rooms.revoke(changed)
      await lucia.deleteExpiredSessions()
    },
  }
}

function sessionId(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
