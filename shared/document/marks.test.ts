import { Schema } from '@tiptap/pm/model'
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isSpelledRight, markKey, readMark } from './marks.ts'
import { proposalMarks, type ProposalMark } from './schema.ts'

/** The attributes y-tiptap itself gives to words under a mark. */
function spelledByEditor(mark: ProposalMark, proposal: string): Record<string, unknown> {
  const overlapping = { attrs: { proposal: { default: null } }, excludes: '' }
  const schema = new Schema({
    nodes: { doc: { content: 'paragraph*' }, paragraph: { content: 'text*' }, text: {} },
    marks: { insertion: overlapping, deletion: overlapping, reservation: overlapping },
  })
  const doc = new Y.Doc()
  const words = { type: 'text', text: 'words', marks: [{ type: mark, attrs: { proposal } }] }
  prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content: [{ type: 'paragraph', content: [words] }] }, doc.getXmlFragment('body'))
  const paragraph = doc.getXmlFragment('body').get(0)
  const text: unknown = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null
  if (!(text instanceof Y.XmlText)) throw new Error('The editor wrote no words.')
  const [part]: { attributes: Record<string, unknown> }[] = text.toDelta()
  return part?.attributes ?? {}
}

test.each(proposalMarks)('G3 a mark of type %s is spelled as the editor spells it', (mark) => {
  for (const proposal of ['alv-001', 'Zz_-09', 'x'.repeat(40)]) {
    expect({ [markKey(mark, proposal)]: { proposal } }).toEqual(spelledByEditor(mark, proposal))
  }
})

test('G3 only the editor’s own spelling is right', () => {
  const key = markKey('insertion', 'alv-001')
  expect(isSpelledRight(key, { proposal: 'alv-001' })).toBe(true)
  expect(isSpelledRight(key, { proposal: 'alv-002' })).toBe(false)
  expect(isSpelledRight(markKey('deletion', 'alv-001').replace('deletion', 'insertion'), { proposal: 'alv-001' })).toBe(false)
  expect(isSpelledRight('insertion', { proposal: 'alv-001' })).toBe(false)
  expect(isSpelledRight(`${key}A`, { proposal: 'alv-001' })).toBe(false)
  expect(isSpelledRight(key, { proposal: 'alv-001', colour: 'red' })).toBe(false)
  for (const value of ['alv-001', 7, true, [], {}, { proposal: 7 }, undefined]) expect(isSpelledRight(key, value)).toBe(false)
  const short = 'a'
  expect(isSpelledRight(markKey('insertion', short), { proposal: short })).toBe(false)
  const spaced = 'alv 001'
  expect(isSpelledRight(markKey('insertion', spaced), { proposal: spaced })).toBe(false)
})

test('G3 a mark is ended under a key that may be one, and italics carry nothing', () => {
  expect(isSpelledRight(markKey('deletion', 'alv-001'), null)).toBe(true)
  expect(isSpelledRight('bold', null)).toBe(false)
  expect(isSpelledRight('insertion--short', null)).toBe(false)
  expect(isSpelledRight('italic', null)).toBe(true)
  expect(isSpelledRight('italic', {})).toBe(true)
  expect(isSpelledRight('italic', { href: 'https://example.org' })).toBe(false)
  expect(isSpelledRight('italic', 'yes')).toBe(false)
})

test('a text attribute is read as the mark it stands for, anything else as none', () => {
  expect(readMark(markKey('reservation', 'cas-001'), { proposal: 'cas-001' })).toEqual({ mark: 'reservation', proposal: 'cas-001' })
  expect(readMark('italic', {})).toBeNull()
  expect(readMark(markKey('reservation', 'cas-001'), null)).toBeNull()
  expect(readMark('bold--AAAAAAAA', { proposal: 'cas-001' })).toBeNull()
})
