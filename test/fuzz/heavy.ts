/**
 * The heaviest updates that the check admits, as far as we could think of them: each is built to hurt one step of the gate.
 * Frames below G1's bounds may cost their sender's room only so much (docs/security.md).
 */
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun, type Paragraph, type Run } from '../../shared/document/text.ts'
import { attributesOf } from '../../shared/document/ydoc.ts'
import { item, standingOf, Table } from '../simulation/table.ts'
import { writeUpdate, type Content, type HandStruct, type Id } from './handwriting.ts'

export interface Heavy {
  readonly name: string
  /** The room it is sent to, and its bytes. */
  readonly make: () => { room: Table; bytes: Uint8Array }
}

export interface Measured {
  readonly name: string
  /** Processor time from bytes to answer, in milliseconds. */
  readonly milliseconds: number
  readonly answer: string
}

export function measure({ name, make }: Heavy): Measured {
  const { room, bytes } = make()
  const before = process.cpuUsage()
  const answer = room.frame(standingOf('BRE'), bytes)
  const { user, system } = process.cpuUsage(before)
  const said = 'ok' in answer ? `refused ${answer.rule} ${answer.reason}` : answer.putBack.length > 0 ? `put back ${[...new Set(answer.putBack.map(({ reason }) => reason))].join()}` : 'stands'
  return { name, milliseconds: (user + system) / 1000, answer: said }
}

const long = (length: number) => 'The States parties to the Convention, '.repeat(Math.ceil(length / 38)).slice(0, length)
const own = (index: number) => `bre-${String(index).padStart(5, '0')}`
const mark = (proposal: string, on = true): Content => ({ ref: 6, key: markKey('insertion', proposal), value: on ? { proposal } : null })
const text = (words: string): Content => ({ ref: 4, text: words })

function roomOf(...paragraphs: Paragraph[]): Table {
  const room = new Table(...paragraphs)
  // The server's own client id would otherwise be drawn from the system; what conflicts does not depend on it.
  return room
}

/** The first two characters of the first paragraph, and its element and text. */
function firstOf(room: Table): { one: Id; two: Id; words: Id; element: Id } {
  const seat = room.seat('CAS')
  const words = seat.words('item-first')
  const [start, holder, element] = [words._start?.id, words._item?.id, seat.element('item-first')._item?.id]
  if (!start || !holder || !element) throw new Error('There are no words.')
  room.seats.length = 0
  return { one: [start.client, start.clock], two: [start.client, start.clock + 1], words: [holder.client, holder.clock], element: [element.client, element.clock] }
}

/** One client's items, each after the one before it, the first after `one`. */
function chain(room: Table, contents: readonly Content[]): Uint8Array {
  const { one, two } = firstOf(room)
  let clock = 0
  const structs = contents.map((content): HandStruct => {
    const origin: Id = clock === 0 ? one : [77, clock - 1]
    clock += content.ref === 4 ? content.text.length : 1
    return { origin, rightOrigin: two, content }
  })
  return writeUpdate([{ client: 77, clock: 0, structs }])
}

const times = <T>(count: number, make: (index: number) => T): T[] => [...Array(count).keys()].map(make)

/** What a sender's own editor made of `change`, on a copy of the room's text. */
function made(room: Table, change: (words: Y.XmlText, doc: Y.Doc) => void): Uint8Array {
  const seat = room.seat('BRE')
  room.seats.length = 0
  const before = Y.encodeStateVector(seat.doc)
  seat.doc.transact(() => change(seat.words('item-first'), seat.doc))
  return Y.encodeStateAsUpdate(seat.doc, before)
}

/** A paragraph of single characters under alternating marks of another's. */
function checkered(length: number): Paragraph {
  const marked = (index: number): Run => ({ ...plainRun(long(length)[index] ?? 'x'), deletions: index % 2 === 0 ? ['cas-00001'] : [] })
  return { ...item('item-first', ''), runs: times(length, marked) }
}

/** Deletes every other character: as many ranges as a paragraph can have. */
function everyOther(room: Table, most = 10_000): Uint8Array {
  const seat = room.seat('BRE')
  room.seats.length = 0
  const ranges: [number, number][] = []
  const client = seat.words('item-first')._start?.id.client ?? 0
  for (let each = seat.words('item-first')._start; each !== null; each = each.right) {
    if (!(each.content instanceof Y.ContentString)) continue
    for (let offset = 0; offset < each.length; offset += 2) ranges.push([each.id.clock + offset, 1])
  }
  return writeUpdate([], [{ client, ranges: ranges.slice(0, most) }])
}

const nested = (depth: number): Content[] => [
  ...times(depth, (index) => [mark(own(index)), text('x')]).flat(),
  ...times(depth, (index) => [mark(own(index), false), text('x')]).flat(),
]

export const heavies: readonly Heavy[] = [
  { name: '9,900 words of one letter, bare', make: () => withChain(times(9_900, () => text('x'))) },
  { name: '9,900 letters under one proposal', make: () => withChain([mark(own(1)), ...times(9_900, () => text('x')), mark(own(1), false)]) },
  { name: '3,300 letters, each begun and ended', make: () => withChain(times(3_300, () => [mark(own(1)), text('x'), mark(own(1), false)]).flat()) },
  { name: '200 proposals, one letter each', make: () => withChain(times(200, (index) => [mark(own(index)), text('x'), mark(own(index), false)]).flat()) },
  { name: '199 proposals, taking turns at 3,300 letters', make: () => withChain(times(3_300, (index) => [mark(own(index % 199)), text('x'), mark(own(index % 199), false)]).flat()) },
  { name: '201 proposals, one letter each', make: () => withChain(times(201, (index) => [mark(own(index)), text('x'), mark(own(index), false)]).flat()) },
  { name: '200 proposals inside one another', make: () => withChain(nested(200)) },
  { name: '200 proposals inside one another, and 9,100 letters among them', make: () => withChain([...nested(200).slice(0, 400), ...times(9_100, () => text('x')), ...nested(200).slice(400)]) },
  { name: '200 proposals inside one another, the innermost begun and ended 3,000 times', make: () => withChain([...nested(199).slice(0, 398), ...times(3_000, () => [mark(own(999)), text('x'), mark(own(999), false)]).flat(), ...nested(199).slice(398)]) },
  {
    name: '9,990 letters among 99 proposals of another, inside one another',
    make: () => {
      const room = roomOf(item('item-first', long(900)))
      const { one } = firstOf(room)
      const cas = times(99, (index) => `cas-${String(index).padStart(5, '0')}`)
      const answer = room.frame(standingOf('CAS'), chain(room, [...cas.map((id) => [mark(id), text('x')]).flat(), ...cas.map((id) => [mark(id, false), text('x')]).flat()].slice(0, -1)))
      if ('ok' in answer) throw new Error(answer.reason)
      const structs = times(9_990, (index): HandStruct => ({ origin: index === 0 ? one : [78, index - 1], rightOrigin: [77, 100], content: index % 3 === 0 ? mark(own(1)) : index % 3 === 1 ? text('x') : mark(own(1), false) }))
      return { room, bytes: writeUpdate([{ client: 78, clock: 0, structs }]) }
    },
  },
  {
    name: '999 letters at one place',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { one, two } = firstOf(room)
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs: times(999, () => ({ origin: one, rightOrigin: two, content: text('x') })) }]) }
    },
  },
  {
    name: '18 piles of 999 letters',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { one } = firstOf(room)
      const structs = times(18 * 999, (index): HandStruct => ({ origin: [one[0], one[1] + Math.floor(index / 999)], rightOrigin: [one[0], one[1] + 40], content: text('x') }))
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs }]) }
    },
  },
  {
    name: '18 piles of 999 letters, last first',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { one } = firstOf(room)
      const structs = times(18 * 999, (index): HandStruct => ({ origin: [one[0], one[1] + 17 - Math.floor(index / 999)], rightOrigin: [one[0], one[1] + 40], content: text('x') }))
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs }]) }
    },
  },
  { name: 'every other letter of 10,000 deleted', make: () => withRoom(item('item-first', long(10_000)), everyOther) },
  { name: 'every other letter of 5,000 of 20,000 checkered ones deleted', make: () => withRoom(checkered(20_000), (room) => everyOther(room, 5_000)) },
  { name: 'a deletion laid on 20,000 checkered letters', make: () => withRoom(checkered(20_000), (room) => made(room, (words) => words.format(0, words.length, attributesOf({ ...plainRun(''), deletions: [own(1)] })))) },
  { name: 'another’s deletion taken off 20,000 checkered letters', make: () => withRoom(checkered(20_000), (room) => made(room, (words) => words.format(0, words.length, { [markKey('deletion', 'cas-00001')]: null }))) },
  {
    name: '3,300 letters between 20,000 checkered ones',
    make: () =>
      withRoom(checkered(20_000), (room) =>
        made(room, (words) => {
          words.applyDelta(times(3_300, () => [{ retain: 6 }, { insert: 'x', attributes: attributesOf({ ...plainRun(''), insertions: [own(1)] }) }]).flat())
        }),
      ),
  },
  {
    name: '4,900 bare letters between 20,000 checkered ones',
    make: () => withRoom(checkered(20_000), (room) => made(room, (words) => words.applyDelta(times(4_900, () => [{ retain: 4 }, { insert: 'x' }]).flat()))),
  },
  {
    name: '999 texts in one paragraph',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { element } = firstOf(room)
      const structs = times(999, (index): HandStruct[] => [
        { ...(index === 0 ? { parent: element } : { origin: [77, (index - 1) * 2] }), content: { ref: 7, type: 6 } },
        { parent: [77, index * 2], content: text('x') },
      ]).flat()
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs }]) }
    },
  },
  {
    name: '9,900 texts in one paragraph',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { element } = firstOf(room)
      const structs = times(9_900, (index): HandStruct[] => [
        { ...(index === 0 ? { parent: element } : { origin: [77, (index - 1) * 2] }), content: { ref: 7, type: 6 } },
        { parent: [77, index * 2], content: text('x') },
      ]).flat()
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs }]) }
    },
  },
  {
    name: '2,800 new paragraphs',
    make: () => withRoom(item('item-first', 'x'), () => paragraphs(2_800, (index) => `bre-${String(1000 + (index % 400))}`)),
  },
  { name: '3,900 new paragraphs that nobody proposes', make: () => withRoom(item('item-first', 'x'), () => paragraphs(3_900, () => undefined)) },
  {
    name: '9,000 attributes of one paragraph',
    make: () => {
      const room = roomOf(item('item-first', long(4_000)))
      const { element } = firstOf(room)
      const structs = times(9_000, (index): HandStruct => (index === 0 ? { parent: element, sub: 'level', content: { ref: 8, values: [2] } } : { origin: [77, index - 1], content: { ref: 8, values: [1 + (index % 3)] } }))
      return { room, bytes: writeUpdate([{ client: 77, clock: 0, structs }]) }
    },
  },
  {
    name: 'one letter in each of 2,000 paragraphs',
    make: () => {
      const room = roomOf(...times(2_000, (index) => item(index === 0 ? 'item-first' : `item-${String(index).padStart(5, '0')}`, long(80))))
      const bytes = made(room, (_, doc) => {
        for (const element of doc.getXmlFragment('body').toArray()) {
          const [words] = element instanceof Y.XmlElement ? element.toArray() : []
          if (words instanceof Y.XmlText) words.insert(40, 'x', attributesOf({ ...plainRun(''), insertions: [own(1)] }))
        }
      })
      return { room, bytes }
    },
  },
  {
    name: '2,000 paragraphs of the base text deleted',
    make: () => {
      const room = roomOf(...times(2_000, (index) => item(index === 0 ? 'item-first' : `item-${String(index).padStart(5, '0')}`, long(80))))
      return { room, bytes: made(room, (_, doc) => doc.getXmlFragment('body').delete(0, 2_000)) }
    },
  },
]

function withChain(contents: readonly Content[]): { room: Table; bytes: Uint8Array } {
  const room = roomOf(item('item-first', long(900)))
  return { room, bytes: chain(room, contents) }
}

function withRoom(first: Paragraph, write: (room: Table) => Uint8Array): { room: Table; bytes: Uint8Array } {
  const room = roomOf(first)
  return { room, bytes: write(room) }
}

function paragraphs(count: number, proposal: (index: number) => string | undefined): Uint8Array {
  const structs: HandStruct[] = []
  let last: Id | undefined
  for (let index = 0; index < count; index++) {
    const element: Id = [77, structs.length]
    structs.push({ ...(last ? { origin: last } : { parent: 'body' }), content: { ref: 7, type: 3, name: 'paragraph' } })
    const attribute = (sub: string, value: string | number): void => void structs.push({ parent: element, sub, content: { ref: 8, values: [value] } })
    attribute('id', `heavy-${index}`)
    attribute('kind', 'item')
    attribute('level', 1)
    const by = proposal(index)
    if (by !== undefined) attribute('proposal', by)
    last = element
  }
  return writeUpdate([{ client: 77, clock: 0, structs }])
}
