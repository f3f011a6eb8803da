/**
 * The small language of the HTTP tests: a house with a real store and real rooms, and visitors who keep their cookie
 * as a browser does. Nothing in the server imports it.
 */
import type { Hono } from 'hono'
import { pino } from 'pino'
import { createApp } from '../app.ts'
import { createAttempts } from '../auth/attempts.ts'
import { createPasswords } from '../auth/passwords.ts'
import { createSessions } from '../auth/sessions.ts'
import type { Sessions } from '../auth/sessions.ts'
import { createStandingBook } from '../auth/standing.ts'
import { loadDemonstration } from '../demonstration/load.ts'
import { createRooms } from '../rooms/registry.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { openMemory } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { watchStore } from '../store/watch.ts'
import type { Env } from './deps.ts'

export const origin = 'http://127.0.0.1:4747'

export interface House {
  readonly store: Store
  readonly rooms: Rooms
  readonly sessions: Sessions
  readonly app: Hono<Env>
  /** Whom `rooms.revoke` was asked to throw out, in order. */
  readonly revoked: Parameters<Rooms['revoke']>[0][]
  /** Moves the house's clock on; Lucia's own clock is the system's. */
  pass(milliseconds: number): void
  visitor(): Visitor
  /** A visitor signed in as the persona of this delegation. */
  as(code: string): Promise<Visitor>
  close(): Promise<void>
}

export interface Visitor {
  cookie: string | null
  get(path: string, headers?: Record<string, string>): Promise<Response>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export async function openHouse(options: { demonstration?: boolean; clientFolder?: string; store?: Store } = {}): Promise<House> {
  const demonstration = options.demonstration ?? true
  const log = pino({ level: 'silent' })
  const storeWatch = watchStore(options.store ?? (await openMemory()), log)
  const { store } = storeWatch
  const clock = { ahead: 0, made: 0 }
  const now = () => Date.now() + clock.ahead
  const newId = () => `made-${String((clock.made += 1)).padStart(6, '0')}`
  const standing = createStandingBook(store, now)
  const live = createRooms({ store, now, newId, standing, log })
  const revoked: Parameters<Rooms['revoke']>[0][] = []
  const rooms: Rooms = {
    ...live,
    revoke(who) {
      revoked.push(who)
      live.revoke(who)
    },
  }
  const sessions = createSessions({ store, standing, rooms, now })
  await loadDemonstration({ store, rooms, now, newId })
  const app = createApp({
    store,
    storeWatch,
    rooms,
    sessions,
    standing,
    passwords: createPasswords(),
    attempts: createAttempts(now),
    now,
    newId,
    log,
    demonstration,
    origins: [origin],
    clientFolder: options.clientFolder ?? null,
  })
  const house: House = {
    store,
    rooms,
    sessions,
    app,
    revoked,
    pass: (milliseconds) => void (clock.ahead += milliseconds),
    visitor: () => visitorOf(app),
    async as(code) {
      const visitor = house.visitor()
      const row = await store.people
        .selectFrom('participant')
        .innerJoin('delegation', 'delegation.id', 'participant.delegation')
        .select('participant.id')
        .where('code', '=', code)
        .executeTakeFirstOrThrow()
      const answer = await visitor.send('POST', '/api/session/persona', { persona: row.id })
      if (answer.status !== 200) throw new Error(`${code} could not sign in: ${await answer.text()}`)
      return visitor
    },
    async close() {
      await rooms.close()
      storeWatch.stop()
      await store.close()
    },
  }
  return house
}

function visitorOf(app: Hono<Env>): Visitor {
  const visitor: Visitor = {
    cookie: null,
    get: (path, headers = {}) => request('GET', path, undefined, headers),
    send: (method, path, body, headers = {}) => request(method, path, body, { origin, ...headers }),
  }
  async function request(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    const plain = body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
    const answer = await app.request(path, {
      method,
      headers: {
        ...(visitor.cookie === null ? {} : { cookie: visitor.cookie }),
        ...(body === undefined || plain ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body), duplex: 'half' }),
    })
    const set = answer.headers.get('set-cookie')
    if (set !== null) visitor.cookie = /Max-Age=0/.test(set) ? null : (set.split(';')[0] ?? null)
    return answer
  }
  return visitor
}
