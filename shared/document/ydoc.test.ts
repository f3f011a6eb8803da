import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { drafts } from '../../test/simulation/drafts.ts'
import { paragraph, runs } from '../../test/simulation/notation.ts'
import { written } from '../../test/simulation/table.ts'
import type { Paragraph, Run } from './text.ts'
import { attributesOf, bodyOf, joinTexts, mapRuns, paragraphElement, readMeta, readParagraph, readParagraphs, remark, restoreRuns, writeAttributes, writeMeta, writtenRuns } from './ydoc.ts'

function documentOf(...paragraphs: readonly Paragraph[]): Y.Doc {
  const doc = new Y.Doc()
  bodyOf(doc).insert(0, paragraphs.map(paragraphElement))
  return doc
}

function elementOf(doc: Y.Doc, index = 0): Y.XmlElement {
  const element: unknown = bodyOf(doc).get(index)
  if (!(element instanceof Y.XmlElement)) throw new Error('There is no such paragraph.')
  return element
}

function wordsOf(doc: Y.Doc, index = 0): Y.XmlText {
  const text: unknown = elementOf(doc, index).get(0)
  if (!(text instanceof Y.XmlText)) throw new Error('The paragraph has no words.')
  return text
}

function read(doc: Y.Doc, index = 0): string {
  return written(readParagraphs(doc)[index]?.runs ?? [])
}

/** A second copy that types `words` at `at` without having heard what `change` does to the first. */
function meanwhile(doc: Y.Doc, at: number, words: string, change: () => void): void {
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  wordsOf(other).insert(at, words)
  change()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))
}

test('what is written into a document is what is read from it', () => {
  fc.assert(
    fc.property(drafts, ({ paragraphs }) => {
      expect(readParagraphs(documentOf(...paragraphs))).toEqual(paragraphs)
    }),
  )
})

test('G3 an element is no paragraph without its name, an id, a known kind and a level of that kind', () => {
  const of = (attributes: Record<string, unknown>, name = 'paragraph') => {
    const doc = new Y.Doc()
    const element = new Y.XmlElement(name)
    // Yjs types the attributes of unknown elements as strings; the schema's level is a number.
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string)
    bodyOf(doc).insert(0, [element])
    return readParagraph(bodyOf(doc).get(0))
  }
  expect(of({ id: 'item-one', kind: 'item', level: 3 })).toEqual({ id: 'item-one', kind: 'item', level: 3, runs: [] })
  expect(of({ id: 'item-one', kind: 'item', level: 3 }, 'heading')).toBeNull()
  expect(of({ kind: 'item', level: 1 })).toBeNull()
  expect(of({ id: 7, kind: 'item', level: 1 })).toBeNull()
  expect(of({ id: 'item-one', kind: 'table', level: 1 })).toBeNull()
  for (const level of [0, 4, 1.5, '1', undefined]) expect(of({ id: 'item-one', kind: 'item', level })).toBeNull()
  expect(of({ id: 'item-one', kind: 'title', level: 2 })).toBeNull()
})

test('the facts of a consultation are read as they were written, and a fresh document has sober ones', () => {
  const doc = new Y.Doc()
  expect(readMeta(doc)).toEqual({ title: '', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' })
  const meta = { title: '议程', symbol: 'CAC/COSP/2017/1', kind: 'resolution', language: 'zh', stage: 'compilation' } as const
  writeMeta(doc, meta)
  expect(readMeta(doc)).toEqual(meta)
})

test('G5.1 written runs say which words are new to the reader', () => {
  const doc = documentOf(paragraph('p', 'ab'))
  const before = Y.encodeStateVector(doc)
  const states = Y.decodeStateVector(before)
  wordsOf(doc).insert(1, 'new')
  const fresh = writtenRuns(elementOf(doc), (client, clock) => clock >= (states.get(client) ?? 0))
  expect(fresh.map(({ text, fresh: isNew }) => [text, isNew])).toEqual([['a', false], ['new', true], ['b', false]])
})

describe('D2 mapRuns', () => {
  test('D2 takes words away and re-marks words without typing anything', () => {
    const doc = documentOf(paragraph('p', 'a[b|-alv-001][cd|+alv-001]e'))
    const clock = Y.encodeStateVector(doc)
    mapRuns(elementOf(doc), (run) => (run.deletions.length > 0 ? null : { ...run, insertions: [] }))
    expect(read(doc)).toBe('acde')
    const typed = Y.decodeUpdate(Y.encodeStateAsUpdate(doc, clock)).structs.filter((struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentString)
    expect(typed).toEqual([])
  })

  test('D5 words typed at the same time keep their place', () => {
    const doc = documentOf(paragraph('p', 'We [ask|+alv-001] all'))
    meanwhile(doc, 7, 'X', () => mapRuns(elementOf(doc), (run) => ({ ...run, insertions: [] })))
    expect(read(doc)).toContain('We ask')
    expect(read(doc).replace(/\[X\|[^\]]*\]/, 'X')).toBe('We ask Xall')
  })
})

describe('G3 to G6 putting back', () => {
  const notation = fc.array(fc.tuple(fc.stringMatching(/^[a-c😀😁]{1,3}$/u), fc.constantFrom('', '+alv-001', '-bre-001', '+alv-001 -bre-001', '?cas-001')), { maxLength: 6 })
  const made = notation.map((parts) => runs(parts.map(([words, marks]) => (marks === '' ? words : `[${words}|${marks}]`)).join('')))

  test('G5 restored words are exactly what they were, from whatever they had become', () => {
    fc.assert(
      fc.property(made, made, (before, after) => {
        const doc = documentOf({ ...paragraph('p', ''), runs: after })
        restoreRuns(elementOf(doc), before)
        expect(readParagraphs(doc)[0]?.runs).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  test('G5 words are restored when a client split them over several elements, or left none', () => {
    const doc = documentOf(paragraph('p', 'ab'))
    elementOf(doc).insert(1, [new Y.XmlText('cd')])
    restoreRuns(elementOf(doc), runs('ab[x|+alv-001]'))
    expect(read(doc)).toBe('ab[x|+alv-001]')
    elementOf(doc).delete(0, elementOf(doc).length)
    restoreRuns(elementOf(doc), runs('ab[x|+alv-001]'))
    expect(read(doc)).toBe('ab[x|+alv-001]')
  })

  test('G3 words in several texts are brought into one, the first staying where it is', () => {
    const doc = documentOf(paragraph('p', '[ab|+alv-001]'))
    elementOf(doc).insert(1, [new Y.XmlText('cd'), new Y.XmlText()])
    const [, second] = elementOf(doc).toArray()
    if (second instanceof Y.XmlText) second.format(0, 2, attributesOf(runs('[x|+bre-001]')[0]!))
    meanwhile(doc, 1, 'X', () => joinTexts(elementOf(doc)))
    expect(elementOf(doc).length).toBe(1)
    expect(read(doc)).toBe('[aXb|+alv-001][cd|+bre-001]')
  })

  test('G5.1 remarking types nothing', () => {
    fc.assert(
      fc.property(made, fc.array(fc.boolean()), (before, strike) => {
        const doc = documentOf({ ...paragraph('p', ''), runs: before })
        const wanted = before.map((run, index): Run => ({ ...run, reservations: strike[index] ? ['dov-001'] : [] }))
        const clock = Y.encodeStateVector(doc)
        remark(elementOf(doc), wanted)
        expect(written(readParagraphs(doc)[0]?.runs ?? [])).toBe(written(documentRuns(wanted)))
        const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(doc, clock))
        expect(structs.some((struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentString)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  test('G5 attributes are written only where they differ', () => {
    const before = paragraph('new', 'x', { proposal: 'alv-001', movedFrom: 'old', level: 2 })
    const doc = documentOf(before)
    const clock = Y.encodeStateVector(doc)
    writeAttributes(elementOf(doc), before)
    expect(Y.decodeUpdate(Y.encodeStateAsUpdate(doc, clock)).structs).toEqual([])
    elementOf(doc).setAttribute('movedFrom', 'elsewhere')
    elementOf(doc).setAttribute('alternativeTo', 'old')
    writeAttributes(elementOf(doc), before)
    expect(readParagraphs(doc)[0]).toEqual(before)
  })
})

function documentRuns(wanted: readonly Run[]): Run[] {
  return readParagraphs(documentOf({ ...paragraph('p', ''), runs: wanted }))[0]?.runs.slice() ?? []
}
