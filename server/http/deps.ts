/** What the HTTP interface is made of: handed to `createApp` once, looked up nowhere else. */
import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { Attempts } from '../auth/attempts.ts'
import type { Passwords } from '../auth/passwords.ts'
import type { Sessions, SignedIn } from '../auth/sessions.ts'
import type { Rooms, StandingBook } from '../rooms/rooms.ts'
import type { Store } from '../store/store.ts'
import type { StoreWatch } from '../store/watch.ts'

export interface AppDeps {
  readonly store: Store
  readonly storeWatch: Pick<StoreWatch, 'recording' | 'noticed'>
  readonly rooms: Rooms
  readonly sessions: Sessions
  readonly standing: StandingBook
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly now: () => number
  readonly newId: () => string
  readonly log: Logger
  /** Whether personas may be signed in to by one click. */
  readonly demonstration: boolean
  /** Origins whose pages may act here (S2). */
  readonly origins: readonly string[]
  /** Folder of the built client; null where Vite serves it. */
  readonly clientFolder: string | null
}

/** What the guards put beside a request. */
export interface Env {
  Variables: { signedIn: SignedIn | null }
}

export type Ctx = Context<Env>
export type Handler = (c: Ctx) => Promise<Response>
