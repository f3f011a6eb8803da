/**
 * Words that only keep a place for other words: `XX`, `[...]`, `[…]`, `[ ]` (E1). A text with one is not finished,
 * and an import points them out. Reads characters only; brackets of a negotiation are marks, not characters.
 */

export interface Placeholder {
  readonly from: number
  readonly to: number
}

// Letters of other scripts may touch it: "2017 年 XX就" has no space after the placeholder. `XXI` is a numeral.
const pattern = /(?<![A-Za-z0-9])X{2,}(?![A-Za-z0-9])|[[［][\s.…․_●•-]*[\]］]/gu

/** Every placeholder of a text in order, as UTF-16 offsets. */
export function placeholders(text: string): Placeholder[] {
  return Array.from(text.matchAll(pattern), (match) => ({ from: match.index, to: match.index + match[0].length }))
}

/** The words around a place, at most `around` characters on either side, with an ellipsis where words are left out. */
export function excerptOf(text: string, from: number, to: number, around = 24): string {
  const start = wholeCharacter(text, Math.max(0, from - around))
  const end = wholeCharacter(text, Math.min(text.length, Math.min(to, from + 120) + around))
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

/** Moves an offset off the middle of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at
}
