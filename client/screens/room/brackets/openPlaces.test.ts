import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labels } from '../../../../shared/document/numbering.ts'
import type { ConsultationText, Paragraph, Proposal, Run } from '../../../../shared/document/text.ts'
import { decisionOf, outcomeOf } from '../decide/outcome.ts'
import { heldBy, openPlaces, otherEndOfMove, placeAt, placeReader } from './openPlaces.ts'

const base = (text: string): Run => ({ text, insertions: [], deletions: [], reservations: [], italic: false })
const added = (text: string, ...by: string[]): Run => ({ ...base(text), insertions: by })
const struck = (text: string, ...by: string[]): Run => ({ ...base(text), deletions: by })
const item = (id: string, ...runs: Run[]): Paragraph => ({ id, kind: 'item', level: 1, runs })

function text(paragraphs: Paragraph[], ...tabled: [id: string, delegation: string, kind: Proposal['kind']][]): ConsultationText {
  return {
    meta: { title: '', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' },
    paragraphs,
    ledger: new Map(
      tabled.map(([id, delegation, kind], index) => [
        id,
        { id, delegation, kind, paragraph: paragraphs[0]?.id ?? '', order: index + 1, tabledAt: 0, state: 'open' as const },
      ]),
    ),
    status: new Map(),
  }
}

const placesIn = (of: ConsultationText) => openPlaces(of, labels(of.paragraphs, of.meta.kind))

/** `The Conference [urges — ALV / encourages — BRE] States` with "invites" as it stood. */
const rivals = text(
  [item('one', base('Opening')), item('two', base('The Conference '), struck('invites', 'a', 'b'), added('urges', 'a'), added('encourages', 'b'), base(' States'))],
  ['a', 'ALV', 'replace'],
  ['b', 'BRE', 'replace'],
)

test('B8 rivals stand in one place, under the label of their paragraph', () => {
  const [place, ...rest] = placesIn(rivals)
  expect(rest).toEqual([])
  expect(place?.label.full).toBe('2')
  expect(place?.wordings.map(({ struck: gone, added: come }) => [gone, come])).toEqual([
    ['invites', 'urges'],
    ['invites', 'encourages'],
  ])
})

test('each delegation is counted once per bracket, most first', () => {
  const more = text([...rivals.paragraphs, item('three', base('Report'), added(' and more', 'c'))], ['a', 'ALV', 'replace'], ['b', 'BRE', 'replace'], ['c', 'BRE', 'insert'])
  expect(heldBy(placesIn(more))).toEqual([
    ['BRE', 2],
    ['ALV', 1],
  ])
})

test('a selection finds the bracket it stands in, and none elsewhere', () => {
  const places = placesIn(rivals)
  expect(placeAt(places, 'two', ['b'])).toBe(places[0])
  expect(placeAt(places, 'one', ['b'])).toBeNull()
  expect(placeAt(places, 'two', [])).toBeNull()
})

test('B7 each end of a move knows the other', () => {
  const moved: Paragraph = { ...item('new', added('Prevention', 'm')), proposal: 'm', movedFrom: 'old' }
  const of = text([item('old', struck('Prevention', 'm')), item('stays', base('Report')), moved], ['m', 'ALV', 'move'])
  const [leaves, arrives] = placesIn(of)
  expect(leaves && otherEndOfMove(of, leaves, 'm')?.id).toBe('new')
  expect(arrives && otherEndOfMove(of, arrives, 'm')?.id).toBe('old')
})

test('D3 before accepting, the facilitator reads which rivals close and what the paragraph will say', () => {
  const outcome = outcomeOf(rivals, { act: 'accept', proposal: 'a', paragraph: 'two' })
  expect(outcome.closes).toEqual([{ proposal: 'b', delegation: 'BRE', state: 'notRetained' }])
  expect(outcome.changes.map(({ after }) => after?.runs.map((run) => run.text).join(''))).toEqual(['The Conference urges States'])
})

test('D6 keeping the original closes every proposal of the bracket', () => {
  const outcome = outcomeOf(rivals, { act: 'keepOriginal', proposal: 'a', paragraph: 'two' })
  expect(outcome.closes.map(({ delegation, state }) => [delegation, state])).toEqual([
    ['ALV', 'rejected'],
    ['BRE', 'rejected'],
  ])
  expect(outcome.changes.map(({ after }) => after?.runs.map((run) => run.text).join(''))).toEqual(['The Conference invites States'])
})

test('D9 a decision names what was seen, and what was seen changes with the words', () => {
  const decide = (of: ConsultationText) => decisionOf(of, { act: 'accept', proposal: 'a', paragraph: 'two' })
  const changed = { ...rivals, paragraphs: rivals.paragraphs.map((p) => ({ ...p, runs: [...p.runs, base('!')] })) }
  const before = decide(rivals)
  expect(before).toMatchObject({ act: 'accept', proposal: 'a', seen: expect.any(String) })
  expect(decide(changed)).not.toEqual(before)
})

test('places read as the text changes are those of a text read anew', () => {
  const change = fc.record({ at: fc.nat(2), by: fc.constantFrom('a', 'b', 'm'), how: fc.constantFrom('insertions' as const, 'deletions' as const, 'line' as const, 'seat' as const), on: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const read = placeReader()
      let of = text([item('one', base('Opening')), item('two', base('Report')), item('three', base('Closing'))], ['a', 'ALV', 'insert'], ['b', 'BRE', 'delete'])
      for (const { at, by, how, on } of changes) {
        const ledger = how === 'line' ? new Map(of.ledger).set(by, { id: by, delegation: on ? 'CAS' : 'ALV', kind: 'insert', paragraph: 'one', order: 3, tabledAt: 0, state: 'open' }) : of.ledger
        const paragraphs = of.paragraphs.map((paragraph, index) => {
          if (index !== at || how === 'line') return paragraph
          if (how === 'seat') return { ...paragraph, level: on ? 2 : 1 }
          return { ...paragraph, runs: paragraph.runs.map((run) => ({ ...run, [how]: on ? [by] : [] })) }
        })
        of = { ...of, ledger, paragraphs }
        const named = labels(of.paragraphs, of.meta.kind)
        expect(read(of, named)).toEqual(openPlaces(of, named))
      }
    }),
  )
})

test('a place in a paragraph nobody touched stays the same object', () => {
  const read = placeReader()
  const named = labels(rivals.paragraphs, rivals.meta.kind)
  const [before] = read(rivals, named)
  const touched = { ...rivals, paragraphs: rivals.paragraphs.map((each) => (each.id === 'one' ? { ...each, runs: [base('Opening of the session')] } : each)) }
  expect(read(touched, named)[0]).toBe(before)
})
