import { expect, test } from 'vitest'
import { labels } from '../document/numbering.ts'
import type { ConsultationText, Position, Proposal } from '../document/text.ts'
import type { Group } from '../procedure/roles.ts'
import { ledger, paragraph, text } from '../../test/simulation/notation.ts'
import { isShownBracket, isShownDecided, ledgerView, speakersIn, wholeLedger, type LedgerFilter, type LedgerView, type Reader } from './ledgerView.ts'

const north: Group = { code: 'NG', name: 'Northern Group', members: ['ALV', 'BRE'], speakers: ['ALV'] }
const coast: Group = { code: 'CS', name: 'Coastal States', members: ['CAS'], speakers: ['CAS'] }
const groups = [north, coast]

function tabled(lines: ReturnType<typeof ledger>, more: Readonly<Record<string, Partial<Proposal>>>): ReturnType<typeof ledger> {
  return new Map([...lines].map(([id, line]) => [id, { ...line, ...more[id] }]))
}

const position = (stance: Position['stance'], taken: number, reason?: string): Position => ({ stance, taken, ...(reason !== undefined && { reason }) })

/** Two rivals, an insertion that Brenmark opposes, one nobody minds, one that waits for instructions, a reservation; two that are closed. */
const negotiation = text(
  [
    paragraph('one', 'We [urge|-alv-1 -bre-1][ask|+alv-1][invite|+bre-1] all'),
    paragraph('two', 'Reports[ in full|+cas-1] and [accounts|-dov-1]'),
    paragraph('three', 'Échéance[ ОКОНЧАТЕЛЬНАЯ|+alv-2] [مُعَيَّن|?est-1]'),
  ],
  tabled(ledger('alv-1', 'bre-1', 'cas-1', 'dov-1', 'alv-2', 'est-1', 'bre-2 rejected', 'cas-2 accepted', 'dov-2 withdrawn'), {
    'alv-1': { group: 'NG', tabledAt: 50, paragraph: 'one' },
    'bre-1': { tabledAt: 40, paragraph: 'one', rationale: 'Softer' },
    'cas-1': { positions: { BRE: position('oppose', 9), NG: position('support', 10) } },
    'alv-2': { positions: { CS: position('pending', 12) } },
    'est-1': { kind: 'reserve' },
    'bre-2': { decision: 20, paragraph: 'two' },
    'cas-2': { decision: 21, paragraph: 'gone' },
    'dov-2': { decision: 20, paragraph: 'one', source: 'Resolution 6/3' },
  }),
)

const read = (of: ConsultationText): LedgerView => ledgerView(of, labels(of.paragraphs, of.meta.kind), groups)
const view = read(negotiation)
const estmere: Reader = { delegation: 'EST', groups }

/** First proposal of every row that is shown, brackets first. */
function shown(filter: Partial<LedgerFilter>, reader: Reader = estmere): string[] {
  const whole = { ...wholeLedger, ...filter }
  return [
    ...view.brackets.filter((row) => isShownBracket(row, whole, reader)).map(({ wordings }) => wordings[0]?.proposal ?? ''),
    ...view.decided.filter((row) => isShownDecided(row, whole, reader)).map(({ line }) => line.id),
  ]
}

test('O1 brackets stand in text order, each with its wordings as they were tabled and the age of the first', () => {
  expect(view.brackets.map(({ label, wordings, since }) => [label.full, wordings.map(({ struck, added, reserved }) => [struck, added, reserved].join('|')), since])).toEqual([
    ['1', ['urge|ask|', 'urge|invite|'], 40],
    ['2', ['| in full|'], 0],
    ['2', ['accounts||'], 0],
    ['3', ['| ОКОНЧАТЕЛЬНАЯ|'], 0],
    ['3', ['||مُعَيَّن'], 0],
  ])
  expect(view.brackets[0]?.wordings[0]?.stand.support).toEqual([{ code: 'NG', aligned: ['ALV', 'BRE'], reason: '', tabled: true }])
})

test('O1 words that are in no ledger yet are left out until they are', () => {
  expect(read(text([paragraph('one', 'We[ all|+alv-1]')])).brackets).toEqual([])
})

test('O2 contested is what two authors want differently, or what somebody opposes or reserves on', () => {
  expect(shown({ only: ['contested'] })).toEqual(['alv-1', 'cas-1', 'est-1'])
  const alone = read(text([paragraph('one', '[We|-alv-1][They|+alv-2]')], ledger('alv-1', 'alv-2')))
  expect(alone.brackets.map(({ contested }) => contested)).toEqual([false])
})

test('O3 what was decided follows, the latest first, though its paragraph is gone', () => {
  expect(view.decided.map(({ line, label }) => [line.id, line.state, label?.full ?? null])).toEqual([
    ['cas-2', 'accepted', null],
    ['bre-2', 'rejected', '2'],
    ['dov-2', 'withdrawn', '1'],
  ])
})

const everything = ['alv-1', 'cas-1', 'dov-1', 'alv-2', 'est-1', 'cas-2', 'bre-2', 'dov-2']

test.each<[what: string, filter: Partial<LedgerFilter>, expected: string[]]>([
  ['nothing asked', {}, everything],
  ['unresolved', { only: ['open'] }, everything.slice(0, 5)],
  ['pending instructions', { only: ['pending'] }, ['alv-2']],
  ['two questions at once', { only: ['open', 'pending', 'contested'] }, []],
  ['by a delegation that tabled', { by: 'DOV' }, ['dov-1', 'dov-2']],
  ['by a delegation that has spoken', { by: 'BRE' }, ['alv-1', 'cas-1', 'bre-2']],
  ['by a group', { by: 'NG' }, ['alv-1', 'cas-1']],
  ['of a paragraph', { paragraph: 'two' }, ['cas-1', 'dov-1', 'bre-2']],
  ['words in any order', { search: ' all INVITE ' }, []],
  ['words of rival wordings', { search: 'ASK invite' }, ['alv-1']],
  ['a code', { search: 'cs' }, ['alv-2']],
  ['a rationale', { search: 'softer' }, ['alv-1']],
  ['agreed language', { search: '6/3' }, ['dov-2']],
  ['small letters of another script', { search: 'окончательная' }, ['alv-2']],
  ['without vowel signs', { search: 'معين' }, ['est-1']],
  ['what is not there', { search: 'nothing of the kind' }, []],
])('O4 %s', (_what, filter, expected) => {
  expect(shown(filter)).toEqual(expected)
})

test('O4 mine is what my delegation tabled, my group’s what was tabled for it or by one of its members', () => {
  const alvonia: Reader = { delegation: 'ALV', groups }
  expect(shown({ only: ['mine'] }, alvonia)).toEqual(['alv-1', 'alv-2'])
  expect(shown({ only: ['group'] }, alvonia)).toEqual(['alv-1', 'alv-2', 'bre-2'])
  expect(shown({ only: ['mine'] })).toEqual(['est-1'])
  expect(shown({ only: ['group'] })).toEqual([])
})

test.each([
  ['resume', 'Résumé'],
  ['RÉSUMÉ', 'resume'],
  ['STRASSE', 'Straße'],
  ['οδος', 'ΟΔΟΣ'],
  ['会议', '第七届会议'],
])('O4 %s finds %s', (search, words) => {
  const [row] = read(text([paragraph('one', `We [${words}|+alv-1]`)], ledger('alv-1'))).brackets
  expect(row && isShownBracket(row, { ...wholeLedger, search }, estmere)).toBe(true)
})

test('O4 the delegations one may choose are those that tabled or have spoken, with the brackets each would show', () => {
  expect(speakersIn(view.brackets)).toEqual([
    ['ALV', 2],
    ['BRE', 2],
    ['NG', 2],
    ['CAS', 1],
    ['CS', 1],
    ['DOV', 1],
    ['EST', 1],
  ])
})
