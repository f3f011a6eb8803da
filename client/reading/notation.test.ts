import { expect, test } from 'vitest'
import type { Paragraph, Proposal, Run } from '../../shared/document/text.ts'
import { notationOf, type Scribe } from './notation.ts'

const delegations: Readonly<Record<string, string>> = { a: 'ALV', b: 'BRE', c: 'CAS' }
const ledger = new Map<string, Proposal>(
  ['a1', 'b2', 'c3', 'a4', 'b5'].map((id) => [
    id,
    { id, delegation: delegations[id[0]!]!, kind: 'insert', paragraph: 'p', order: Number(id[1]), tabledAt: 0, state: 'open' },
  ]),
)
const scribe: Scribe = { ledger, own: 'EST', groups: [], attribution: (codes, reserving) => ` — ${codes.join(', ')}${reserving ? ' (reserves)' : ''}` }

function run(text: string, marks = ''): Run {
  const of = (sign: string) => marks.split(' ').filter((mark) => mark.startsWith(sign)).map((mark) => mark.slice(1))
  return { text, insertions: of('+'), deletions: of('-'), reservations: of('?'), italic: false }
}

/** The paragraph as a reader sees it, struck words between tildes. */
function written(runs: readonly Run[], proposal?: string): string {
  const paragraph: Paragraph = { id: 'p', kind: 'item', level: 1, runs, ...(proposal !== undefined && { proposal }) }
  const { signs, whole } = notationOf(paragraph, scribe)
  const at = (offset: number, side: string) =>
    signs
      .filter((sign) => sign.offset === offset && sign.side === side)
      .map((sign) => sign.text)
      .join('')
  let offset = 0
  let page = ''
  for (const { text, deletions } of runs) {
    const end = offset + text.length
    page += at(offset, 'before') + (deletions.length > 0 ? `~${text}~` : text) + at(end, 'after')
    offset = end
  }
  return whole === null ? page : `${whole.delegation}<${page}>`
}

test('B8 rival wordings stand side by side, each with its delegation after it', () => {
  expect(written([run('we '), run('urge', '-a1 -b2'), run('ask', '+a1'), run('invite', '+b2'), run(' States')])).toBe(
    'we [~urge~ ask — ALV / invite — BRE] States',
  )
})
test('B8 one deletion by two delegations names both', () => {
  expect(written([run('urge', '-a1 -b2')])).toBe('[~urge~ — ALV, BRE]')
})
test('B9 what stands inside an insertion has its own bracket in it', () => {
  expect(written([run('one ', '+a1'), run('two', '+a1 +b2'), run(' three', '+a1')])).toBe('[one [two — BRE] three — ALV]')
  expect(written([run('one ', '+a1'), run('two', '+a1 +b2')])).toBe('[one [two — BRE] — ALV]')
})
test("B3 a deletion of another's insertion is written inside it", () => {
  expect(written([run('one ', '+a1'), run('two', '+a1 -b2')])).toBe('[one [~two~ — BRE] — ALV]')
  expect(written([run('two', '+a1 -b2')])).toBe('[[~two~ — BRE] — ALV]')
})
test('a reservation says so', () => {
  expect(written([run('two', '?c3')])).toBe('[two — CAS (reserves)]')
})
test('a proposed paragraph is one bracket, and only what others change in it is bracketed inside', () => {
  expect(written([run('new ', '+a1'), run('words', '+a1 +b2')], 'a1')).toBe('ALV<new [words — BRE]>')
})
test('words the ledger does not know yet are the reader’s own', () => {
  expect(written([run('x', '+unknown')])).toBe('[x — EST]')
})

test('T1 whoever supports a wording is named with it, by group where a group spoke, and counted where they are many', () => {
  const group = { code: 'NG', name: 'Northern Group', members: ['BRE', 'DOV'], speakers: ['BRE'] }
  const line = (positions: Proposal['positions'], more: Partial<Proposal> = {}): Proposal => ({ ...ledger.get('a1')!, ...(positions && { positions }), ...more })
  const signs = (proposal: Proposal, whole?: string) => {
    const paragraph: Paragraph = { id: 'p', kind: 'item', level: 1, runs: [run('We '), run('urge', '+a1')], ...(whole !== undefined && { proposal: whole }) }
    const notation = notationOf(paragraph, { ...scribe, ledger: new Map([['a1', proposal]]), groups: [group] })
    return notation.whole === null ? notation.signs.map(({ text }) => text).join('') : notation.whole.supporters.join(', ')
  }
  expect(signs(line(undefined))).toBe('[ — ALV]')
  expect(signs(line({ NG: { stance: 'support', taken: 2 }, CAS: { stance: 'oppose', taken: 3 } }))).toBe('[ — ALV, NG]')
  expect(signs(line({ NG: { stance: 'support', taken: 2 }, CAS: { stance: 'support', taken: 3 }, EST: { stance: 'support', taken: 4 } }))).toBe('[ — ALV + 4]')
  expect(signs(line({ CAS: { stance: 'support', taken: 2 } }, { group: 'NG' }), 'a1')).toBe('NG, CAS')
})
