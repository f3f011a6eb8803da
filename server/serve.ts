/**
 * A server from start to stop: joins store, rooms, sessions, HTTP and sockets, listens, and lets go of everything in
 * the right order. It reads no environment and handles no signal; main.ts does.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { createAttempts } from './auth/attempts.ts'
import { createPasswords } from './auth/passwords.ts'
import { personas } from './auth/persons.ts'
import { createSessions } from './auth/sessions.ts'
import { createStandingBook } from './auth/standing.ts'
import { listeningOn, urlHost } from './config.ts'
import type { Config } from './config.ts'
import { closePersonaSessions, loadDemonstration } from './demonstration/load.ts'
import { createRooms } from './rooms/registry.ts'
import { attachSockets } from './rooms/socket.ts'
import { StoreUnavailable, type Store } from './store/store.ts'
import { watchStore } from './store/watch.ts'

/** How often sessions that expired, and changes made by other processes, are looked for. */
const sweepEvery = 10_000
/** How long requests under way may take to finish once the server stops. */
const patience = 3_000

export interface ServeDeps {
  readonly store: Store
  readonly now: () => number
  readonly newId: () => string
  readonly log: Logger
  readonly clientFolder: string | null
}

export interface Serving {
  readonly address: string
  /** Names on the cards that sign in by one click. */
  readonly personas: readonly string[]
  /** Stops accepting, lets requests finish, tells every socket to come back. The store stays open: it is the caller's. */
  stop(): Promise<void>
}

/** Throws what `listen` throws, such as EADDRINUSE, with nothing left running. */
export async function serve(config: Config, deps: ServeDeps): Promise<Serving> {
  const { now, newId, log } = deps
  const storeWatch = watchStore(deps.store, log)
  const { store } = storeWatch
  const standing = createStandingBook(store, now)
  const rooms = createRooms({ store, now, newId, standing, log })
  const sessions = createSessions({ store, standing, rooms, now })
  if (config.demonstration) {
    if (await loadDemonstration({ store, rooms, now, newId })) log.info('The demonstration is loaded.')
  } else await closePersonaSessions(store)

  const server = createServer()
  const underWay = countRequests(server)
  try {
    server.listen(config.port, config.host)
    await once(server, 'listening')
  } catch (error) {
    await rooms.close()
    storeWatch.stop()
    throw error
  }
  const bound = server.address()
  const listening = listeningOn(config, typeof bound === 'object' && bound ? bound.port : config.port)
  const app = createApp({
    ...deps,
    store,
    storeWatch,
    rooms,
    sessions,
    standing,
    passwords: createPasswords(),
    attempts: createAttempts(now),
    demonstration: config.demonstration,
    origins: listening.origins,
  })
  const answer = getRequestListener(app.fetch)
  // It answers its own failures; nothing is left to wait for.
  server.on('request', (incoming, outgoing) => void answer(incoming, outgoing))
  const detachSockets = attachSockets(server, {
    rooms,
    standing,
    sessionOf: (request) => sessions.read(request.headers.cookie),
    allowedOrigin: (origin) => origin !== undefined && listening.origins.includes(origin),
    now,
    log,
  })
  const sweeping = setInterval(() => {
    sessions.sweep().catch((error: unknown) => {
      if (error instanceof StoreUnavailable) storeWatch.noticed(error)
      else log.error({ err: error }, 'Ended sessions could not be looked for.')
    })
  }, sweepEvery)

  return {
    address: `http://${urlHost(listening.host)}:${listening.port}`,
    personas: config.demonstration ? (await personas(store)).map(({ name }) => name) : [],
    async stop() {
      clearInterval(sweeping)
      detachSockets()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      // A decision under way is answered before its room closes.
      for (const end = now() + patience; underWay() > 0 && now() < end; ) await wait(20)
      await rooms.close()
      storeWatch.stop()
      server.closeAllConnections()
      await Promise.race([closed, wait(patience, undefined, { ref: false })])
    },
  }
}

function countRequests(server: Server): () => number {
  let count = 0
  server.on('request', (_request, response) => {
    count += 1
    response.once('close', () => (count -= 1))
  })
  return () => count
}
