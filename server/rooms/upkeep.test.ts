import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { presentLines } from '../../shared/document/ledger.ts'
import { piecesOf, readText } from '../../shared/document/ydoc.ts'
import { item, standingOf, Table, type Seat } from '../../test/simulation/table.ts'
import { textDigest } from '../record/digest.ts'
import { verifyRecord } from '../record/verify.ts'
import { LiveText } from './liveText.ts'
import { Caller, consultation, openHall, write, type Hall } from './testing.ts'

/** Proposals of two delegations in turn that came and went in one paragraph, and one that stands. */
function longDay(proposals = 20): { room: Table; alv: Seat } {
  const room = new Table(item('item-1', 'Adoption of the agenda'), item('item-2', 'Other matters'))
  const alv = room.seat('ALV')
  const bre = room.seat('BRE')
  for (let count = 0; count < proposals; count++) {
    const [seat, id] = count % 2 === 0 ? [alv, `alv-${String(count).padStart(3, '0')}`] : [bre, `bre-${String(count).padStart(3, '0')}`]
    room.hearAll()
    seat.type('item-1', ' of', ' s', id).propose()
    seat.type('item-1', ' of', 'oon', id).propose()
    seat.erase('item-1', ' soon').propose()
  }
  room.hearAll()
  alv.type('item-1', null, ' [sic]', 'alv-standing').propose()
  return { room, alv }
}

describe('R7 upkeep', () => {
  test('changes no word, mark, proposal or status, and forgets what was taken away', () => {
    const { room } = longDay(100)
    const before = textDigest(room.text)
    const element = room.live.order[0]!
    expect(piecesOf(element).gone).toBeGreaterThan(100)
    const heavy = Y.encodeStateAsUpdate(room.live.doc).byteLength

    expect(room.live.upkeep()).toMatchObject({ paragraphs: 1, proposals: 100 })
    expect(textDigest(room.text)).toBe(before)
    expect(textDigest(room.live.text())).toBe(before)
    expect(piecesOf(element).gone).toBe(0)
    expect(presentLines(room.live.doc).size).toBe(1)
    expect(Y.encodeStateAsUpdate(room.live.doc).byteLength).toBeLessThan(heavy)
    expect(room.live.upkeep()).toBeNull()
    expect([...room.text.ledger.keys()].toSorted()).toEqual([...room.live.ledger.keys()].toSorted())
    expect(room.text.ledger.size).toBe(101)
    expect([...room.text.ledger.values()].filter(({ state }) => state === 'withdrawn')).toHaveLength(100)
  })

  test('leaves a text alone that carries little along', () => {
    const room = new Table(item('item-1', 'Adoption of the agenda'))
    const alv = room.seat('ALV')
    alv.type('item-1', null, ' soon', 'alv-001').propose()
    alv.erase('item-1', ' soon').propose()
    expect(room.live.upkeep()).toBeNull()
  })

  test('a proposal stays closed, and the order of tabling goes on, in a room that loads the text again', () => {
    const { room } = longDay(100)
    room.live.upkeep()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.live.doc))
    const again = new LiveText(doc)
    expect(again.ledger.get('alv-000')).toMatchObject({ state: 'withdrawn', delegation: 'ALV', order: 1, kind: 'insert', paragraph: 'item-1' })
    expect(again.openOf('ALV')).toBe(1)
    again.table({ id: 'bre-001', delegation: 'BRE', kind: 'insert', paragraph: 'item-2', tabledAt: 1 })
    expect(again.ledger.get('bre-001')?.order).toBe(102)

    const bre = room.seat('BRE')
    bre.type('item-2', null, ' now', 'alv-000')
    const judged = bre.say()
    expect('ok' in judged ? judged : judged.putBack).toMatchObject([{ rule: 'G5', reason: 'closedProposal', words: ' now' }])
  })

  test('what is written afterwards for the old paragraph comes back to its author, and a mark on it is told of (G5, B11)', () => {
    const { room, alv } = longDay()
    const bre = room.seat('BRE')
    alv.type('item-1', null, ' again', 'alv-away')
    bre.strike('item-1', 'Adoption', 'bre-away')
    room.live.upkeep()
    const before = room.written('item-1')

    const words = alv.say()
    expect('ok' in words ? words : words.putBack).toMatchObject([{ rule: 'G5', reason: 'paragraphGone', words: ' again' }])
    const mark = bre.say()
    expect('ok' in mark ? mark : mark.putBack).toMatchObject([{ rule: 'B11', reason: 'wordsGone' }])
    expect(room.written('item-1')).toBe(before)
    // Both see the text as it is, and write on.
    room.hearAll()
    for (const seat of [alv, bre]) expect(textDigest(readText(seat.doc))).toBe(textDigest(room.text))
    alv.type('item-1', null, ' again', 'alv-again').propose()
    expect(room.written('item-1')).toContain('[ again|+alv-again]')
  })

  test('does not let a facilitator decide on anything else than what stood', () => {
    const { room } = longDay()
    room.live.upkeep()
    const decided = room.decide({ act: 'accept', proposal: 'alv-standing' }, standingOf('FAC', 'facilitator'))
    expect(decided.ok).toBe(true)
    expect(room.written('item-1')).toBe('Adoption of the agenda [sic]')
  })
})

describe('R7 in a room', () => {
  let hall: Hall | null = null
  afterEach(async () => hall?.close())

  test('waits until nobody is there, is recorded, and rebuilds with the rest (R1, R3)', async () => {
    hall = await openHall()
    const authors = [await (await Caller.of(hall, 'ALV')).join(), await (await Caller.of(hall, 'CAS')).join()]
    for (let count = 10; count < 30; count++) {
      const author = authors[count % 2]
      author?.edit((doc) => write(doc, 'item-six', ' s', `item-0${count}`))
      author?.edit((doc) => write(doc, 'item-six', 'oon', `item-0${count}`))
      await vi.waitFor(async () => expect(await hall?.words('item-six')).toContain(' soon'))
      await hall.decide('FAC', { act: 'reject', proposal: `item-0${count}` })
    }
    const room = await hall.rooms.open(consultation)
    const text = textDigest(await room!.text())
    expect(room?.upkeep()).toBe(false)
    for (const author of authors) author.socket.close()
    await vi.waitFor(() => expect(room?.upkeep()).toBe(true))
    await room?.flush()
    expect(room?.upkeep()).toBe(false)
    const [last] = await hall.store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
    expect(last).toMatchObject({ act: 'upkeep', participant: 'server', delegation: '' })
    expect((await hall.store.loadSnapshot(consultation))?.seq).toBe(last?.seq)
    expect(textDigest(await room!.text())).toBe(text)
    expect(await verifyRecord(hall.store, consultation)).toMatchObject({ fault: null, text })
  })
})
