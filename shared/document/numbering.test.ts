import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { letter, readLetter, readRoman, roman } from './counting.ts'
import { labels, sayLabel } from './numbering.ts'
import { deepestLevel, paragraphKinds, type ParagraphKind, type TextKind } from './schema.ts'
import { plainRun, type Paragraph } from './text.ts'

type Extra = { proposal?: string; alternativeTo?: string; movedFrom?: string }

/** `row('op', 'operative')`, `row('x', 'item', 2, { proposal: 'p' })`. */
function row(id: string, kind: ParagraphKind, level = 1, extra: Extra = {}): Paragraph {
  return { id, kind, level, runs: [plainRun(`Words of ${id}`)], ...extra }
}
const tabled = { proposal: 'p1' }

function read(paragraphs: Paragraph[], kind: TextKind): Record<string, string> {
  return Object.fromEntries([...labels(paragraphs, kind)].map(([id, label]) => [id, label.full]))
}
function printed(paragraphs: Paragraph[], kind: TextKind): Record<string, string> {
  return Object.fromEntries([...labels(paragraphs, kind)].map(([id, label]) => [id, label.number]))
}

describe('agenda', () => {
  const seven = [
    row('i1', 'item'), row('a', 'item', 2), row('b', 'item', 2), row('i', 'item', 3), row('ii', 'item', 3),
    row('i2', 'item'), row('c', 'item', 2),
  ]

  test('L2 items count by level and start again under the next item', () => {
    expect(read(seven, 'agenda')).toEqual({ i1: '1', a: '1 (a)', b: '1 (b)', i: '1 (b) (i)', ii: '1 (b) (ii)', i2: '2', c: '2 (a)' })
    expect(printed(seven, 'agenda')).toEqual({ i1: '1.', a: '(a)', b: '(b)', i: '(i)', ii: '(ii)', i2: '2.', c: '(a)' })
  })

  test('L2 annotations, documents and notes are called by a word at their item, numbered where there are several', () => {
    const text = [
      row('title', 'title'), row('i1', 'item'), row('n', 'note'), row('an', 'annotation'), row('s', 'item', 2),
      row('an1', 'annotation'), row('an2', 'annotation'), row('d', 'document'),
    ]
    expect(read(text, 'agenda')).toEqual({
      title: 'title', i1: '1', n: '1, note', an: '1, annotation', s: '1 (a)',
      an1: '1 (a), annotation 1', an2: '1 (a), annotation 2', d: '1 (a), document',
    })
    expect(labels(text, 'agenda').get('an2')).toEqual({
      full: '1 (a), annotation 2', number: '', place: '1 (a)', qualifier: { kind: 'annotation', index: 2 },
    })
  })

  test('L2 the word of a place comes from the reader’s catalogue', () => {
    const words = { title: 'titre', heading: 'intertitre', organ: 'organe', annotation: 'annotation', document: 'document', note: 'note explicative' }
    const label = labels([row('i', 'item'), row('n', 'note')], 'agenda').get('n')!
    expect(sayLabel(label, words)).toBe('1, note explicative')
  })

  test('L1 L3 a moved paragraph is a proposed paragraph and counts for nothing', () => {
    const text = [
      row('i7', 'item'), row('i8', 'item'),
      row('moved', 'item', 2, { proposal: 'm1', movedFrom: 'i7' }), row('note', 'note', 1, { proposal: 'm1' }),
      row('i9', 'item'),
    ]
    expect(read(text, 'agenda')).toEqual({ i7: '1', i8: '2', moved: '2 (a)', note: '2 (a), note', i9: '3' })
  })

  test('L3 proposed items hang on the item before them; with none before, ante', () => {
    const text = [
      row('x', 'item', 1, tabled), row('y', 'item', 1, tabled), row('i1', 'item'), row('z', 'item', 1, tabled), row('za', 'item', 2, tabled),
      row('zb', 'item', 2, tabled), row('i2', 'item'), row('pre', 'item', 2, tabled), row('i2a', 'item', 2), row('bis', 'item', 2, tabled),
    ]
    expect(read(text, 'agenda')).toEqual({
      x: '1 ante', y: '1 ante bis', i1: '1', z: '1 bis', za: '1 bis (a)', zb: '1 bis (a) bis',
      i2: '2', pre: '2 (a) ante', i2a: '2 (a)', bis: '2 (a) bis',
    })
    expect(printed(text, 'agenda')['z']).toBe('1 bis.')
  })

  test('L1 a proposed item between an item and its sub-items does not take them', () => {
    const text = [row('i1', 'item'), row('new', 'item', 1, tabled), row('a', 'item', 2), row('an', 'annotation'), row('b', 'item', 2, tabled)]
    expect(read(text, 'agenda')).toEqual({ i1: '1', new: '1 bis', a: '1 (a)', an: '1 (a), annotation', b: '1 (a) bis' })
  })
})

describe('resolution', () => {
  test('L2 preambular and operative paragraphs count apart; a single operative paragraph is still OP1 in the room', () => {
    const text = [
      row('t', 'title'), row('o', 'organ'), row('p1', 'preambular'), row('p2', 'preambular'), row('op', 'operative'),
      row('a', 'subparagraph'), row('i', 'subparagraph', 2), row('aa', 'subparagraph', 3), row('b', 'subparagraph'),
    ]
    expect(read(text, 'resolution')).toEqual({
      t: 'title', o: 'organ', p1: 'PP1', p2: 'PP2', op: 'OP1', a: 'OP1 (a)', i: 'OP1 (a) (i)', aa: 'OP1 (a) (i) a', b: 'OP1 (b)',
    })
    expect(printed(text, 'resolution')).toMatchObject({ op: 'OP1', a: '(a)', i: '(i)', aa: 'a.' })
  })

  test('L2 headings and notes of a resolution count through the text', () => {
    const text = [row('h1', 'heading'), row('op', 'operative'), row('n', 'note'), row('h2', 'heading')]
    expect(read(text, 'resolution')).toEqual({ h1: 'heading 1', op: 'OP1', n: 'note', h2: 'heading 2' })
  })

  test('L3 bis, ter … decies in text order, then no. 11', () => {
    const text = [row('op', 'operative'), ...Array.from({ length: 11 }, (_, at) => row(`n${at + 2}`, 'operative', 1, tabled)), row('op2', 'operative')]
    const names = read(text, 'resolution')
    expect(names).toMatchObject({ n2: 'OP1 bis', n3: 'OP1 ter', n10: 'OP1 decies', n11: 'OP1 no. 11', op2: 'OP2' })
  })

  test('L4 alternatives take the label of what they would replace, wherever they stand', () => {
    const text = [
      row('p1', 'preambular'), row('p2', 'preambular'), row('alt', 'preambular', 1, { proposal: 'q', alternativeTo: 'p2' }),
      row('new', 'preambular', 1, tabled), row('alt2', 'preambular', 1, { proposal: 'r', alternativeTo: 'alt' }),
      row('altNew', 'preambular', 1, { proposal: 's', alternativeTo: 'new' }), row('p3', 'preambular'),
      row('gone', 'preambular', 1, { proposal: 's', alternativeTo: 'nowhere' }),
    ]
    expect(read(text, 'resolution')).toEqual({
      p1: 'PP1', p2: 'PP2', alt: 'PP2 alt', new: 'PP2 bis', alt2: 'PP2 alt 2', altNew: 'PP2 bis alt', p3: 'PP3', gone: 'PP3 bis',
    })
  })

  test('L4 the subparagraphs of an alternative stand under it, those of the text do not', () => {
    const text = [
      row('op', 'operative'), row('alt', 'operative', 1, { proposal: 'q', alternativeTo: 'op' }), row('altA', 'subparagraph', 1, { proposal: 'q' }),
      row('a', 'subparagraph'), row('bis', 'subparagraph', 1, tabled),
    ]
    expect(read(text, 'resolution')).toEqual({ op: 'OP1', alt: 'OP1 alt', altA: 'OP1 alt (a)', a: 'OP1 (a)', bis: 'OP1 (a) bis' })
  })
})

test('L2 letters go on as (aa), (bb) after (z), and both ways of counting agree', () => {
  expect([1, 26, 27, 28, 53].map(letter)).toEqual(['a', 'z', 'aa', 'bb', 'aaa'])
  expect([1, 4, 9, 14, 40].map(roman)).toEqual(['i', 'iv', 'ix', 'xiv', 'xl'])
  for (let value = 1; value <= 70; value += 1) {
    expect(readLetter(letter(value))).toBe(value)
    expect(readRoman(roman(value))).toBe(value)
  }
  expect(readRoman('iiii')).toBeNull()
  expect(readLetter('ab')).toBeNull()
})

test('L1 every text has one label per paragraph, and base labels do not change with what is proposed', () => {
  const anyRow = fc.record({
    kind: fc.constantFrom(...paragraphKinds),
    level: fc.integer({ min: 1, max: 3 }),
    proposed: fc.boolean(),
    alternativeTo: fc.option(fc.nat(14)),
  })
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 15 }), fc.constantFrom<TextKind>('agenda', 'resolution'), (rows, kind) => {
      const text = rows.map((each, at) =>
        row(`para${at}`, each.kind, Math.min(each.level, deepestLevel[each.kind]), {
          ...(each.proposed ? { proposal: `p${at}` } : {}),
          ...(each.proposed && each.alternativeTo !== null ? { alternativeTo: `para${each.alternativeTo}` } : {}),
        }),
      )
      const all = labels(text, kind)
      const base = labels(text.filter((paragraph) => paragraph.proposal === undefined), kind)
      expect([...all.keys()]).toEqual(text.map((paragraph) => paragraph.id))
      for (const [id, label] of base) expect(all.get(id)).toEqual(label)
    }),
    { numRuns: 300 },
  )
})
