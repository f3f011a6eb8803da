/** How a paragraph stands on the page besides its words: label, standing, the bracket around a proposed one. Pure. */
import type { Label } from '../../shared/document/numbering.ts'
import type { Paragraph, Tier } from '../../shared/document/text.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import type { Delegation } from '../../shared/procedure/roles.ts'
import type { Notation, Scribe } from './notation.ts'

/** The words a text needs around it, in the reader's language. */
export interface BracketWords {
  readonly attribution: Scribe['attribution']
  readonly label: (label: Label) => string
  readonly standing: (tier: Tier) => string
  readonly movedFrom: (place: string) => string
  readonly alternativeTo: (place: string) => string
  readonly invitation: string
}

export interface Look {
  /** In the margin: `7.`, `OP5 bis`, or words for what has no number. */
  readonly label: string
  /** The standing in words; empty while open. */
  readonly standing: string
  readonly agreed: boolean
  /** Classes for the delegation's colour; empty on paragraphs of the text. */
  readonly hand: string
  /** Bracket around a proposed paragraph: what stands after its words; empty on paragraphs of the text. */
  readonly close: string
  /** Said under a moved or alternative paragraph: where it comes from, what it would replace. */
  readonly remark: string
}

export interface Surroundings {
  readonly labels: ReadonlyMap<string, Label>
  readonly tier: Tier
  readonly words: BracketWords
  readonly hand: (code: string) => string
}

export function lookOf(paragraph: Paragraph, { whole }: Notation, { labels, tier, words, hand }: Surroundings): Look {
  const { id, movedFrom, alternativeTo } = paragraph
  const label = labels.get(id)
  const number = label?.number ?? ''
  const place = (target: string) => {
    const found = labels.get(target)
    return found ? words.label(found) : ''
  }
  return {
    label: number !== '' || whole === null || !label ? number : words.label({ ...label, place: '' }),
    standing: isAgreed(tier) ? words.standing(tier) : '',
    agreed: isAgreed(tier),
    hand: whole === null ? '' : hand(whole.delegation),
    close: whole === null ? '' : words.attribution(whole.supporters, false),
    remark: movedFrom !== undefined ? words.movedFrom(place(movedFrom)) : alternativeTo !== undefined ? words.alternativeTo(place(alternativeTo)) : '',
  }
}

/** The class of each delegation's colour. */
export function handOf(delegations: readonly Pick<Delegation, 'code' | 'colour'>[]): (code: string) => string {
  return (code) => `delegation-${delegations.find((delegation) => delegation.code === code)?.colour ?? 9}`
}
