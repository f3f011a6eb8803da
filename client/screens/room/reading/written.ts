/** A paragraph as it is written in full: its words and, in their places, the brackets and names beside them. Pure. */
import { paragraphText, type ConsultationText, type Paragraph } from '../../../../shared/document/text.ts'
import type { Group } from '../../../../shared/procedure/roles.ts'
import { isAgreed } from '../../../../shared/procedure/rules.ts'
import type { Part, Written } from '../../../../shared/reading/difference.ts'
import type { BracketWords } from '../../../reading/look.ts'
import { notationOf } from '../../../reading/notation.ts'

/** All paragraphs of a text. Its standing is written behind an agreed one, so that agreement since a moment is seen as well. */
export function writtenText({ paragraphs, ledger, status }: ConsultationText, groups: readonly Group[], words: BracketWords): Written[] {
  const scribe = { ledger, own: '', groups, attribution: words.attribution }
  return paragraphs.map((paragraph) => {
    const { inked, signs, whole } = notationOf(paragraph, scribe)
    const letters = paragraphText(paragraph)
    const parts: Part[] = []
    const sign = (text: string, delegation: string | null = null) => parts.push({ text, sign: true, struck: false, italic: false, delegation })
    const signsAt = (offset: number, side: 'before' | 'after') => {
      for (const each of signs) if (each.offset === offset && each.side === side) sign(each.text, each.delegation)
    }
    if (whole !== null) sign('[', whole.delegation)
    for (const { from, to, italic } of pieces(paragraph, signs)) {
      signsAt(from, 'before')
      const ink = inked.find((each) => each.from <= from && from < each.to)
      parts.push({ text: letters.slice(from, to), sign: false, struck: (ink?.struck.length ?? 0) > 0, italic, delegation: ink?.inserted ?? null })
      signsAt(to, 'after')
    }
    if (whole !== null) sign(`${words.attribution(whole.supporters, false)}]`, whole.delegation)
    const tier = status.get(paragraph.id)?.tier ?? 'open'
    if (isAgreed(tier)) sign(` ✓ ${words.standing(tier)}`)
    return { id: paragraph.id, parts }
  })
}

/** Its runs, cut wherever a sign stands. */
function pieces({ runs }: Paragraph, signs: readonly { readonly offset: number }[]): { from: number; to: number; italic: boolean }[] {
  const offsets = [...new Set(signs.map(({ offset }) => offset))].toSorted((a, b) => a - b)
  let at = 0
  return runs.flatMap(({ text, italic }) => {
    const [start, end] = [at, at + text.length]
    at = end
    const cuts = [start, ...offsets.filter((offset) => start < offset && offset < end), end]
    return cuts.slice(0, -1).map((from, index) => ({ from, to: cuts[index + 1]!, italic }))
  })
}
