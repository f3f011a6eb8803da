/**
 * Delegations that table brackets of every kind over their sockets, as an editor would mark them: insertions, deletions,
 * replacements and their rivals, changes within another's words, reservations, new paragraphs and alternatives.
 */
import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { openBrackets } from '../../shared/brackets/bracket.ts'
import { plainRun, type Paragraph, type Run } from '../../shared/document/text.ts'
import { attributesOf, bodyOf, paragraphElement, readParagraphs, readText } from '../../shared/document/ydoc.ts'
import { textOf, type Guest } from '../../server/rooms/testing.ts'

/** What one bracket holds. */
const kinds = ['insert', 'strike', 'replace', 'rivals', 'insertWithin', 'reserve', 'strikeWithin', 'strikeAndReserve'] as const
type Kind = (typeof kinds)[number]

interface Place {
  readonly paragraph: string
  readonly kind: Kind
  /** Letters of the text itself, as it was before anybody proposed. */
  readonly from: number
  readonly to: number
  readonly number: number
}

/** Where a delegation may be found writing, by the words that stand there. */
export interface Tabled {
  readonly brackets: number
  readonly proposals: number
}

const wholeParagraphs = 16

/** Tables `wanted` brackets; resolves when every delegation has received them all. Throws when that takes over a minute. */
export async function table(delegations: readonly Guest[], wanted: number): Promise<Tabled> {
  const [first] = delegations
  if (!first) throw new Error('Nobody is there to table anything.')
  const base = readParagraphs(first.doc)
  const places = placesIn(base).slice(0, wanted - wholeParagraphs)
  const sittings = [
    (guest: Guest, place: Place) => write(guest, place, place.number),
    (guest: Guest, place: Place) => answer(guest, place, place.number),
  ]
  for (const sitting of sittings) {
    for (const place of places) sitting(guestAt(delegations, place.number + sittings.indexOf(sitting)), place)
    await settled(delegations)
  }
  for (let each = 0; each < wholeParagraphs; each++) proposeParagraph(guestAt(delegations, each), base[(each + 1) * 11], each)
  await settled(delegations)
  const text = readText(first.doc)
  const brackets = openBrackets(text.paragraphs, text.ledger).length
  if (brackets !== wanted) throw new Error(`${wanted} brackets were to be tabled, ${brackets} stand.`)
  return { brackets, proposals: text.ledger.size }
}

/** Three places in every paragraph, each of two whole words, spread over its length. */
function placesIn(base: readonly Paragraph[]): Place[] {
  const places = base.flatMap(({ id, runs }) => {
    const words = [...runs.map(({ text }) => text).join('').matchAll(/\S+/g)]
    return [0.15, 0.5, 0.8].map((share) => {
      const at = Math.floor(words.length * share)
      const from = words[at]?.index ?? 0
      const end = words[at + 1] ?? words[at]
      return { paragraph: id, from, to: (end?.index ?? 0) + (end?.[0].length ?? 0) }
    })
  })
  return places.map((place, number) => ({ ...place, number, kind: kinds[number % kinds.length] ?? 'insert' }))
}

function guestAt(delegations: readonly Guest[], number: number): Guest {
  const guest = delegations[number % delegations.length]
  if (!guest) throw new Error('There is no such delegation.')
  return guest
}

/** The words a first proposal adds; no place has those of another. */
const added = (number: number) => `as appropriate and where feasible in ${number} cases`

function write(guest: Guest, place: Place, number: number): void {
  const id = `first-${number}`
  change(guest, place, ({ words, from, to }) => {
    if (place.kind === 'reserve') mark(words, from, to, 'reservations', id)
    if (place.kind === 'strike' || place.kind === 'replace' || place.kind === 'rivals' || place.kind === 'strikeAndReserve') mark(words, from, to, 'deletions', id)
    if (place.kind !== 'reserve' && place.kind !== 'strike' && place.kind !== 'strikeAndReserve') insert(words, to, `${place.kind === 'replace' || place.kind === 'rivals' ? '' : ' '}${added(number)}`, [id])
  })
}

/** What another delegation says to it. */
function answer(guest: Guest, place: Place, number: number): void {
  const id = `second-${number}`
  const outer = `first-${number}`
  change(guest, place, ({ words, from, to, inserted }) => {
    if (place.kind === 'rivals') {
      mark(words, from, to, 'deletions', id)
      insert(words, inserted.to, `or otherwise ${number}`, [id])
    }
    if (place.kind === 'strikeAndReserve') mark(words, from, to, 'reservations', id)
    if (place.kind === 'insertWithin') insert(words, inserted.from + ' as appropriate'.length, ' and necessary', [outer, id])
    if (place.kind === 'strikeWithin') words.format(inserted.from + 1, 'as appropriate'.length, attributesOf({ ...plainRun(''), deletions: [id] }))
  })
}

interface Stand {
  readonly words: Y.XmlText
  /** The place's own letters as they stand now. */
  readonly from: number
  readonly to: number
  /** Inserted words right behind them. */
  readonly inserted: { readonly from: number; readonly to: number }
}

function change(guest: Guest, place: Place, make: (stand: Stand) => void): void {
  const paragraph = readParagraphs(guest.doc).find(({ id }) => id === place.paragraph)
  if (!paragraph) throw new Error(`${place.paragraph} is gone.`)
  const to = offsetOf(paragraph.runs, place.to)
  make({ words: textOf(guest.doc, place.paragraph), from: offsetOf(paragraph.runs, place.from + 1) - 1, to, inserted: { from: to, to: endOfInserted(paragraph.runs, to) } })
}

/** Behind so many letters of the text itself. */
function offsetOf(runs: readonly Run[], letters: number): number {
  let left = letters
  let offset = 0
  for (const { text, insertions } of runs) {
    if (insertions.length === 0) {
      if (left <= text.length) return offset + left
      left -= text.length
    }
    offset += text.length
  }
  return offset
}

function endOfInserted(runs: readonly Run[], from: number): number {
  let offset = 0
  let end = from
  for (const { text, insertions } of runs) {
    if (offset === end && insertions.length > 0) end += text.length
    offset += text.length
  }
  return end
}

function mark(words: Y.XmlText, from: number, to: number, as: 'deletions' | 'reservations', id: string): void {
  words.format(from, to - from, attributesOf({ ...plainRun(''), [as]: [id] }))
}

function insert(words: Y.XmlText, at: number, text: string, insertions: readonly string[]): void {
  words.insert(at, text, attributesOf({ ...plainRun(''), insertions }))
}

function proposeParagraph(guest: Guest, after: Paragraph | undefined, number: number): void {
  const body = bodyOf(guest.doc)
  const index = body.toArray().findIndex((each) => each instanceof Y.XmlElement && each.getAttribute('id') === after?.id)
  if (!after || index < 0) throw new Error('There is no such paragraph.')
  const proposal = `whole-${number}`
  const words = `Also requests the Secretariat to prepare, well before the next session, a note on matter ${number};`
  body.insert(index + 1, [
    paragraphElement({
      id: `proposed-${number}`,
      kind: after.kind,
      level: after.level,
      proposal,
      ...(number % 4 === 3 && { alternativeTo: after.id }),
      runs: [{ ...plainRun(words), insertions: [proposal] }],
    }),
  ])
}

/** Until everybody has heard the same, and it is in the ledger. */
async function settled(delegations: readonly Guest[]): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    await pause(100)
    const [first, ...others] = delegations.map(({ doc }) => {
      const { paragraphs, ledger } = readText(doc)
      return JSON.stringify([openBrackets(paragraphs, ledger).map(({ proposals }) => proposals), [...ledger.keys()].sort()])
    })
    const [guest] = delegations
    if (!guest || first === undefined || others.some((other) => other !== first)) continue
    const { paragraphs, ledger } = readText(guest.doc)
    if (openBrackets(paragraphs, ledger).every(({ proposals }) => proposals.every((id) => ledger.has(id)))) return
  }
  throw new Error('The delegations do not agree on what was tabled.')
}
