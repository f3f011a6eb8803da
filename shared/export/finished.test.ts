import { describe, expect, test } from 'vitest'
import type { ParagraphKind, TextKind } from '../document/schema.ts'
import { plainRun, type ConsultationText, type Paragraph, type Proposal, type Run } from '../document/text.ts'
import { finish } from './finished.ts'
import { obstacles } from './obstacles.ts'
import { placeholders } from './placeholder.ts'

type Row = readonly [id: string, kind: ParagraphKind, level: number, words: string | readonly Run[]] | Paragraph

/** A text in which every base paragraph is agreed, but for those named in `open`. */
function textOf(kind: TextKind, rows: readonly Row[], { language = 'en', title = 'Annotated provisional agenda', open = [] as string[] } = {}): ConsultationText {
  const paragraphs = rows.map((row): Paragraph => ('id' in row ? row : { id: row[0], kind: row[1], level: row[2], runs: typeof row[3] === 'string' ? [plainRun(row[3])] : row[3] }))
  const proposal: Proposal = { id: 'prop01', delegation: 'ALV', kind: 'insert', paragraph: 'x', order: 1, tabledAt: 0, state: 'open' }
  return {
    meta: { title, symbol: 'CAC/COSP/2030/1', kind, language, stage: 'negotiation' },
    paragraphs,
    ledger: new Map([[proposal.id, proposal]]),
    status: new Map(paragraphs.filter(({ id, proposal: tabled }) => !open.includes(id) && tabled === undefined).map(({ id }, at) => [id, { tier: 'agreedInInformals', at: 1_000 + at, decision: at }])),
  }
}

const inserted = (text: string): Run => ({ ...plainRun(text), insertions: ['prop01'] })
const struck = (text: string): Run => ({ ...plainRun(text), deletions: ['prop01'] })

function drawn(text: ConsultationText): string[] {
  const finished = finish(text)
  if (!finished.ok) throw new Error(JSON.stringify(finished.obstacles))
  return finished.document.blocks.map((block) => `${block.kind} ${block.level} ${block.number} ${block.runs.map((run) => (run.italic ? `<${run.text}>` : run.text)).join('')}`.replace(/ {2,}/g, ' '))
}

describe('E1 obstacles', () => {
  test('E1 every open bracket, every paragraph not agreed and every placeholder is a place', () => {
    const text = textOf(
      'agenda',
      [
        ['i1', 'item', 1, [plainRun('Opening '), struck('and'), inserted('or'), plainRun(' closure')]],
        ['i2', 'item', 1, 'Assistance'],
        ['i3', 'item', 1, 'To be held on XX November [...]'],
        { id: 'new', kind: 'item', level: 1, proposal: 'prop01', runs: [inserted('Prevention')] },
      ],
      { open: ['i1', 'i2'] },
    )
    expect(obstacles(text)).toEqual([
      { paragraph: 'i1', label: '1', obstacle: 'bracket', excerpt: '[and/or]' },
      { paragraph: 'i1', label: '1', obstacle: 'notAgreed', excerpt: 'Opening andor closure' },
      { paragraph: 'i2', label: '2', obstacle: 'notAgreed', excerpt: 'Assistance' },
      { paragraph: 'i3', label: '3', obstacle: 'placeholder', excerpt: 'To be held on XX November [...]' },
      { paragraph: 'i3', label: '3', obstacle: 'placeholder', excerpt: '… be held on XX November [...]' },
      { paragraph: 'new', label: '3 bis', obstacle: 'bracket', excerpt: '[Prevention]' },
    ])
    expect(finish(text)).toMatchObject({ ok: false, obstacles: { length: 6 } })
  })

  test('E1 each obstacle alone refuses the document', () => {
    const item: Row = ['i1', 'item', 1, 'Opening']
    expect(finish(textOf('agenda', [item])).ok).toBe(true)
    expect(finish(textOf('agenda', [item], { open: ['i1'] })).ok).toBe(false)
    expect(finish(textOf('agenda', [['i1', 'item', 1, 'Opening XX']])).ok).toBe(false)
    expect(finish(textOf('agenda', [item, { id: 'n', kind: 'item', level: 1, proposal: 'prop01', runs: [] }])).ok).toBe(false)
    expect(finish(textOf('agenda', [['i1', 'item', 1, [plainRun('Opening'), { ...plainRun('s'), reservations: ['prop01'] }]]])).ok).toBe(false)
    expect(finish(textOf('agenda', [['t', 'title', 1, 'Agenda'], item], { open: ['t'] })).ok).toBe(false)
  })

  test.each([
    ['on XX November', ['XX']],
    ['2017 年 XX就目前', ['XX']],
    ['2017年XX', ['XX']],
    ['held in [...] on […] at [ ] with []', ['[...]', '[…]', '[ ]', '[]']],
    ['part XXI, MXX, XX2 and xx', []],
    ['[shall] [should] [1] [a…]', []],
  ])('E1 placeholders in “%s”', (words, expected) => {
    expect(placeholders(words).map(({ from, to }) => words.slice(from, to))).toEqual(expected)
  })
})

describe('an agenda', () => {
  const rows: Row[] = [
    ['h', 'heading', 1, 'Part one'],
    ['i1', 'item', 1, 'Organizational matters:'],
    ['i1a', 'item', 2, 'Opening;'],
    ['an', 'annotation', 1, [plainRun('The Conference '), plainRun('will', true), plainRun(' open.')]],
    ['sub', 'heading', 1, 'History'],
    ['an2', 'annotation', 1, 'It met before.'],
    ['d1', 'document', 1, 'Note (CAC/COSP/2030/2)'],
    ['d2', 'document', 1, 'Report (CAC/COSP/2030/3)'],
    ['i2', 'item', 1, 'Other matters.'],
    ['n', 'note', 1, 'Inclusion does not prejudge.'],
  ]

  test('E1 the list with its notes, then each item with annotations and documents', () => {
    expect(drawn(textOf('agenda', rows))).toEqual([
      'title 1 Annotated provisional agenda',
      'section 1 Provisional agenda',
      'heading 1 Part one',
      'item 1 1. Organizational matters:',
      'item 2 (a) Opening;',
      'item 1 2. Other matters.',
      'note 1 Inclusion does not prejudge.',
      'section 1 Annotations',
      'heading 1 Part one',
      'itemHeading 1 1. Organizational matters',
      'itemHeading 2 (a) Opening',
      'annotation 1 The Conference <will> open.',
      'heading 1 History',
      'annotation 1 It met before.',
      'documentation 1 Documentation',
      'document 1 Note (CAC/COSP/2030/2)',
      'document 1 Report (CAC/COSP/2030/3)',
      'itemHeading 1 2. Other matters',
      'note 1 Inclusion does not prejudge.',
    ])
  })

  test('E1 without annotations there is a list only, and the words of the house are not said twice', () => {
    const list = rows.filter((row) => !('id' in row) && ['item', 'note'].includes(row[1]))
    expect(drawn(textOf('agenda', list, { title: 'Provisional agenda' }))).toEqual([
      'title 1 Provisional agenda', 'item 1 1. Organizational matters:', 'item 2 (a) Opening;', 'item 1 2. Other matters.', 'note 1 Inclusion does not prejudge.',
    ])
  })

  test('E1 the fixed words and the form of letters are those of the language', () => {
    const spanish = drawn(textOf('agenda', rows, { language: 'es', title: 'Programa' }))
    expect(spanish).toContain('section 1 Programa provisional')
    expect(spanish).toContain('section 1 Anotaciones')
    expect(spanish).toContain('item 2 a) Opening;')
    expect(drawn(textOf('agenda', rows, { language: 'zh-Hans' }))).toContain('section 1 说明')
    expect(finish(textOf('agenda', rows, { language: 'ar' }))).toMatchObject({ document: { direction: 'rtl', agreedOn: 1_009 } })
  })
})

describe('a resolution', () => {
  const rows: Row[] = [
    ['t', 'title', 1, 'Open accounts'],
    ['o', 'organ', 1, [plainRun('The Conference', true), plainRun(',')]],
    ['p', 'preambular', 1, 'Recalling its decision,'],
    ['op1', 'operative', 1, 'Decides:'],
    ['a', 'subparagraph', 1, 'To meet:'],
    ['i', 'subparagraph', 2, 'Often;'],
    ['x', 'subparagraph', 3, 'Weekly.'],
  ]

  test('E1 preambular paragraphs have no number and a single operative paragraph has none', () => {
    expect(drawn(textOf('resolution', rows))).toEqual([
      'title 1 Open accounts', 'organ 1 <The Conference>,', 'preambular 1 Recalling its decision,', 'operative 1 Decides:', 'subparagraph 1 (a) To meet:', 'subparagraph 2 (i) Often;', 'subparagraph 3 a. Weekly.',
    ])
  })

  test('E1 several operative paragraphs are numbered', () => {
    const two = drawn(textOf('resolution', [...rows, ['op2', 'operative', 1, 'Invites all.']], { language: 'fr' }))
    expect(two.slice(3)).toEqual(['operative 1 1. Decides:', 'subparagraph 1 a) To meet:', 'subparagraph 2 i) Often;', 'subparagraph 3 a. Weekly.', 'operative 1 2. Invites all.'])
  })
})
