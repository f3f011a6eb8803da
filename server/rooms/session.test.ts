import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Standing } from '../../shared/procedure/roles.ts'
import { closeCodes, messageSync } from '../../shared/wire/messages.ts'
import { frameRate } from '../../shared/wire/limits.ts'
import { openAllowances } from './allowance.ts'
import type { Room } from './room.ts'
import { Session } from './session.ts'
import { consultation, delegation, openHall, seven, updateOf, write, type Hall } from './testing.ts'

let hall: Hall
let room: Room
let clock = 0

beforeEach(async () => {
  hall = await openHall()
  const opened = await hall.rooms.open(consultation)
  if (!opened) throw new Error('There is no room.')
  room = opened
  clock = 1_000
})
afterEach(() => hall.close())

/** A session on a line that keeps what is said on it. */
function line(code: string) {
  const seat = delegation(code)
  const kept: { standing: Standing | null; frames: number; closed: number | null } = {
    standing: { participant: `person-${code}`, name: code, delegation: seat, observerPolicy: 'viewOnly' },
    frames: 0,
    closed: null,
  }
  const wire = { send: () => void (kept.frames += 1), close: (code: number) => void (kept.closed = code) }
  const session = new Session({ room, wire, standing: () => kept.standing, allowances: openAllowances(() => clock), understandsAdRef: false }, seat)
  return { session, kept }
}

const frame = (kind: number, bytes: Uint8Array) => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageSync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}
const query = new Uint8Array([3])

async function copy(): Promise<Y.Doc> {
  const doc = new Y.Doc()
  for (const { update } of await hall.store.entries(consultation, 0, 100)) if (update.byteLength > 0) Y.applyUpdate(doc, update)
  return doc
}

describe('P1 standing is looked up at every frame', () => {
  test('P1 a session that has ended hears nothing more', async () => {
    const { session, kept } = line('ALV')
    const doc = await copy()
    session.hear(frame(sync.messageYjsSyncStep2, Y.encodeStateAsUpdate(doc)))
    kept.standing = null
    session.hear(frame(sync.messageYjsUpdate, updateOf(doc, () => write(doc, 'item-seven', ' and (d)', 'alv-001'))))
    expect(kept.closed).toBe(closeCodes.signedOut)
    expect(await hall.words('item-seven')).toBe(seven)
    expect(room.present()).toEqual([])
  })

  test('P1 an edit is recorded under the delegation of its moment, not of the connection', async () => {
    const { session, kept } = line('ALV')
    const doc = await copy()
    session.hear(frame(sync.messageYjsSyncStep2, Y.encodeStateAsUpdate(doc)))
    if (kept.standing) kept.standing = { ...kept.standing, delegation: delegation('BRE') }
    session.hear(frame(sync.messageYjsUpdate, updateOf(doc, () => write(doc, 'item-seven', ' and (d)', 'any-001'))))
    expect((await hall.rooms.text(consultation)).ledger.get('any-001')?.delegation).toBe('BRE')
  })
})

describe('G1 rate', () => {
  test('G1 a burst is allowed, then no more than the rate', () => {
    const { session, kept } = line('ALV')
    for (let frames = 0; frames < frameRate.burst; frames++) session.hear(query)
    expect(kept.closed).toBeNull()
    clock += 1000
    for (let frames = 0; frames < frameRate.perSecond; frames++) session.hear(query)
    expect(kept.closed).toBeNull()
    session.hear(query)
    expect(kept.closed).toBe(closeCodes.violations)
  })

  test('G1 a large frame counts as many', () => {
    const { session, kept } = line('ALV')
    const large = new Uint8Array(1_000_000)
    large.set(query)
    for (let frames = 0; frames < 9; frames++) session.hear(large)
    expect(kept.closed).toBeNull()
    session.hear(large)
    expect(kept.closed).toBe(closeCodes.violations)
  })
})

describe('G1 updates before the first answer', () => {
  test('G1 they wait for what the client wrote offline, and are heard after it, in order', async () => {
    const { session, kept } = line('ALV')
    const doc = await copy()
    const offline = updateOf(doc, () => write(doc, 'item-seven', ' and', 'alv-001'))
    session.hear(frame(sync.messageYjsUpdate, updateOf(doc, () => write(doc, 'item-seven', ' (d)', 'alv-001'))))
    session.hear(frame(sync.messageYjsUpdate, updateOf(doc, () => write(doc, 'item-seven', ' (e)', 'alv-001'))))
    expect(await hall.words('item-seven')).toBe(seven)
    session.hear(frame(sync.messageYjsSyncStep2, offline))
    expect(await hall.words('item-seven')).toBe(`${seven} and (d) (e)`)
    expect(kept.closed).toBeNull()
  })

  test('G1 they do not wait without bound', () => {
    const { session, kept } = line('ALV')
    for (let count = 0; count < 12; count++) session.hear(frame(sync.messageYjsUpdate, new Uint8Array(100_000)))
    expect(kept.closed).toBe(closeCodes.startAgain)
  })

  test('G1 afterwards a gap is refused', async () => {
    const { session, kept } = line('ALV')
    const doc = await copy()
    session.hear(frame(sync.messageYjsSyncStep2, Y.encodeStateAsUpdate(doc)))
    updateOf(doc, () => write(doc, 'item-seven', ' and', 'alv-001'))
    session.hear(frame(sync.messageYjsUpdate, updateOf(doc, () => write(doc, 'item-seven', ' (d)', 'alv-001'))))
    expect(kept.closed).toBe(closeCodes.startAgain)
  })
})

test('nothing is said or heard on a line that was closed', async () => {
  const { session, kept } = line('ALV')
  session.close(closeCodes.comeBack, 'Later.')
  const said = kept.frames
  session.hear(query)
  session.send(new Uint8Array([0, 0]))
  expect(kept.frames).toBe(said)
  expect(room.present()).toEqual([])
})

test('a client that did not ask for them receives no messages of ours', async () => {
  const { session, kept } = line('ALV')
  const before = kept.frames
  session.tell({ type: 'recorded', frames: 1 })
  expect(kept.frames).toBe(before)
})
