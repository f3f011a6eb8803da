import { expect, test } from 'vitest'
import { markKey } from '../../shared/document/marks.ts'
import { attributesOf, bodyOf } from '../../shared/document/ydoc.ts'
import { plainRun } from '../../shared/document/text.ts'
import * as encoding from 'lib0/encoding'
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

test('G5.1 words are not enclosed by marks that their own update lays beside them', () => {
  const room = table()
  const alv = room.seat('ALV')
  const bre = room.seat('BRE')
  alv.type('item-six', null, ' and more', 'alv-001').propose()
  bre.hear()
  bre.type('item-seven', 'of', 'mine ', 'alv-001', 'bre-001')
  const text = bre.words('item-seven')
  text.format(0, text.length, attributesOf({ ...plainRun(''), insertions: ['alv-001'] }))
  bre.say()
  expect(room.written('item-seven')).toBe(`Implementation [mine |+bre-001]${seven.slice(15)}`)
})

test('G3 attributes are what the schema says, not something that reads as nothing', () => {
  const room = table()
  room.decide({ act: 'agree', paragraph: 'item-seven' })
  const bre = room.seat('BRE')
  bre.element('item-seven').setAttribute('proposal', 5 as unknown as string)
  bre.say()
  expect(bodyOf(room.live.doc).get(1).toString()).toBe(`<paragraph id="item-seven" kind="item" level="1">${seven}</paragraph>`)
})

test('R1 the record names the proposals an edit changed, not every one in the paragraph', () => {
  const room = table()
  const alv = room.seat('ALV')
  alv.type('item-seven', null, ' first', 'alv-001').propose()
  const { changes } = alv.type('item-seven', 'of', 'second ', 'alv-002').propose()
  expect(changes.map(({ proposal }) => proposal)).toEqual(['alv-002'])
})

type Id = readonly [client: number, clock: number]

/** An update of one client, written by hand: single characters, each between the two it names. */
function characters(client: number, places: readonly { readonly after: Id; readonly before: Id }[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, places.length, client, 0]) encoding.writeVarUint(encoder, number)
  for (const { after, before } of places) {
    // Content 4 is a string; the two highest bits say that both neighbours are named.
    encoding.writeUint8(encoder, 0b1100_0100)
    for (const number of [...after, ...before]) encoding.writeVarUint(encoder, number)
    encoding.writeVarString(encoder, 'x')
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

/** The first two characters of the first paragraph's words. */
function firstTwo(room: Table): [Id, Id] {
  const start = room.seat('CAS').words('item-six')._start?.id
  if (!start) throw new Error('There are no words.')
  return [[start.client, start.clock], [start.client, start.clock + 1]]
}

test('G1 a long chain of new items is walked once', () => {
  const room = table()
  const [first, second] = firstTwo(room)
  const chain = characters(77, [...Array(8_000).keys()].map((index) => ({ after: index === 0 ? first : [77, index - 1], before: second })))
  const start = performance.now()
  expect(room.frame(room.seat('BRE').standing, chain)).toMatchObject({ putBack: [{ rule: 'G5', reason: 'baseText' }] })
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('G1 thousands of items at one place are refused before Yjs compares each with all', () => {
  const room = table()
  const [first, second] = firstTwo(room)
  const column = [...Array(1_500).keys()].map((index): { after: Id; before: Id } => ({ after: index === 0 ? first : [77, index - 1], before: second }))
  const pile = [...Array(1_500).keys()].map((index): { after: Id; before: Id } => ({ after: first, before: [77, index] }))
  expect(room.frame(room.seat('BRE').standing, characters(77, [...column, ...pile]))).toMatchObject({ rule: 'G1', reason: 'tooLarge' })
})
