/**
 * What is different between two texts (V3), word by word. A word is what the language takes for one (Intl.Segmenter), so
 * that Chinese is compared by words too. What is compared is what a reader sees: the words with the brackets written
 * about them. How brackets are written is not known here: the caller hands paragraphs over as they are written.
 */
import { diffArrays } from 'diff'

/** Words that are written in one way. */
export interface Part {
  readonly text: string
  /** Written beside the words: a bracket, who proposes. */
  readonly sign: boolean
  readonly struck: boolean
  readonly italic: boolean
  /** Whose hand it shows; null for nobody's. */
  readonly delegation: string | null
}

/** A paragraph as it is written. */
export interface Written {
  readonly id: string
  readonly parts: readonly Part[]
}

/** Parts that stayed, came or went together, or stayed and were struck since. */
export interface Piece {
  readonly fate: 'kept' | 'struck' | 'came' | 'went'
  /** As they are written now; what went, as it was written. */
  readonly parts: readonly Part[]
  /** As they were written; empty for what came. */
  readonly before: readonly Part[]
}

export interface Difference {
  readonly id: string
  /** Moved: it stands elsewhere among the paragraphs; its words may be different too. */
  readonly fate: 'same' | 'changed' | 'new' | 'gone' | 'moved'
  readonly pieces: readonly Piece[]
}

export function wordsOf(language: string): Intl.Segmenter {
  return new Intl.Segmenter(language, { granularity: 'word' })
}

/** Paragraph by paragraph, in the order in which they stand now; what has gone stands where it was. */
export function differences(before: readonly Written[], now: readonly Written[], segmenter: Intl.Segmenter): Difference[] {
  const earlier = new Map(before.map((written) => [written.id, written]))
  const later = new Map(now.map((written) => [written.id, written]))
  const found: Difference[] = []
  for (const { value, added, removed } of diffArrays([...earlier.keys()], [...later.keys()])) {
    for (const id of value) {
      const [old, young] = [earlier.get(id), later.get(id)]
      // What stands in both is told where it stands now.
      if (removed && young) continue
      const pieces = piecesOf(old, young, segmenter)
      const differs = pieces.some(({ fate }) => fate !== 'kept')
      const fate = !old ? 'new' : !young ? 'gone' : added ? 'moved' : differs ? 'changed' : 'same'
      found.push({ id, fate, pieces })
    }
  }
  return found
}

function piecesOf(before: Written | undefined, now: Written | undefined, segmenter: Intl.Segmenter): Piece[] {
  // Most paragraphs of a long text are as they were: they need not be taken apart.
  if (before && now && isWrittenSame(before.parts, now.parts)) return [{ fate: 'kept', parts: now.parts, before: before.parts }]
  const [old, young] = [before, now].map((written) => (written?.parts ?? []).flatMap((part) => wordsIn(part, segmenter)))
  if (!old || !young) return []
  const changes = diffArrays(old, young, { comparator: isSameWord, maxEditLength: mostEdits })
  if (!changes) return [went(old), came(young)]
  let [atOld, atYoung] = [0, 0]
  const pieces: Piece[] = []
  for (const { count, added, removed } of changes) {
    if (removed) pieces.push(went(old.slice(atOld, atOld + count)))
    else if (added) pieces.push(came(young.slice(atYoung, atYoung + count)))
    else pieces.push(...keptPieces(old.slice(atOld, atOld + count), young.slice(atYoung, atYoung + count)))
    if (!added) atOld += count
    if (!removed) atYoung += count
  }
  return pieces
}

/** Beyond so many words that came or went nothing is left to compare: the paragraph is another one. It bounds what comparing costs. */
const mostEdits = 800

const went = (words: readonly Part[]): Piece => ({ fate: 'went', parts: joined(words), before: joined(words) })
const came = (words: readonly Part[]): Piece => ({ fate: 'came', parts: joined(words), before: [] })

/** Words that stayed; those that were struck since are news, though they are still there. */
function keptPieces(old: readonly Part[], young: readonly Part[]): Piece[] {
  const pieces: { fate: 'kept' | 'struck'; parts: Part[]; before: Part[] }[] = []
  for (const [index, part] of young.entries()) {
    const was = old[index] ?? part
    const fate = part.struck && !was.struck ? 'struck' : 'kept'
    const last = pieces.at(-1)
    if (last?.fate === fate) {
      last.parts.push(part)
      last.before.push(was)
    } else pieces.push({ fate, parts: [part], before: [was] })
  }
  return pieces.map(({ fate, parts, before }) => ({ fate, parts: joined(parts), before: joined(before) }))
}

/** Words that are written alike are one part again. */
function joined(words: readonly Part[]): Part[] {
  const parts: Part[] = []
  for (const word of words) {
    const last = parts.at(-1)
    if (last && isWrittenAlike(last, word)) parts[parts.length - 1] = { ...last, text: last.text + word.text }
    else parts.push(word)
  }
  return parts
}

/** A blank belongs to the word before it: on its own it would part words that came together. A sign is one word. */
function wordsIn(part: Part, segmenter: Intl.Segmenter): Part[] {
  if (part.sign) return [part]
  const words: string[] = []
  for (const { segment } of segmenter.segment(part.text)) {
    if (segment.trim() === '' && words.length > 0) words[words.length - 1] += segment
    else words.push(segment)
  }
  return words.map((text) => ({ ...part, text }))
}

function isSameWord(a: Part, b: Part): boolean {
  return a.sign === b.sign && a.text.trim() === b.text.trim()
}

function isWrittenSame(a: readonly Part[], b: readonly Part[]): boolean {
  return a.length === b.length && a.every((part, index) => part.text === b[index]?.text && part.sign === b[index].sign && part.struck === b[index].struck)
}

function isWrittenAlike(a: Part, b: Part): boolean {
  return !a.sign && !b.sign && a.struck === b.struck && a.italic === b.italic && a.delegation === b.delegation
}
