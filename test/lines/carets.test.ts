import * as encoding from 'lib0/encoding'
import * as decoding from 'lib0/decoding'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { Awareness, encodeAwarenessUpdate, applyAwarenessUpdate } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { consultation, openHall, Caller, browserSocket, type Hall } from '../../server/rooms/testing.ts'
import { messageAwareness } from '../../shared/wire/messages.ts'
import { caretMilliseconds, outgoingSocket } from '../../client/sync/outgoingSocket.ts'
import { ownPresence } from '../../client/sync/ownPresence.ts'

function awarenessFrame(states: ReadonlyMap<number, unknown>): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  for (const [client, state] of states) {
    awareness.states.set(client, { state })
    awareness.meta.set(client, { clock: 3, lastUpdated: 0 })
  }
  const update = encodeAwarenessUpdate(awareness, [...states.keys()])
  awareness.destroy()
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageAwareness)
    encoding.writeVarUint8Array(encoder, update)
  })
}

function clientsIn(frame: Uint8Array): number[] {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), 'wire')
  const clients = [...awareness.getStates().keys()]
  awareness.destroy()
  return clients
}

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

test('of what a frame says, only what is about oneself is one’s to say', () => {
  const alone = awarenessFrame(new Map([[7, 'mine']]))
  expect(ownPresence(alone, 7)).toBe(alone)
  expect(ownPresence(awarenessFrame(new Map([[8, 'hers'], [9, 'his']])), 7)).toBeNull()
  expect(ownPresence(awarenessFrame(new Map()), 7)).toBeNull()
  const mixed = ownPresence(awarenessFrame(new Map([[8, 'hers'], [7, 'mine'], [9, 'his']])), 7)
  expect(mixed && clientsIn(mixed)).toEqual([7])
})

/** A server that only listens, and a provider of ours that speaks to it. */
async function listen() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  stops.push(() => new Promise((resolve) => server.close(resolve)))
  const heard: { readonly frame: Uint8Array; readonly at: number }[] = []
  server.on('connection', (socket) => socket.on('message', (data: Buffer) => heard.push({ frame: new Uint8Array(data), at: performance.now() })))
  const bound = server.address()
  const address = `ws://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  return { address, heard, carets: () => heard.filter(({ frame }) => frame[0] === messageAwareness) }
}

function join(address: string, Base: typeof WebSocket, room = consultation) {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  const WebSocketPolyfill = outgoingSocket({ opened: () => undefined, sent: () => undefined, client: () => awareness.clientID }, Base)
  const provider = new WebsocketProvider(address, room, doc, { disableBc: true, awareness, WebSocketPolyfill })
  stops.push(() => {
    provider.destroy()
    awareness.destroy()
  })
  return { doc, awareness, provider }
}

test('S4 a caret goes out at most every 100 ms, and the last place always does', async () => {
  const { address, heard, carets } = await listen()
  const { awareness } = join(address, browserSocket('', 'http://127.0.0.1'))
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(1))
  const before = carets().length
  const began = performance.now()
  while (performance.now() - began < 6 * caretMilliseconds) {
    awareness.setLocalStateField('cursor', { at: performance.now() })
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  awareness.setLocalStateField('cursor', { at: 'the end' })
  await vi.waitFor(() => expect(new TextDecoder().decode(carets().at(-1)?.frame)).toContain('the end'))
  const sent = carets().slice(before)
  expect(sent.length).toBeGreaterThanOrEqual(3)
  expect(sent.length).toBeLessThanOrEqual(9)
})

test('S4 carets of others are never repeated to the server', async () => {
  const hall: Hall = await openHall()
  stops.push(() => hall.close())
  const frames: Uint8Array[] = []
  const ticket = await hall.as('ALV')
  const Base = browserSocket(ticket.cookie, hall.origin)
  class Overheard extends Base {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (data instanceof Uint8Array) frames.push(data)
      super.send(data)
    }
  }
  const mine = join(hall.address, Overheard)
  await vi.waitFor(() => expect(mine.provider.synced).toBe(true))
  const other = await Caller.of(hall, 'BRE')
  stops.push(() => other.socket.close())
  await other.join()
  for (let place = 0; place < 5; place++) {
    const state = JSON.stringify({ cursor: { anchor: place, head: place } })
    other.send((encoder) => {
      encoding.writeVarUint(encoder, messageAwareness)
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((entry) => {
          encoding.writeVarUint(entry, 1)
          encoding.writeVarUint(entry, other.doc.clientID)
          encoding.writeVarUint(entry, place + 1)
          encoding.writeVarString(entry, state)
        }),
      )
    })
    await vi.waitFor(() => expect(mine.awareness.getStates().get(other.doc.clientID)).toMatchObject({ cursor: { anchor: place } }))
  }
  const carets = frames.filter((frame) => frame[0] === messageAwareness)
  expect(carets.length).toBeGreaterThan(0)
  expect(carets.flatMap(clientsIn).filter((client) => client !== mine.doc.clientID)).toEqual([])
  expect(carets.length).toBeLessThan(3)
})
