import { expect, test } from 'vitest'
import { markKey } from '../../shared/document/marks.ts'
import { attributesOf, bodyOf } from '../../shared/document/ydoc.ts'
import { plainRun } from '../../shared/document/text.ts'
import { item, Table } from '../../test/simulation/table.ts'

const seven = 'Implementation of article 63, paragraph 4 (c)'
const table = () => new Table(item('item-six', 'International cooperation'), item('item-seven', seven), item('item-eight', 'Other matters'))

test('G5 B1 words under two new insertions at once are never another’s', () => {
  const room = table()
  const bre = room.seat('BRE')
  const cas = room.seat('CAS')
  bre.type('item-seven', null, ' words', 'bre-001', 'bre-002').say()
  cas.hear()
  cas.type('item-seven', 'of', 'mine ', 'cas-001').propose()
  for (const { id, delegation } of room.text.ledger.values()) expect(id.slice(0, 3)).toBe(delegation.toLowerCase())
})

test('G5 nobody lays another’s marks on words of her own', () => {
  const room = table()
  const alv = room.seat('ALV')
  const bre = room.seat('BRE')
  const cas = room.seat('CAS')
  alv.type('item-six', null, ' and more', 'alv-001').propose()
  cas.hear()
  cas.strike('item-eight', 'Other', 'cas-001').propose()
  bre.hear()
  bre.type('item-seven', null, ' mine', 'bre-001').propose()
  const text = bre.words('item-seven')
  text.format(seven.length, 5, attributesOf({ ...plainRun(''), insertions: ['alv-001'], deletions: ['cas-001'] }))
  bre.say()
  expect(room.written('item-seven')).toBe(`${seven}[ mine|+bre-001]`)
})

test('G5 nobody takes another’s deletion off words of her own', () => {
  const room = table()
  const bre = room.seat('BRE')
  const cas = room.seat('CAS')
  bre.type('item-seven', null, ' mine', 'bre-001').propose()
  cas.hear()
  cas.strike('item-seven', 'mine', 'cas-001').propose()
  bre.hear()
  const text = bre.words('item-seven')
  text.format(0, text.length, { [markKey('deletion', 'cas-001')]: null })
  bre.say()
  expect(room.written('item-seven')).toBe(`${seven}[ |+bre-001][mine|+bre-001 -cas-001]`)
})

test('G3 attributes are what the schema says, not something that reads as nothing', () => {
  const room = table()
  room.decide({ act: 'agree', paragraph: 'item-seven' })
  const bre = room.seat('BRE')
  bre.element('item-seven').setAttribute('proposal', 5 as unknown as string)
  bre.say()
  expect(bodyOf(room.live.doc).get(1).toString()).toBe(`<paragraph id="item-seven" kind="item" level="1">${seven}</paragraph>`)
})
