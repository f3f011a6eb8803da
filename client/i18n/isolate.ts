/** In a mirrored interface a sentence is isolated, or its figures and full stops would end up on the wrong side: all run from left to right. */
export function isolate(sentence: string): string {
  return `\u2066${sentence}\u2069`
}
