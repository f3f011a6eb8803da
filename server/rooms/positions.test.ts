import { expect, test } from 'vitest'
import { standOn } from '../../shared/brackets/positions.ts'
import { item, standingOf, Table } from '../../test/simulation/table.ts'
import { LiveText } from './liveText.ts'
import * as Y from 'yjs'

const northern = { code: 'NG', name: 'Northern Group', members: ['BRE', 'DOV'], speakers: ['BRE'] }

function opened() {
  const room = new Table(item('item-six', 'International cooperation'))
  const alv = room.seat('ALV')
  alv.type('item-six', null, ' in full', 'alv-001').propose()
  return { room, alv }
}

const line = (room: Table) => room.text.ledger.get('alv-001')!
const words = (room: Table) => room.written('item-six')

test('T1 a position changes no word, is recorded with who took it, can be changed and taken back', () => {
  const { room } = opened()
  const before = words(room)
  const bre = standingOf('BRE')
  const taken = room.decide({ act: 'position', proposal: 'alv-001', stance: 'reserve', reason: 'Instructions' }, bre)
  expect(taken).toMatchObject({ ok: true, summary: "BRE reserves its position on ALV's proposal in 1: Instructions.", detail: { act: 'position', code: 'BRE', stance: 'reserve', before: null } })
  expect(line(room).positions).toMatchObject({ BRE: { stance: 'reserve', reason: 'Instructions' } })
  expect(room.decide({ act: 'position', proposal: 'alv-001', stance: 'support' }, bre)).toMatchObject({ ok: true, detail: { before: 'reserve' } })
  expect(line(room).positions?.['BRE']).toEqual({ stance: 'support', taken: expect.any(Number) })
  expect(room.decide({ act: 'position', proposal: 'alv-001', stance: null }, bre).ok).toBe(true)
  expect(line(room)).not.toHaveProperty('positions')
  expect(words(room)).toBe(before)
})

test('T3 a group is spoken for by whoever may, and nobody else', () => {
  const { room } = opened()
  const speaker = { ...standingOf('BRE'), speaksFor: ['NG'] }
  expect(room.decide({ act: 'position', proposal: 'alv-001', stance: 'oppose', group: 'NG' }, standingOf('DOV'))).toMatchObject({ ok: false, rule: 'T3', reason: 'notSpeaker' })
  expect(room.decide({ act: 'position', proposal: 'alv-001', stance: 'oppose', group: 'NG' }, speaker)).toMatchObject({ ok: true })
  expect(line(room).positions).toEqual({ NG: { stance: 'oppose', by: 'BRE', taken: expect.any(Number) } })
  expect(standOn(line(room), [northern]).oppose).toMatchObject([{ code: 'NG', aligned: ['BRE', 'DOV'] }])
})

test('T1 positions stand in the ledger when the proposal has closed, also when it is put away (R7)', () => {
  const { room } = opened()
  room.decide({ act: 'position', proposal: 'alv-001', stance: 'support' }, standingOf('CAS'))
  room.decide({ act: 'accept', proposal: 'alv-001' })
  expect(line(room)).toMatchObject({ state: 'accepted', positions: { CAS: { stance: 'support' } } })
  expect(room.decide({ act: 'position', proposal: 'alv-001', stance: 'oppose' }, standingOf('BRE'))).toMatchObject({ ok: false, rule: 'D10' })

  const bre = room.seat('BRE')
  for (let count = 0; count < 100; count++) {
    bre.hear()
    bre.type('item-six', null, ' so', `bre-${String(count).padStart(3, '0')}`).propose()
    bre.erase('item-six', ' so').propose()
  }
  const before = line(room)
  expect(room.live.upkeep()?.proposals).toBeGreaterThan(100)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.live.doc))
  expect(new LiveText(doc).ledger.get('alv-001')).toEqual(before)
})

test('T5 its author says why, where the words were agreed, and for whom', () => {
  const { room, alv } = opened()
  const said = { act: 'describe', proposal: 'alv-001', rationale: 'It was always meant.', source: 'Resolution 6/1, paragraph 3' } as const
  expect(room.decide(said, standingOf('BRE'))).toMatchObject({ ok: false, rule: 'T5', reason: 'notAuthor' })
  expect(room.decide({ ...said, group: 'NG' }, alv.standing)).toMatchObject({ ok: false, rule: 'T3' })
  expect(room.decide({ ...said, group: 'NG' }, { ...alv.standing, speaksFor: ['NG'] })).toMatchObject({ ok: true })
  expect(line(room)).toMatchObject({ rationale: 'It was always meant.', source: 'Resolution 6/1, paragraph 3', group: 'NG' })
  expect(room.decide({ ...said, rationale: '', source: '' }, alv.standing).ok).toBe(true)
  expect(line(room)).not.toHaveProperty('rationale')
  expect(line(room)).not.toHaveProperty('group')
})

test('T6 words changed after a position was taken say so once, and the position stands', () => {
  const { room, alv } = opened()
  alv.hear()
  alv.type('item-six', null, ',', 'alv-001').propose()
  expect(line(room).amended).toBeUndefined()
  room.decide({ act: 'position', proposal: 'alv-001', stance: 'support' }, standingOf('BRE'))
  const { taken } = line(room).positions!['BRE']!
  alv.hear()
  alv.type('item-six', null, ' too', 'alv-001').propose()
  const { amended } = line(room)
  expect(amended).toBeGreaterThan(taken)
  alv.type('item-six', null, '!', 'alv-001').propose()
  expect(line(room)).toMatchObject({ amended, positions: { BRE: { stance: 'support', taken } } })
  // Another's words inside are not the author's change.
  const bre = room.seat('BRE')
  room.decide({ act: 'position', proposal: 'alv-001', stance: 'oppose' }, standingOf('CAS'))
  bre.hear()
  bre.type('item-six', ' full', ' very', 'alv-001', 'bre-001').propose()
  expect(line(room).amended).toBe(amended)
})
