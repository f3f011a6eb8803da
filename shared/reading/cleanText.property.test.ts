import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drafts } from '../../test/simulation/drafts.ts'
import { ledger, paragraph, text } from '../../test/simulation/notation.ts'
import { openBrackets, orderIn } from '../brackets/bracket.ts'
import { accept, applyResolution, reject, rivalsOf, type Resolution } from '../brackets/resolve.ts'
import { paragraphText, type Ledger, type Paragraph } from '../document/text.ts'
import { asOriginal, asProposedBy } from './cleanText.ts'

const thorough = { numRuns: 400 }
const delegations = ['ALV', 'BRE', 'CAS', 'DOV']

function standing(paragraphs: readonly Paragraph[], lines: Ledger): string[] {
  const order = orderIn(lines)
  return [...new Set(openBrackets(paragraphs, lines).flatMap(({ proposals }) => proposals))].sort((a, b) => order(a) - order(b))
}

function rejectAll(paragraphs: readonly Paragraph[], lines: Ledger): Paragraph[] {
  return applyResolution(paragraphs, reject(paragraphs, lines, standing(paragraphs, lines)))
}

/** The facilitator's gavel, once for each proposal of this delegation; null when one of them rules out another of its own (D3). */
function acceptOneByOne(paragraphs: readonly Paragraph[], lines: Ledger, code: string): Paragraph[] | null {
  let now = [...paragraphs]
  let ledgerNow = lines
  const own = () => standing(now, ledgerNow).filter((id) => ledgerNow.get(id)?.delegation === code)
  for (let [next] = own(); next !== undefined; [next] = own()) {
    if (rivalsOf(now, ledgerNow, next).some((id) => ledgerNow.get(id)?.delegation === code)) return null
    const resolved: Resolution = accept(now, ledgerNow, next)
    now = applyResolution(now, resolved)
    ledgerNow = new Map([...ledgerNow].map(([id, line]) => [id, { ...line, state: resolved.closed.get(id) ?? line.state }]))
  }
  return rejectAll(now, ledgerNow)
}

test('V1 the original is the base text, byte for byte', () => {
  fc.assert(
    fc.property(drafts, ({ base, paragraphs, ledger: lines }) => {
      expect(JSON.stringify(asOriginal(text(paragraphs, lines)).paragraphs)).toBe(JSON.stringify(base))
      expect(asOriginal(text(paragraphs, lines)).paragraphs).toEqual(rejectAll(paragraphs, lines))
    }),
    thorough,
  )
})

test('V2 what a delegation proposes is what the gavel would make of it, proposal by proposal, and of nobody else', () => {
  let compared = 0
  fc.assert(
    fc.property(drafts, fc.constantFrom(...delegations), ({ paragraphs, ledger: lines }, code) => {
      const gavelled = acceptOneByOne(paragraphs, lines, code)
      if (gavelled === null) return
      compared += 1
      expect(asProposedBy(text(paragraphs, lines), code).paragraphs).toEqual(gavelled.filter(({ runs }) => runs.length > 0))
    }),
    thorough,
  )
  expect(compared).toBeGreaterThan(200)
})

test('V2 it reads every word of the text and of this delegation that it does not strike, and no other', () => {
  fc.assert(
    fc.property(drafts, fc.constantFrom(...delegations), ({ paragraphs, ledger: lines }, code) => {
      const isIts = (id: string) => lines.get(id)?.delegation === code
      const order = orderIn(lines)
      /** Of several alternatives to one paragraph the first tabled. */
      const alternatives = paragraphs.filter((p) => p.proposal !== undefined && isIts(p.proposal) && p.alternativeTo !== undefined)
      const holds = alternatives.filter((p) => !alternatives.some((q) => q.alternativeTo === p.alternativeTo && order(q.proposal!) < order(p.proposal!)))
      const gone = new Set(holds.map((p) => p.alternativeTo))
      const expected = paragraphs
        .filter((p) => !gone.has(p.id) && (p.proposal === undefined || (isIts(p.proposal) && (!alternatives.includes(p) || holds.includes(p)))))
        .map((p) => [p.id, p.runs.filter((run) => run.insertions.every(isIts) && !run.deletions.some(isIts)).map((run) => run.text).join('')])
        .filter(([, words]) => words !== '')
      expect(asProposedBy(text(paragraphs, lines), code).paragraphs.map((p) => [p.id, paragraphText(p)])).toEqual(expected)
    }),
    thorough,
  )
})

test('V1 V2 neither view carries a mark of any proposal, and a second look changes nothing', () => {
  fc.assert(
    fc.property(drafts, fc.constantFrom(...delegations), ({ paragraphs, ledger: lines }, code) => {
      for (const clean of [asOriginal(text(paragraphs, lines)), asProposedBy(text(paragraphs, lines), code)]) {
        expect(openBrackets(clean.paragraphs, lines)).toEqual([])
        expect(clean.paragraphs.filter(({ proposal, alternativeTo, movedFrom }) => proposal ?? alternativeTo ?? movedFrom)).toEqual([])
        expect(asOriginal(clean)).toEqual(clean)
      }
    }),
    thorough,
  )
})

test('V2 who proposes nothing proposes the original', () => {
  fc.assert(
    fc.property(drafts, ({ paragraphs, ledger: lines }) => {
      const draft = text(paragraphs, lines)
      const proposers = openBrackets(paragraphs, lines).flatMap(({ proposals }) => proposals.map((id) => lines.get(id)?.delegation))
      for (const code of delegations) if (!proposers.includes(code)) expect(asProposedBy(draft, code)).toEqual(asOriginal(draft))
      expect(asProposedBy(draft, 'EST')).toEqual(asOriginal(draft))
    }),
    thorough,
  )
})

const lines = ledger('alv-1', 'bre-1', 'alv-2')
const words = (paragraphs: readonly Paragraph[], code: string) => asProposedBy(text(paragraphs, lines), code).paragraphs.map(paragraphText)

test('V2 rival words: each delegation reads its own', () => {
  const rivals = [paragraph('p', 'we [urge|-alv-1 -bre-1][ask|+alv-1][invite|+bre-1] all')]
  expect(words(rivals, 'ALV')).toEqual(['we ask all'])
  expect(words(rivals, 'BRE')).toEqual(['we invite all'])
})

test('V2 words inside another’s insertion go with it', () => {
  expect(words([paragraph('p', 'a[b |+alv-1][c|+alv-1 +bre-1][ d|+alv-1]')], 'BRE')).toEqual(['a'])
})

test('V2 two proposals of one delegation in one place do not rule each other out', () => {
  expect(words([paragraph('p', 'a [b|-alv-2][x|+alv-1] c')], 'ALV')).toEqual(['a x c'])
})

test('V2 a moved paragraph stands in its new place only, an alternative in the place of what it replaces', () => {
  const moved = [paragraph('p', '[one|-alv-1]'), paragraph('q', 'two'), paragraph('r', '[one|+alv-1]', { proposal: 'alv-1', movedFrom: 'p' })]
  expect(words(moved, 'ALV')).toEqual(['two', 'one'])
  const twice = [paragraph('p', 'one'), paragraph('q', '[uno|+alv-1]', { proposal: 'alv-1', alternativeTo: 'p' }), paragraph('r', '[un|+alv-2]', { proposal: 'alv-2', alternativeTo: 'p' })]
  expect(words(twice, 'ALV')).toEqual(['uno'])
})

test('V2 a paragraph without a word is not read', () => {
  expect(words([paragraph('p', 'one'), paragraph('q', '', { proposal: 'alv-1' }), paragraph('r', '[x|+alv-2 +bre-1]', { proposal: 'alv-2' })], 'ALV')).toEqual(['one'])
})

test('V2 what the ledger does not know is not tabled', () => {
  expect(words([paragraph('p', 'a[b|+zzz-9]')], 'ALV')).toEqual(['a'])
})
