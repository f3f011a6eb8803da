/**
 * Reads a draft resolution: title, organ line, preambular and operative paragraphs with their subparagraphs.
 * What a paragraph is follows from its number, its opening word and its last character, in that order.
 */
import { deepestLevel, type ParagraphKind } from '../document/schema.ts'
import { addDoubt, endOf, mend, newDraft, shortened, type Draft } from './draft.ts'
import { createOutline, markers, type Marker } from './marker.ts'
import type { Passage } from './passages.ts'
import { isBroken, type ReadParts } from './readAgenda.ts'
import { isMasthead, isOrganLine, namesAResolution, opensOperative, opensPreambular, sectionOf } from './sectionWords.ts'
import { symbolsIn } from './doubts.ts'

/** `PP2`, `OP5 bis.`: the names negotiators give paragraphs, typed before them. */
const roomLabel = /^(PP|OP)\s?(\d{1,3})((?:\s(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies|alt|ante)(?:\s\d{1,2})?)*)\s?[.:：)]?\s+/i

export function readResolution(passages: readonly Passage[]): ReadParts {
  const start = firstOfText(passages)
  const head = passages.slice(0, start)
  const body = passages.slice(start)
  const title = titleOf(head)
  const leftOut: string[] = []
  const drafts: Draft[] = title ? [newDraft('title', 1, title.text)] : []
  const reader = createReader(drafts)
  for (const passage of body) {
    if (passage.table) leftOut.push(passage.text)
    else reader.read(passage)
  }
  return {
    title: shortened(title?.words ?? ''),
    drafts,
    leftOut,
    masthead: head.filter((passage) => passage !== title).map((passage) => passage.text),
  }
}

/** Whether a passage can only stand in the text proper. */
export function belongsToText(passage: Passage): boolean {
  const { words } = passage
  if (isOrganLine(words) || roomLabel.test(words)) return true
  if (markers(words).some((marker) => opensOperative(marker.rest))) return true
  return (opensPreambular(words) && /[,，،]$/.test(words)) || (opensOperative(words) && /[;；.。]$/.test(words) && !passage.heading)
}

function firstOfText(passages: readonly Passage[]): number {
  const at = passages.findIndex(belongsToText)
  return at < 0 ? passages.length : at
}

/** The title is the last line before the text that is not of the masthead; a Markdown heading goes before. */
function titleOf(head: readonly Passage[]): Passage | undefined {
  const eligible = (passage: Passage) => {
    const { words } = passage
    return !passage.table && !isMasthead(words) && words.length <= 600 && symbolsIn(words)[0] !== words && (!namesAResolution(words) || words.length > 60)
  }
  // "Draft resolution on …" alone before the text is its title; "Draft resolution" is not.
  const named = (passage: Passage) => !passage.table && namesAResolution(passage.words) && passage.words.length > bareNameLength
  return head.findLast((passage) => passage.heading && eligible(passage)) ?? head.findLast(eligible) ?? head.findLast(named)
}

/** Longer than "Draft resolution" in any of the six languages, with its number. */
const bareNameLength = 30

function createReader(drafts: Draft[]): { read(passage: Passage): void } {
  const outline = createOutline()
  const below = createOutline()
  let operatives = 0
  let preambulars = 0
  let started = false
  let parent: 'preambular' | 'operative' | null = null
  let siblings: number[] = []

  const add = (kind: ParagraphKind, level: number, source: string): Draft => {
    const draft = newDraft(kind, level, source)
    drafts.push(draft)
    return draft
  }
  const open = (kind: 'preambular' | 'operative', source: string): Draft => {
    parent = kind
    siblings = []
    below.cut(0)
    if (kind === 'operative') started = true
    return add(kind, 1, source)
  }
  const numbered = (readings: readonly Marker[]) => {
    const outer = readings.find((marker) => marker.scheme.endsWith('decimal') || (marker.scheme.endsWith('han') && !parent))
    if (outer && (parent === null || !started || outer.scheme === firstScheme || outer.value === operatives + 1)) {
      firstScheme ??= outer.scheme
      outline.place([outer])
      operatives += 1
      const draft = open('operative', outer.rest === '' ? outer.typed : outer.rest)
      if (outer.value !== operatives) addDoubt(draft, 'numberOutOfOrder', `${outer.typed} ${outer.rest}`)
      return
    }
    const { marker, level: typedLevel } = below.place(readings)
    const level = Math.min(typedLevel, deepestLevel.subparagraph)
    siblings = siblings.slice(0, level)
    siblings[level - 1] = (siblings[level - 1] ?? 0) + 1
    const draft = add('subparagraph', level, typedLevel > level || marker.rest === '' ? `${marker.typed} ${marker.rest}`.trim() : marker.rest)
    if (marker.value !== siblings[level - 1] || typedLevel > level) addDoubt(draft, 'numberOutOfOrder', `${marker.typed} ${marker.rest}`)
  }
  let firstScheme: string | null = null

  const labelled = (match: RegExpExecArray, source: string) => {
    const kind = match[1]?.toUpperCase() === 'PP' ? 'preambular' : 'operative'
    const draft = open(kind, source.slice(match[0].length))
    const computed = kind === 'operative' ? (operatives += 1) : (preambulars += 1)
    if (Number(match[2]) !== computed || (match[3] ?? '') !== '') addDoubt(draft, 'numberOutOfOrder', source)
  }

  const plain = (passage: Passage, words: string) => {
    const last = drafts.at(-1)
    if (last && last.kind !== 'title' && last.kind !== 'organ' && last.kind !== 'heading' && isBroken(endOf(last), words) && !opensPreambular(words) && !opensOperative(words)) {
      mend(last, passage.text)
    } else if (passage.heading || sectionOf(words) === 'annex') {
      add('heading', 1, passage.text)
    } else if (!started && (/[,，،]$/.test(words) || (opensPreambular(words) && !/[;；.。]$/.test(words)))) {
      preambulars += 1
      open('preambular', passage.text)
    } else if (opensOperative(words) || (!started && /[;；.。:：]$/.test(words) && preambulars > 0)) {
      operatives += 1
      open('operative', passage.text)
    } else add('note', 1, passage.text)
  }

  return {
    read(passage) {
      const { words } = passage
      const label = roomLabel.exec(passage.text)
      const readings = markers(passage.text)
      if (!started && preambulars === 0 && isOrganLine(words)) add('organ', 1, passage.text)
      else if (label) labelled(label, passage.text)
      else if (readings.length > 0) numbered(readings)
      else plain(passage, words)
    },
  }
}
