/** What a reader takes for one letter: a grapheme, which may be several code units. */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Longer than any letter people write; segmenting a whole paragraph at every key would be slow. */
const reach = 64

export function letterAfter(words: string, offset: number): string {
  for (const { segment } of graphemes.segment(words.slice(offset, offset + reach))) return segment
  return ''
}

export function letterBefore(words: string, offset: number): string {
  return [...graphemes.segment(words.slice(Math.max(0, offset - reach), offset))].at(-1)?.segment ?? ''
}
