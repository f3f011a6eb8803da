/** What a reader takes for one letter: a grapheme, which may be several code units. */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Longer than any letter people write; segmenting a whole paragraph at every key would be slow. */
const reach = 64

/** Below this number no character joins the one beside it: most letters are found without asking. */
const firstThatJoins = 0x300

function standsAlone(words: string, at: number): boolean {
  const next = words.charCodeAt(at + 1)
  // Not a number behind the last letter.
  return words.charCodeAt(at) < firstThatJoins && !(next >= firstThatJoins)
}

export function letterAfter(words: string, offset: number): string {
  if (standsAlone(words, offset)) return words.charAt(offset)
  for (const { segment } of graphemes.segment(words.slice(offset, offset + reach))) return segment
  return ''
}

export function letterBefore(words: string, offset: number): string {
  if (standsAlone(words, offset - 1) && !(words.charCodeAt(offset - 2) >= firstThatJoins)) return words.charAt(offset - 1)
  return [...graphemes.segment(words.slice(Math.max(0, offset - reach), offset))].at(-1)?.segment ?? ''
}
