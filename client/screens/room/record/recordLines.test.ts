import { expect, test } from 'vitest'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import { entrySentences, type Voice } from './entrySentences.ts'
import { recordLines } from './recordLines.ts'

type Change = Readonly<Record<'proposal' | 'label' | 'kind' | 'added' | 'struck' | 'state', string>>

function entry(seq: number, delegation: string, act: RecordEntryView['act'], detail: RecordEntryView['detail'] = {}, at = seq * 1000): RecordEntryView {
  return { seq, at, act, participant: `person-${delegation}`, delegation, detail, summary: `summary of ${seq}`, hash: '' }
}

const change = (proposal: string, more: Partial<Change> = {}): Change => ({ proposal, label: '7', kind: 'insert', added: 'words', struck: '', state: 'open', ...more })
const edit = (seq: number, delegation: string, proposal: string, at?: number) => entry(seq, delegation, 'edit', { changes: [change(proposal)] }, at)

/** Sequence numbers of each line, newest first. */
const lines = (entries: readonly RecordEntryView[]) => recordLines(entries.toReversed()).map((line) => line.entries.map(({ seq }) => seq))

test('what one person writes in one go is one line, whoever writes in between', () => {
  expect(lines([edit(1, 'ALV', 'p'), edit(2, 'ALV', 'p'), edit(3, 'BRE', 'q'), edit(4, 'ALV', 'p'), edit(5, 'BRE', 'q')])).toEqual([
    [5, 3],
    [4, 2, 1],
  ])
})
test('another proposal, a decision or a long pause begins another line', () => {
  expect(lines([edit(1, 'ALV', 'p'), edit(2, 'ALV', 'q'), edit(3, 'ALV', 'p')])).toEqual([[3], [2], [1]])
  expect(lines([edit(1, 'ALV', 'p'), entry(2, 'FAC', 'decision'), edit(3, 'ALV', 'p')])).toEqual([[3], [2], [1]])
  expect(lines([edit(1, 'ALV', 'p', 0), edit(2, 'ALV', 'p', 300_001)])).toEqual([[2], [1]])
})
test('no entry is left out, of whatever shape', () => {
  expect(lines([entry(1, 'SEC', 'open'), entry(2, 'ALV', 'edit', { odd: true }), entry(3, 'ALV', 'edit', { changes: [] }), entry(4, 'ALV', 'refusal')])).toEqual([
    [4],
    [3],
    [2],
    [1],
  ])
})

const voice: Voice = { say: (id, values) => `${id} ${Object.values(values ?? {}).join('|')}`, spoken: (label) => `item ${label}`, reason: (reason) => reason }
const said = (more: Partial<Change>) => entrySentences(entry(1, 'ALV', 'edit', { changes: [change('p', more)] }), voice)

test('a paragraph that has no words yet is begun, not reserved on', () => {
  expect(said({ kind: 'newParagraph', added: '', label: '4 bis' })).toEqual(['record.newParagraphEmpty item 4 bis||'])
  expect(said({ kind: 'reserve', added: '' })).toEqual(['record.reserve item 7||'])
})
test('an entry this catalogue has no words for is said in the server’s own', () => {
  expect(entrySentences(entry(1, 'ALV', 'edit', { odd: true }), voice)).toEqual(['summary of 1'])
  expect(entrySentences(entry(2, 'SEC', 'open'), voice)).toEqual(['summary of 2'])
  expect(entrySentences(entry(3, 'FAC', 'decision', { act: 'novelty' }), voice)).toEqual(['summary of 3'])
})
