import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { browserSocket, openHall } from '../../server/rooms/testing.ts'
import { closeCodes } from '../../shared/wire/messages.ts'
import { reconnectDelay } from '../../shared/wire/reconnect.ts'
import { Reconnecting } from '../../client/sync/reconnecting.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A server that closes every socket with `code` at once, and a line to it whose chance is always `random`. */
async function closing(code: number, random = 0) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  stops.push(() => new Promise((resolve) => server.close(resolve)))
  const opened: number[] = []
  server.on('connection', (socket) => {
    opened.push(performance.now())
    socket.close(code)
  })
  const bound = server.address()
  const provider = new WebsocketProvider(`ws://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`, 'room', new Y.Doc(), {
    connect: false,
    disableBc: true,
    WebSocketPolyfill: browserSocket('', 'http://127.0.0.1'),
  })
  const line = new Reconnecting(provider, { isFinal: (each) => each >= 4400 && each < 4500, random: () => random })
  stops.push(() => {
    line.hangUp()
    provider.destroy()
  })
  return { server, provider, line, opened }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('a lost line is tried again after our wait, never after y-websocket’s own', async () => {
  const { line, opened } = await closing(closeCodes.comeBack, 0.2)
  line.connect()
  const first = reconnectDelay(0, 0.2)
  expect(first).toBeGreaterThan(600)
  await vi.waitFor(() => expect(opened).toHaveLength(2), { timeout: first + 3000 })
  // y-websocket by itself would have tried after 200 ms, and after 400 more.
  expect(opened[1]! - opened[0]!).toBeGreaterThanOrEqual(first - 5)
  await pause(1000)
  expect(opened).toHaveLength(2)
})

test('a final close is final, until somebody asks again', async () => {
  const { line, opened } = await closing(closeCodes.violations)
  line.connect()
  await vi.waitFor(() => expect(opened).toHaveLength(1))
  await pause(700)
  expect(opened).toHaveLength(1)
  line.connect()
  await vi.waitFor(() => expect(opened).toHaveLength(2))
})

test('whoever hangs up stays away; a network that is back is tried at once', async () => {
  const { line, opened } = await closing(closeCodes.notRecording)
  line.connect()
  await vi.waitFor(() => expect(opened).toHaveLength(1))
  line.hangUp()
  await pause(700)
  expect(opened).toHaveLength(1)
  line.tryNow()
  await vi.waitFor(() => expect(opened).toHaveLength(2), { timeout: 150 })
})

test('a line that falls silent is given up and tried again', async () => {
  const { server, provider, line, opened } = await closing(closeCodes.comeBack, 0.3)
  server.removeAllListeners('connection')
  server.on('connection', () => opened.push(performance.now()))
  line.connect()
  await vi.waitFor(() => expect(provider.wsconnected).toBe(true))
  // As if the last word from the server were long ago; y-websocket looks every 3 seconds.
  provider.wsLastMessageReceived = Date.now() - 40_000
  await vi.waitFor(() => expect(provider.wsconnected).toBe(false), { timeout: 4000 })
  const givenUp = performance.now()
  await vi.waitFor(() => expect(opened).toHaveLength(2), { timeout: 4000 })
  expect(opened[1]! - givenUp).toBeGreaterThan(reconnectDelay(0, 0.3) - 100)
})

test('everybody is back after the server has stopped and come again, on the real server', async () => {
  const hall = await openHall()
  stops.push(() => hall.close())
  const { cookie } = await hall.as('ALV')
  const people = Array.from({ length: 8 }, () => {
    const provider = new WebsocketProvider(hall.address, 'item-7', new Y.Doc(), { connect: false, disableBc: true, WebSocketPolyfill: browserSocket(cookie, hall.origin) })
    const line = new Reconnecting(provider, { isFinal: (code) => code < 4500, random: Math.random })
    stops.push(() => {
      line.hangUp()
      provider.destroy()
    })
    line.connect()
    return provider
  })
  await vi.waitFor(() => expect(people.every(({ synced }) => synced)).toBe(true), { timeout: 5000 })
  const closes = new Set<number>()
  for (const provider of people) provider.on('connection-close', (event) => void closes.add(event?.code ?? 0))
  // All at once, with the code of a server that stops.
  hall.rooms.revoke({ participant: 'person-ALV' })
  await vi.waitFor(() => expect(people.every(({ synced }) => !synced)).toBe(true))
  expect([...closes]).toEqual([closeCodes.comeBack])
  await vi.waitFor(() => expect(people.every(({ synced }) => synced)).toBe(true), { timeout: 6000 })
}, 20_000)
