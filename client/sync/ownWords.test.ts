import { expect, test } from 'vitest'
import type { ConsultationText, Paragraph, Proposal, Run } from '../../shared/document/text.ts'
import { isRecorded, ownWords } from './ownWords.ts'

const run = (text: string, insertions: string[] = []): Run => ({ text, insertions, deletions: [], reservations: [], italic: false })
const item = (id: string, ...runs: Run[]): Paragraph => ({ id, kind: 'item', level: 1, runs })
const tabled = (id: string, delegation: string, order: number, state: Proposal['state'] = 'open'): [string, Proposal] => [
  id,
  { id, delegation, kind: 'insert', paragraph: 'p', order, tabledAt: 0, state },
]
const text = (paragraphs: Paragraph[], ...ledger: [string, Proposal][]): ConsultationText => ({
  meta: { title: '', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' },
  paragraphs,
  ledger: new Map(ledger),
  status: new Map(),
})

test('G1 what a client would lose by starting again: its delegation’s words, recorded or not', () => {
  const local = text(
    [item('p', run('base '), run('mine', ['a']), run('theirs', ['a', 'b']), run(' more', ['a']), run('fresh', ['unknown']))],
    tabled('a', 'ALV', 1),
    tabled('b', 'BRE', 2),
  )
  expect(ownWords(local, 'ALV').map(({ proposal, words, label }) => [proposal, words, label])).toEqual([
    ['a', 'mine', '1'],
    ['a', ' more', '1'],
    ['unknown', 'fresh', '1'],
  ])
})

test('G1 words the server has are not kept twice, words it lacks are kept', () => {
  const own = { proposal: 'a', paragraph: 'p', label: '1', words: 'mine and more' }
  expect(isRecorded(own, text([item('p', run('mine and more', ['a']))], tabled('a', 'ALV', 1)))).toBe(true)
  expect(isRecorded(own, text([item('p', run('mine and more'))], tabled('a', 'ALV', 1, 'accepted')))).toBe(true)
  expect(isRecorded(own, text([item('p', run('mine', ['a']))], tabled('a', 'ALV', 1)))).toBe(false)
  expect(isRecorded(own, text([item('p', run('mine and more'))]))).toBe(false)
})
