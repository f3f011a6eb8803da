/** Which of the six official languages a text is written in, by its script and its commonest small words. */

const smallWords: readonly (readonly [string, RegExp])[] = [
  ['en', /\b(?:the|of|and|to|in|for|that|on|by|with)\b/giu],
  ['fr', /\b(?:le|la|les|des|du|et|de|une|sur|pour|aux|par)\b/giu],
  ['es', /\b(?:el|la|los|las|del|y|de|una|sobre|para|por|con)\b/giu],
]

/** A BCP 47 tag; English where nothing speaks for another language. */
export function languageOf(text: string): string {
  const sample = text.slice(0, 20_000)
  const letters = count(sample, /\p{L}/gu)
  // Han first: a sign carries as much as three or four letters of an alphabet.
  if (count(sample, /\p{Script=Han}/gu) * 4 > letters) return 'zh'
  if (count(sample, /\p{Script=Arabic}/gu) * 2 > letters) return 'ar'
  if (count(sample, /\p{Script=Cyrillic}/gu) * 2 > letters) return 'ru'
  let best = 'en'
  let most = 0
  for (const [language, words] of smallWords) {
    const found = count(sample, words)
    if (found > most) {
      best = language
      most = found
    }
  }
  return best
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
