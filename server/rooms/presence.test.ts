import * as encoding from 'lib0/encoding'
import { expect, test, vi } from 'vitest'
import { messageAwareness } from '../../shared/wire/messages.ts'
import { Presence } from './presence.ts'
import { Caller, delegation, openHall, welcome, write } from './testing.ts'

function awareness(...entries: readonly [client: number, clock: number, state: unknown][]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, JSON.stringify(state))
  }
  return encoding.toUint8Array(encoder)
}

/** What a newcomer is shown, by client id. */
function seen(presence: Presence): Record<string, unknown> {
  const caller = Object.create(null) as Record<string, unknown>
  for (const { client, state } of read(presence.everyone())) caller[client] = state
  return caller
}

function read(bytes: Uint8Array): { client: number; state: unknown }[] {
  const entries: { client: number; state: unknown }[] = []
  let at = 0
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  for (let count = number(); count > 0; count--) {
    const client = number()
    number()
    const length = number()
    entries.push({ client, state: JSON.parse(new TextDecoder().decode(bytes.subarray(at, at + length))) })
    at += length
  }
  return entries
}

const anyone = () => true
const alv = { code: 'ALV', name: 'Delegation ALV', colour: 0 }

test('a name and a colour come from the session, whatever the client says of itself', () => {
  const presence = new Presence()
  const claims = { user: { code: 'BRE', name: 'The Chair', colour: 9 }, cursor: { anchor: 1, head: 2 }, admin: true }
  expect(presence.hear({}, delegation('ALV'), awareness([7, 1, claims]), anyone)).toBe(true)
  expect(seen(presence)).toEqual({ 7: { user: alv, cursor: { anchor: 1, head: 2 } } })
})

test('a caret that is none is dropped, the person stays', () => {
  const presence = new Presence()
  for (const [clock, cursor] of ['here', 7, { anchor: 'x'.repeat(3000), head: 1 }, []].entries()) {
    presence.hear({}, delegation('ALV'), awareness([clock, 1, { cursor }]), anyone)
    expect(seen(presence)[clock]).toEqual({ user: alv, cursor: null })
  }
})

test('nobody moves or removes another’s caret', () => {
  const presence = new Presence()
  const owner = {}
  presence.hear(owner, delegation('ALV'), awareness([7, 1, { cursor: { anchor: 1, head: 1 } }]), anyone)
  presence.hear({}, delegation('BRE'), awareness([7, 2, { cursor: null }]), anyone)
  presence.hear({}, delegation('BRE'), awareness([7, 3, null]), anyone)
  presence.hear({}, delegation('BRE'), awareness([8, 1, {}]), (client) => client !== 8)
  expect(seen(presence)).toEqual({ 7: { user: alv, cursor: { anchor: 1, head: 1 } } })
  presence.leave(owner)
  presence.takeChanges()
  expect(seen(presence)).toEqual({})
})

test('one connection has one caret', () => {
  const presence = new Presence()
  const session = {}
  presence.hear(session, delegation('ALV'), awareness([7, 1, {}]), anyone)
  presence.hear(session, delegation('ALV'), awareness([8, 1, {}]), anyone)
  presence.takeChanges()
  expect(Object.keys(seen(presence))).toEqual(['8'])
})

test('an old state does not replace a newer one', () => {
  const presence = new Presence()
  const session = {}
  presence.hear(session, delegation('ALV'), awareness([7, 5, { cursor: { anchor: 5, head: 5 } }]), anyone)
  presence.hear(session, delegation('ALV'), awareness([7, 4, { cursor: { anchor: 4, head: 4 } }]), anyone)
  expect(seen(presence)).toEqual({ 7: { user: alv, cursor: { anchor: 5, head: 5 } } })
})

test('changes are told once', () => {
  const presence = new Presence()
  expect(presence.takeChanges()).toBeNull()
  presence.hear({}, delegation('ALV'), awareness([7, 1, {}]), anyone)
  expect(read(presence.takeChanges() ?? new Uint8Array([0]))).toHaveLength(1)
  expect(presence.takeChanges()).toBeNull()
})

test('a sign of life that says nothing new waits, and goes with the next change', () => {
  const presence = new Presence()
  const session = {}
  presence.hear(session, delegation('ALV'), awareness([7, 1, {}]), anyone)
  presence.hear({}, delegation('BRE'), awareness([8, 1, {}]), anyone)
  presence.takeChanges()
  presence.hear(session, delegation('ALV'), awareness([7, 2, {}]), anyone)
  expect(presence.rest(100)).toBeGreaterThan(1_000)
  presence.hear({}, delegation('CAS'), awareness([9, 1, {}]), anyone)
  expect(presence.rest(100)).toBe(100)
  expect(read(presence.takeChanges() ?? new Uint8Array([0])).map(({ client }) => client).toSorted((a, b) => a - b)).toEqual([7, 9])
  expect(presence.rest(100)).toBeNull()
})

test('what a stock provider repeats of others is not even read', () => {
  const presence = new Presence()
  presence.hear({}, delegation('ALV'), awareness([7, 1, {}]), anyone)
  presence.takeChanges()
  const broken = awareness([7, 2, 'x'])
  broken[broken.length - 2] = 92
  expect(presence.hear({}, delegation('BRE'), broken, anyone)).toBe(true)
  expect(presence.rest(100)).toBeNull()
})

test.each([
  ['nothing', new Uint8Array()],
  ['too short', awareness([7, 1, {}]).subarray(0, -1)],
  ['no JSON', new Uint8Array([1, 7, 1, 1, 123])],
  ['a clock without end', new Uint8Array([1, 7, 255, 255, 255, 255, 255, 255, 255, 15, 4, 110, 117, 108, 108])],
])('G1 bytes that are no awareness message: %s', (_, bytes) => {
  const presence = new Presence()
  expect(presence.hear({}, delegation('ALV'), bytes, anyone)).toBe(false)
  expect(presence.rest(100)).toBeNull()
})

test('over real sockets others see the session’s name, and a forged client id changes nothing', async () => {
  const hall = await openHall()
  const reader = await (await Caller.of(hall, 'CAS')).join()
  const alvonia = welcome(hall, await hall.as('ALV'))
  alvonia.provider.awareness.setLocalState({ user: { code: 'FAC', name: 'Facilitator', colour: 3 }, cursor: null })
  const client = alvonia.doc.clientID
  const shown = () => reader.presence.find((each) => each.client === client)?.state
  await vi.waitFor(() => expect(shown()).toEqual({ user: alv, cursor: null }))
  await vi.waitFor(() => expect(alvonia.provider.synced).toBe(true))
  alvonia.write('item-seven', ' and (d)', 'alv-001')
  await vi.waitFor(async () => expect(await hall.words('item-seven')).toContain('(d)'))

  const forger = await (await Caller.of(hall, 'BRE')).join()
  forger.send((encoder) => {
    encoding.writeVarUint(encoder, messageAwareness)
    encoding.writeVarUint8Array(encoder, awareness([client, 1_000, { user: alv, cursor: { anchor: 1, head: 1 } }]))
  })
  forger.edit((doc) => write(doc, 'item-six', ' now', 'bre-001'))
  await vi.waitFor(async () => expect(await hall.words('item-six')).toContain('now'))
  expect(shown()).toEqual({ user: alv, cursor: null })
  alvonia.leave()
  await vi.waitFor(() => expect(shown()).toBeNull())
  await hall.close()
})
