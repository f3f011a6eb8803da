import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Standing } from '../../shared/procedure/roles.ts'
import { closeCodes, messageAwareness, messageSync } from '../../shared/wire/messages.ts'
import { frameRate, presenceRate } from '../../shared/wire/limits.ts'
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
function line(code: string, allowances = openAllowances(() => clock)) {
  const seat = delegation(code)
  const kept: { standing: Standing | null; frames: number; closed: number | null; reason: string } = {
    standing: { participant: `person-${code}`, name: code, delegation: seat, observerPolicy: 'viewOnly', speaksFor: [] },
    frames: 0,
    closed: null,
    reason: '',
  }
  const wire = { send: () => void (kept.frames += 1), close: (code: number, reason: string) => void Object.assign(kept, { closed: code, reason }) }
  const session = new Session({ room, wire, standing: () => kept.standing, allowances, understandsAdRef: false }, seat)
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

describe('S4 rate', () => {
  const questions = (count: number) => Math.floor(count / frameRate.join)

  test('S4 a burst is allowed, then no more than the rate', () => {
    const { session, kept } = line('ALV')
    for (let asked = 0; asked < questions(frameRate.burst); asked++) session.hear(query)
    expect(kept.closed).toBeNull()
    clock += 1000
    for (let asked = 0; asked < questions(frameRate.perSecond); asked++) session.hear(query)
    expect(kept.closed).toBeNull()
    session.hear(query)
    expect(kept).toMatchObject({ closed: closeCodes.violations, reason: expect.stringMatching(/^tooFast: S4: more than 100 changes a second/) })
  })

  test('S4 a large frame counts as many', () => {
    const { session, kept } = line('ALV')
    const large = frame(sync.messageYjsUpdate, new Uint8Array(frameRate.bytes * 30))
    // Held until the client has said what it wrote offline: it is the rate that ends this, not their content.
    for (let count = 0; count < 2; count++) session.hear(large)
    for (let asked = 0; asked < questions(frameRate.burst - 62); asked++) session.hear(query)
    expect(kept.closed).toBeNull()
    session.hear(query)
    expect(kept.closed).toBe(closeCodes.violations)
  })

  test('S4 all sockets of one session draw on one allowance, and another session has its own', () => {
    const allowances = openAllowances(() => clock)
    const [first, second] = [line('ALV', allowances), line('ALV', allowances)]
    for (let asked = 0; asked < questions(frameRate.burst); asked++) first.session.hear(query)
    expect(first.kept.closed).toBeNull()
    second.session.hear(query)
    expect(second.kept.closed).toBe(closeCodes.violations)
    const other = line('ALV')
    other.session.hear(query)
    expect(other.kept.closed).toBeNull()
  })

  test('S4 carets have a bound of their own and take nothing from words', () => {
    const { session, kept } = line('ALV')
    const nobody = new Uint8Array([messageAwareness, 1, 0])
    for (let moved = 0; moved < presenceRate.burst; moved++) session.hear(nobody)
    session.hear(query)
    expect(kept.closed).toBeNull()
    session.hear(nobody)
    expect(kept).toMatchObject({ closed: closeCodes.violations, reason: expect.stringMatching(/^tooFast: S4: carets/) })
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
