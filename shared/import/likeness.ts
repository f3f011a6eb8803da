/** How alike two wordings are, for telling a heading that repeats an item from a paragraph that happens to be numbered. */

/** The words that matter when wordings are compared: no case, no spaces, no punctuation, no width. */
export function essence(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** From 0 (nothing in common) to 1 (the same), by shared pairs of letters. Works without spaces between words. */
export function likeness(first: string, second: string): number {
  const a = essence(first)
  const b = essence(second)
  if (a === b) return a === '' ? 0 : 1
  if (a.length < 2 || b.length < 2) return 0
  const pairs = new Map<string, number>()
  for (let at = 0; at < a.length - 1; at += 1) pairs.set(a.slice(at, at + 2), (pairs.get(a.slice(at, at + 2)) ?? 0) + 1)
  let shared = 0
  for (let at = 0; at < b.length - 1; at += 1) {
    const pair = b.slice(at, at + 2)
    const left = pairs.get(pair) ?? 0
    if (left > 0) {
      shared += 1
      pairs.set(pair, left - 1)
    }
  }
  return (2 * shared) / (a.length + b.length - 2)
}
