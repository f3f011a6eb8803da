import { expect, test } from 'vitest'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import { lifeLines } from './lifeLines.ts'

function entry(seq: number, act: RecordEntryView['act'], detail: RecordEntryView['detail'], more: Partial<RecordEntryView> = {}): RecordEntryView {
  return { seq, at: seq * 1000, act, participant: 'amara', delegation: 'ALV', detail, summary: `summary of ${seq}`, hash: '', ...more }
}

const change = (proposal: string, added: string, state = 'open') => ({ proposal, label: '7', kind: 'insert', added, struck: '', state })
const wrote = (seq: number, added: string, more: Partial<RecordEntryView> = {}) => entry(seq, 'edit', { changes: [change('other', 'x'), change('mine', added)] }, more)

/** Each line in one word or two: a wording with its entries, or the act that it is with its fate. */
const lived = (entries: readonly RecordEntryView[]) =>
  lifeLines(entries, 'mine').map((line) => (line.kind === 'wording' ? `${line.first.seq}-${line.last.seq} ${line.wording.added}` : `${line.entry.seq} ${line.entry.act} ${line.fate ?? ''}`))

test('O5 what one person writes in one go is one wording, as it stood at the end', () => {
  expect(lived([wrote(1, 'i'), wrote(2, 'in'), wrote(3, 'in full')])).toEqual(['1-3 in full'])
})

test('O5 a pause, another person or an act on it begins another wording', () => {
  expect(lived([wrote(1, 'a'), wrote(200, 'ab', { at: 300_000 })])).toEqual(['1-1 a', '200-200 ab'])
  expect(lived([wrote(1, 'a'), wrote(2, 'ab', { participant: 'ben' })])).toEqual(['1-1 a', '2-2 ab'])
  expect(lived([wrote(1, 'a'), entry(2, 'decision', { act: 'position', proposal: 'mine' }), wrote(3, 'ab')])).toEqual(['1-1 a', '2 decision ', '3-3 ab'])
})

test('O5 what it had said stays to be read when its author takes it back', () => {
  const back = entry(3, 'edit', { changes: [change('mine', '', 'withdrawn')] })
  expect(lived([wrote(1, 'a'), wrote(2, 'ab'), back])).toEqual(['1-2 ab', '3-3 '])
})

test('O5 a decision says what it made of it, whichever proposal it named', () => {
  const closed = [
    { proposal: 'other', delegation: 'BRE', state: 'accepted' },
    { proposal: 'mine', delegation: 'ALV', state: 'notRetained' },
  ]
  expect(lived([wrote(1, 'a'), entry(2, 'decision', { act: 'accept', proposal: 'other', closed })])).toEqual(['1-1 a', '2 decision notRetained'])
})

test('O5 a proposal that falls by another’s edit fell', () => {
  expect(lived([entry(1, 'edit', { changes: [change('other', '')], fallen: [{ proposal: 'mine' }] })])).toEqual(['1 edit fallen'])
})
