/** The ink of a paragraph: which of its letters wear which class, and which signs are painted beside them. Pure. */
import { letterAfter, letterBefore } from './letters.ts'
import type { Notation } from './notation.ts'

/** Offsets count UTF-16 units of the paragraph's words. */
export interface Ink {
  readonly from: number
  readonly to: number
  readonly attributes: { readonly class: string; readonly 'data-sign'?: string }
}

/**
 * Ink of one range nests in the order given, the first innermost. A sign is therefore given after the words it stands
 * beside, and the first letter of signed words is inked on its own, so that no sign is underlined.
 */
export function inkOf(notation: Notation, letters: string, hand: (code: string) => string, isFound: (from: number) => boolean = () => false): Ink[] {
  const drawn: Ink[] = []
  const span = (from: number, to: number, attributes: Ink['attributes']) => drawn.push({ from, to, attributes })
  for (const ink of notation.inked) {
    const opens = notation.signs.some((sign) => sign.side === 'before' && sign.offset === ink.from)
    const edge = opens ? ink.from + letterAfter(letters, ink.from).length : ink.from
    for (const [from, to] of [
      [ink.from, edge],
      [edge, ink.to],
    ] as const) {
      if (from >= to) continue
      if (ink.inserted !== null) span(from, to, { class: `inserted ${hand(ink.inserted)}` })
      for (const code of ink.reserved) span(from, to, { class: `reserved ${hand(code)}` })
      for (const code of ink.struck) span(from, to, { class: `struck ${hand(code)}` })
      if (isFound(ink.from)) span(from, to, { class: 'found' })
    }
  }
  const [before, after] = [notation.signs.filter(({ side }) => side === 'before'), notation.signs.filter(({ side }) => side === 'after')]
  for (const { offset, side, text, delegation } of [...before.toReversed(), ...after]) {
    const letter = side === 'before' ? letterAfter(letters, offset) : letterBefore(letters, offset)
    const from = side === 'before' ? offset : offset - letter.length
    span(from, from + letter.length, { class: `sign-${side} ${delegation === null ? '' : hand(delegation)}`, 'data-sign': text })
  }
  return drawn
}
