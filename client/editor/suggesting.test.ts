import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Slice } from '@tiptap/pm/model'
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sameParagraph, strip } from '../../shared/brackets/projection.ts'
import type { Author } from './author.ts'
import { paragraphsOf } from './editedText.ts'
import { gently, suggest, type Suggestion } from './suggesting.ts'
import { reduced } from './slices.ts'
import { textSchema } from './textSchema.ts'

/**
 * The little language of these tests. `'we ', ['urge', '+B1 -A2']` are words and words under marks: `+` inserted,
 * `-` deleted, `?` reserved; the letter is the delegation, the digit the order of tabling. The author is A; what she
 * newly tables is called n1, n2 … in the order of tabling.
 */
type Words = string | readonly [string, string]
const schema = getSchema(textSchema)
const kinds: Readonly<Record<string, string>> = { '+': 'insertion', '-': 'deletion', '?': 'reservation' }

function words(...all: readonly Words[]): Node[] {
  return all.map((each) => {
    if (typeof each === 'string') return schema.text(each)
    const marks = each[1].split(' ').map((mark) => (mark === 'i' ? schema.mark('italic') : schema.mark(kinds[mark[0]!]!, { proposal: mark.slice(1) })))
    return schema.text(each[0]).mark(marks.reduce((set, mark) => mark.addToSet(set), schema.text('x').marks))
  })
}

const base = (id: string, ...all: readonly Words[]) => schema.node('paragraph', { id, kind: 'item', level: 1 }, words(...all))
const proposed = (id: string, proposal: string, ...all: readonly Words[]) =>
  schema.node('paragraph', { id, kind: 'item', level: 1, proposal }, words(...all))

class Desk {
  state: EditorState
  refused: Suggestion['refused'] = []
  readonly author: Author
  private tabled = 0

  constructor(paragraphs: readonly Node[], frozen: readonly string[] = []) {
    this.state = EditorState.create({ schema, doc: schema.node('doc', null, paragraphs) })
    let paragraphsMade = 0
    this.author = {
      isMine: (id) => id.startsWith('A') || id.startsWith('n'),
      order: (id) => (id.startsWith('n') ? Number.POSITIVE_INFINITY : Number(id.slice(1))),
      mayReplace: (id) => id !== 'A9',
      isFrozen: (id) => frozen.includes(id),
      newProposal: () => `n${++this.tabled}`,
      newParagraph: () => `new${++paragraphsMade}`,
    }
  }

  /** Position of a letter: paragraph index and offset. */
  at(paragraph: number, offset: number): number {
    let pos = 1
    for (let index = 0; index < paragraph; index++) pos += this.state.doc.child(index).nodeSize
    return pos + offset
  }

  select(paragraph: number, from: number, to = from, toParagraph = paragraph): this {
    this.state = this.state.apply(
      this.state.tr.setSelection(TextSelection.create(this.state.doc, this.at(paragraph, from), this.at(toParagraph, to))),
    )
    return this
  }

  do(change: (tr: Transaction) => Transaction): this {
    const { transaction, refused } = suggest(change(this.state.tr), this.state, this.author)
    this.refused = [...this.refused, ...refused]
    this.state = this.state.apply(transaction)
    return this
  }

  type(text: string): this {
    for (const letter of text) this.do((tr) => tr.insertText(letter))
    return this
  }

  backspace(times = 1): this {
    for (let time = 0; time < times; time++) {
      this.do((tr) => (tr.selection.empty ? tr.delete(tr.selection.from - 1, tr.selection.from) : tr.deleteSelection()))
    }
    return this
  }

  del(times = 1): this {
    for (let time = 0; time < times; time++) this.do((tr) => tr.delete(tr.selection.from, tr.selection.from + 1))
    return this
  }

  paste(...blocks: readonly (readonly Words[])[]): this {
    const nodes = blocks.map((block) => base('pasted', ...block))
    const slice = reduced(Slice.maxOpen(schema.node('doc', null, nodes).content))
    return this.do((tr) => tr.replaceSelection(slice))
  }

  get text(): string {
    return this.state.doc.children.map((paragraph) => (paragraph.attrs['proposal'] ? `<${paragraph.attrs['proposal']}>` : '') + shown(paragraph)).join(' | ')
  }
}

/** `we [urge+B1-A2]`: marks in the order +, -, ?. */
function shown(paragraph: Node): string {
  return paragraph.children
    .map((text) => {
      const marks = Object.entries(kinds).flatMap(([sign, kind]) =>
        text.marks
          .filter((mark) => mark.type.name === kind)
          .map((mark) => sign + String(mark.attrs['proposal']))
          .sort(),
      )
      if (text.marks.some((mark) => mark.type.name === 'italic')) marks.push('i')
      return marks.length > 0 ? `[${text.text}${marks.join('')}]` : text.text
    })
    .join('')
}

const desk = (...paragraphs: readonly Node[]) => new Desk(paragraphs)

describe('B2 typing', () => {
  test('B2 typing in base words begins a proposal and goes on with it', () => {
    expect(desk(base('p', 'the agenda')).select(0, 4).type('new ').text).toBe('the [new +n1]agenda')
  })
  test('B2 typing on at either edge of my own open insertion continues it', () => {
    expect(desk(base('p', 'a ', ['b', '+A1'], ' c')).select(0, 2).type('x').text).toBe('a [xb+A1] c')
    expect(desk(base('p', 'a ', ['b', '+A1'], ' c')).select(0, 3).type('x').text).toBe('a [bx+A1] c')
  })
  test("B2 typing at either edge of another's insertion never joins it", () => {
    expect(desk(base('p', 'a ', ['bb', '+B1'], ' c')).select(0, 2).type('xy').text).toBe('a [xy+n1][bb+B1] c')
    expect(desk(base('p', 'a ', ['bb', '+B1'], ' c')).select(0, 4).type('xy').text).toBe('a [bb+B1][xy+n1] c')
  })
  test("B9 typing inside another's insertion nests in it", () => {
    expect(desk(base('p', 'a ', ['bb', '+B1'], ' c')).select(0, 3).type('xy').text).toBe('a [b+B1][xy+B1+n1][b+B1] c')
  })
  test("B9 inside an insertion that stands in mine, a new proposal begins, for mine would not be the innermost", () => {
    expect(desk(base('p', ['m', '+A1'], ['bb', '+A1 +B2'], ['m', '+A1'])).select(0, 2).type('x').text).toBe('[m+A1][b+A1+B2][x+A1+B2+n1][b+A1+B2][m+A1]')
  })
  test("G5.1 fresh words carry nobody's deletion or reservation", () => {
    expect(desk(base('p', ['strike', '-B1'])).select(0, 3).type('x').text).toBe('[str-B1][x+n1][ike-B1]')
    expect(desk(base('p', ['hold', '?B1'])).select(0, 2).type('x').text).toBe('[ho?B1][x+n1][ld?B1]')
    expect(desk(base('p', ['hold', '+A1 -B2'])).select(0, 2).type('x').text).toBe('[ho+A1-B2][x+A1][ld+A1-B2]')
  })
  test('B2 words in my own proposed paragraph belong to it', () => {
    expect(desk(base('p', 'a'), proposed('q', 'A1')).select(1, 0).type('hi').text).toBe('a | <A1>[hi+A1]')
  })
  test("B2 words in another's proposed paragraph are a proposal of my own", () => {
    expect(desk(proposed('q', 'B1', ['bb', '+B1'])).select(0, 2).type('x').text).toBe('<B1>[bb+B1][x+n1]')
    expect(desk(proposed('q', 'B1', ['bb', '+B1'])).select(0, 1).type('x').text).toBe('<B1>[b+B1][x+B1+n1][b+B1]')
  })
})

describe('B3 deleting', () => {
  test('B3 base words are struck, letter by letter under one proposal, with Backspace', () => {
    expect(desk(base('p', 'one two')).select(0, 7).backspace(3).text).toBe('one [two-n1]')
  })
  test('B3 and with Delete', () => {
    expect(desk(base('p', 'one two')).select(0, 0).del(3).text).toBe('[one-n1] two')
  })
  test('B3 my own open insertion really goes', () => {
    expect(desk(base('p', 'one ', ['two', '+A1'])).select(0, 7).backspace(3).text).toBe('one ')
    expect(desk(base('p', ['one', '+A1 -B2'])).select(0, 0, 3).backspace().text).toBe('')
  })
  test("B3 another's insertion gets my deletion on top", () => {
    expect(desk(base('p', 'a ', ['bb', '+B1'], ' c')).select(0, 2, 4).backspace().text).toBe('a [bb+B1-n1] c')
  })
  test("B3 another's words inside my insertion stay, struck", () => {
    expect(desk(base('p', ['m', '+A1'], ['bb', '+A1 +B2'], ['m', '+A1'])).select(0, 0, 4).backspace().text).toBe('[bb+A1+B2-n1]')
  })
  test('B3 my own words inside another insertion go', () => {
    expect(desk(base('p', ['b', '+B1'], ['x', '+A2 +B1'], ['b', '+B1'])).select(0, 2).backspace().text).toBe('[bb+B1]')
  })
  test('B3 words I have struck already are passed over', () => {
    const at = desk(base('p', 'one ', ['two', '-A1'])).select(0, 7).backspace(4)
    expect(at.text).toBe('one[ two-A1]')
  })
  test('B3 two deletions by two delegations lie on the same words', () => {
    expect(desk(base('p', 'one ', ['two', '-B1'], ' three')).select(0, 2, 9).backspace().text).toBe('on[e -n1][two-B1-n1][ t-n1]hree')
  })
  test('B8 two selections that only touch are two proposals', () => {
    expect(desk(base('p', 'one two')).select(0, 0, 3).backspace().select(0, 3, 7).backspace().text).toBe('[one-n1][ two-n2]')
  })
  test('B5 a selection over several paragraphs strikes each under its own proposal and joins nothing', () => {
    expect(desk(base('p', 'one'), base('q', 'two'), base('r', 'three')).select(0, 1, 2, 2).backspace().text).toBe('o[ne-n3] | [two-n2] | [th-n1]ree')
  })
  test('B3 my own proposed paragraphs inside a selection really go, others stay', () => {
    const at = desk(base('p', 'one'), proposed('q', 'A1', ['mine', '+A1']), proposed('r', 'B2', ['bb', '+B2']), base('s', 'two'))
    expect(at.select(0, 3, 0, 3).backspace().text).toBe('one | <B2>[bb+B2-n1] | two')
  })
  test("B3 my proposed paragraph stays while another's words are in it", () => {
    const at = desk(base('p', 'one'), proposed('q', 'A1', ['m', '+A1'], ['b', '+A1 +B2']), base('s', 'two'))
    expect(at.select(0, 3, 0, 2).backspace().text).toBe('one | <A1>[b+A1+B2-n1] | two')
  })
})

describe('B4 replacing', () => {
  test('B4 replacing a selection is one proposal: struck words, then the new ones', () => {
    expect(desk(base('p', 'we urge States')).select(0, 3, 7).type('ask').text).toBe('we [urge-n1][ask+n1] States')
  })
  test('B4 the new words stand after rival words', () => {
    expect(desk(base('p', 'we ', ['urge', '-B1'], ['ask', '+B1'], ' States')).select(0, 3, 7).type('beg').text).toBe(
      'we [urge-B1-n1][ask+B1][beg+n1] States',
    )
  })
  test("B4 over my own, another's and base words at once", () => {
    expect(desk(base('p', 'ab', ['mm', '+A1'], ['bb', '+B2'], 'cd')).select(0, 1, 7).type('x').text).toBe('a[b-n1][bb+B2-n1][c-n1][x+n1]d')
  })
  test('B4 over my own words only, the insertion goes on', () => {
    expect(desk(base('p', 'a ', ['mine', '+A1'], ' b')).select(0, 3, 5).type('X').text).toBe('a [mXe+A1] b')
  })
  test('B2 over the whole of my own insertion, it is still the same proposal', () => {
    expect(desk(base('p', 'a ', ['mine', '+A1'], ' b')).select(0, 2, 6).type('new').text).toBe('a [new+A1] b')
    const at = desk(base('p', 'a b')).select(0, 1).type('n').do((tr) => tr.insertText('ni', 2, 3))
    expect(at.text).toBe('a[ni+n1] b')
  })
  test('B4 words typed beside what I have just struck replace it, after it', () => {
    expect(desk(base('p', 'we urge States')).select(0, 7).backspace(4).type('ask').text).toBe('we [urge-n1][ask+n1] States')
    expect(desk(base('p', 'we urge States')).select(0, 3, 7).backspace().type('ask').text).toBe('we [urge-n1][ask+n1] States')
  })
  test('B7 words typed beside what a move of mine takes away are a proposal of their own', () => {
    expect(desk(base('p', 'we ', ['urge', '-A9'])).select(0, 7).type('x').text).toBe('we [urge-A9][x+n1]')
  })
  test('B4 over several paragraphs, the new words stand in the first', () => {
    expect(desk(base('p', 'one'), base('q', 'two')).select(0, 1, 1, 1).type('x').text).toBe('o[ne-n2][x+n2] | [t-n1]wo')
  })
  test('B9 a replacement inside another insertion is nested in it', () => {
    expect(desk(base('p', ['abc', '+B1'])).select(0, 1, 2).type('x').text).toBe('[a+B1][b+B1-n1][x+B1+n1][c+B1]')
  })
  test('B4 a spell-checker rewrites a word without any selection', () => {
    expect(desk(base('p', 'we recieve it')).select(0, 13).do((tr) => tr.insertText('receive', 4, 11)).text).toBe('we [recieve-n1][receive+n1] it')
  })
})

describe('pasting and dragging', () => {
  test('B5 further blocks become proposed paragraphs after the present one, each its own proposal', () => {
    expect(desk(base('p', 'ab'), base('q', 'z')).select(0, 1).paste(['one'], ['two'], ['three']).text).toBe(
      'a[one+n1]b | <n2>[two+n2] | <n3>[three+n3] | z',
    )
  })
  test('B1 our own marks and ids do not come in with the clipboard', () => {
    const at = desk(base('p', 'ab')).select(0, 2).paste([['words', '+B7 -B8 ?B9 i']])
    expect(at.text).toBe('ab[words+n1i]')
    const two = desk(base('p', 'ab')).select(0, 2).paste(['x'], ['y'])
    expect(two.state.doc.children.map((paragraph) => String(paragraph.attrs['id']))).toEqual(['p', 'new1'])
  })
  test('B4 a drag within a paragraph is one proposal: struck there, inserted here', () => {
    const at = desk(base('p', 'one two three')).select(0, 0, 4)
    at.do((tr) => {
      const slice = tr.selection.content()
      return tr.deleteSelection().replaceRange(tr.mapping.map(at.at(0, 8)), tr.mapping.map(at.at(0, 8)), slice)
    })
    expect(at.text).toBe('[one -n1]two [one +n1]three')
  })
  test('B3 dragging my own words takes them along', () => {
    const at = desk(base('p', ['one ', '+A1'], 'two three')).select(0, 0, 4)
    at.do((tr) => {
      const slice = tr.selection.content()
      return tr.deleteSelection().replaceRange(tr.mapping.map(at.at(0, 8)), tr.mapping.map(at.at(0, 8)), slice)
    })
    expect(at.text).toBe('two [one +n1]three')
  })
  test('G3 too much at once is refused whole, and its words come back', () => {
    const at = desk(base('p', 'ab')).select(0, 0, 2).paste(['x'.repeat(20_001)])
    expect(at.text).toBe('ab')
    expect(at.refused).toMatchObject([{ reason: 'tooLong', paragraph: 'p' }])
    expect(at.refused[0]?.words).toHaveLength(20_001)
  })
})

describe('what nobody may do by editing', () => {
  test('G4 an agreed paragraph does not change, and the words come back', () => {
    const at = new Desk([base('p', 'one'), base('q', 'two')], ['p'])
    at.select(0, 1).type('x').select(0, 0, 2).backspace()
    expect(at.text).toBe('one | two')
    expect(at.refused).toEqual([
      { reason: 'agreed', paragraph: 'p', words: 'x' },
      { reason: 'agreed', paragraph: 'p', words: '' },
    ])
  })
  test('G4 of a selection that reaches into an agreed paragraph only the rest is struck', () => {
    const at = new Desk([base('p', 'one'), base('q', 'two')], ['p'])
    expect(at.select(0, 1, 2, 1).backspace().text).toBe('one | [tw-n1]o')
  })
  test('B5 splitting and joining change nothing', () => {
    expect(desk(base('p', 'one'), base('q', 'two')).select(0, 1).do((tr) => tr.split(2)).text).toBe('one | two')
    expect(desk(base('p', 'one'), base('q', 'two')).do((tr) => tr.join(5)).text).toBe('one | two')
  })
  test('G5 italics change in my own words only', () => {
    expect(desk(base('p', 'one ', ['mine', '+A1'], ['bb', '+B2'])).do((tr) => tr.addMark(1, 11, schema.mark('italic'))).text).toBe('one [mine+A1i][bb+B2]')
  })
  test('G5 attributes of a paragraph do not change', () => {
    expect(desk(base('p', 'one')).do((tr) => tr.setNodeAttribute(0, 'level', 2)).state.doc.child(0).attrs['level']).toBe(1)
  })
})

const ids = ['A1', 'A2', 'B3', 'C4', 'A5', 'B6']
const markedWords = fc.tuple(
  fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'b', 'o', ' ', '條', '😀') }),
  fc.subarray(ids, { maxLength: 2 }),
  fc.subarray(ids, { maxLength: 2 }),
  fc.subarray(ids, { maxLength: 1 }),
)
const someParagraphs = fc.array(fc.tuple(fc.option(fc.constantFrom('A5', 'B6')), fc.array(markedWords, { maxLength: 6 })), { minLength: 1, maxLength: 4 })
type Draw = { readonly act: 'type' | 'delete' | 'replace' | 'paste' | 'drag' | 'italic' | 'split'; readonly from: number; readonly to: number }
const someActs = fc.array(
  fc.record<Draw>({
    act: fc.constantFrom('type', 'delete', 'replace', 'paste', 'drag', 'italic', 'split'),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
)

function drawn(paragraphs: readonly (readonly [string | null, readonly (readonly [string, string[], string[], string[]])[]])[]): Desk {
  return desk(
    ...paragraphs.map(([proposal, pieces], index) => {
      const all = pieces.map(([text, insertions, deletions, reservations]): Words => {
        // Words in a proposed paragraph stand inside it, as the gate has it.
        const inside = proposal === null ? insertions : [...new Set([proposal, ...insertions])]
        const marks = [...inside.map((id) => `+${id}`), ...deletions.map((id) => `-${id}`), ...reservations.map((id) => `?${id}`)]
        return marks.length === 0 ? text : [text, marks.join(' ')]
      })
      return proposal === null ? base(`p${index}`, ...all) : proposed(`p${index}`, proposal, ...all)
    }),
  )
}

function perform(at: Desk, { act, from, to }: Draw): void {
  const positions: number[] = []
  at.state.doc.forEach((paragraph, offset) => {
    for (let each = 0; each <= paragraph.content.size; each++) positions.push(offset + 1 + each)
  })
  if (positions.length === 0) return
  const pick = (part: number) => positions[Math.min(positions.length - 1, Math.floor(part * positions.length))]!
  const [a, b] = [pick(from), pick(to)].sort((x, y) => x - y) as [number, number]
  at.state = at.state.apply(at.state.tr.setSelection(TextSelection.create(at.state.doc, a, act === 'type' || act === 'split' ? a : b)))
  if (act === 'type') at.type('xo')
  else if (act === 'delete') at.backspace()
  else if (act === 'replace') at.do((tr) => tr.insertText('ob'))
  else if (act === 'paste') at.paste(['new'], [['ab', '+B3 i']])
  else if (act === 'italic') at.do((tr) => tr.addMark(a, b, schema.mark('italic')))
  else if (act === 'split') at.do((tr) => tr.split(a))
  else at.do((tr) => tr.deleteSelection().insertText('dragged', tr.mapping.map(pick(from / 2))))
}

test('G5 whatever is done to whatever text, without my proposals it says what it said before', () => {
  let changed = 0
  fc.assert(
    fc.property(someParagraphs, someActs, (paragraphs, acts) => {
      const at = drawn(paragraphs)
      const bare = () => strip(paragraphsOf(at.state.doc), at.author.isMine, at.author.order)
      const before = bare()
      const doc = at.state.doc
      for (const act of acts) perform(at, act)
      at.state.doc.check()
      if (!at.state.doc.eq(doc)) changed++
      const after = bare()
      expect(after.length).toBe(before.length)
      for (const [index, paragraph] of after.entries()) expect(sameParagraph(paragraph, before[index]!)).toBe(true)
    }),
    { numRuns: 600 },
  )
  expect(changed).toBeGreaterThan(500)
})

test('B3 the same change in gentle steps ends in the same text', () => {
  const at = desk(base('p', ['m', '+A1'], 'base', ['m', '+A1'], 'more', ['m', '+A1'])).select(0, 0, 11)
  const { transaction } = suggest(at.state.tr.deleteSelection(), at.state, at.author)
  let count = 0
  gently(transaction, at.state, (part) => {
    count++
    return (at.state = at.state.apply(part))
  })
  expect(at.text).toBe('[basemore-n1]')
  expect(count).toBe(3)
})

test('B4 words that replace their neighbours go in one step, for an input method to keep its place', () => {
  const at = desk(base('p', 'a ', ['mine', '+A1'], ' b'))
  const { transaction } = suggest(at.state.tr.insertText('new', 3, 7), at.state, at.author)
  let count = 0
  gently(transaction, at.state, (part) => {
    count++
    return (at.state = at.state.apply(part))
  })
  expect(at.text).toBe('a [new+A1] b')
  expect(count).toBe(1)
})
