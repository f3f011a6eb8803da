/**
 * Reads a provisional agenda: the list of items, the annotations that repeat them, the documents listed under each.
 * The result is one flat list: an item, its note, annotations and documents, then its sub-items with theirs.
 * Masthead and annexes are left out, and said to be (I1).
 */
import { deepestLevel } from '../document/schema.ts'
import { addDoubt, endOf, mend, newDraft, shortened, wordsOf, type Draft } from './draft.ts'
import { plainWords, readInline } from './inline.ts'
import { essence, likeness } from './likeness.ts'
import { createOutline, markers, type Marker } from './marker.ts'
import type { Passage } from './passages.ts'
import { isStandingNote, namesAnAgenda, sectionOf } from './sectionWords.ts'

export interface ReadParts {
  readonly title: string
  readonly drafts: Draft[]
  /** Passages that became no paragraph, in order. */
  readonly leftOut: string[]
  /** The head of the document, where its symbol stands. */
  readonly masthead: string[]
}

/** An item with all that stands under it. The root is no item: it holds the items of level 1. */
interface Node {
  readonly item: Draft | null
  readonly level: number
  readonly under: Draft[]
  readonly children: Node[]
}

type Part = 'masthead' | 'list' | 'annotations' | 'annex'

export function readAgenda(passages: readonly Passage[]): ReadParts {
  const root = newNode(null, 0)
  const outline = createOutline()
  const masthead: string[] = []
  const leftOut: string[] = []
  let annex: string[] | null = null
  let part: Part = 'masthead'
  let documents = false
  let path: Node[] = [root]
  const here = () => path.at(-1) ?? root

  const moveTo = (node: Node, ancestors: readonly Node[]) => {
    path = [...ancestors, node]
    documents = false
  }
  const addItem = (readings: readonly Marker[]) => {
    const { marker, level: typedLevel } = outline.place(readings)
    const level = Math.min(typedLevel, deepestLevel.item)
    const ancestors = [...path.filter((node) => node.level < level)]
    const parent = ancestors.at(-1) ?? root
    // Deeper than an item can stand, or without words: its sign stays in the words, so that nothing is lost.
    const node = newNode(newDraft('item', level, typedLevel > level || marker.rest === '' ? `${marker.typed} ${marker.rest}`.trim() : marker.rest), level)
    parent.children.push(node)
    const computed = parent.children.filter((child) => child.item).length
    if (node.item && (computed !== marker.value || typedLevel > level)) addDoubt(node.item, 'numberOutOfOrder', `${marker.typed} ${marker.rest}`)
    moveTo(node, ancestors)
  }

  for (const passage of passages) {
    const section = sectionOf(passage.text)
    if (annex) {
      annex.push(passage.text)
      continue
    }
    if (section === 'annex' && part !== 'masthead') {
      annex = [passage.text]
      continue
    }
    if (section === 'list' && part === 'masthead') {
      masthead.push(passage.text)
      continue
    }
    if (section === 'annotations' && root.children.length > 0) {
      part = 'annotations'
      moveTo(root, [])
      continue
    }
    if (section === 'documentation' && root.children.length > 0) {
      documents = true
      continue
    }
    if (passage.table) {
      leftOut.push(passage.text)
      continue
    }
    const readings = markers(passage.text)
    if (part === 'masthead') {
      if (!readings.some((marker) => marker.value === 1) && !(passage.heading && readings.length > 0)) {
        masthead.push(passage.text)
        continue
      }
      part = 'list'
    }
    if (part === 'list' && readings.length > 0) {
      const first = root.children[0]?.item
      const again = readings.find((marker) => marker.value === 1)
      // The list begins anew with its own first item: these are the annotations, though no heading says so.
      if (first && root.children.length > 1 && again && likeness(again.rest, wordsOf(first)) >= 0.6) part = 'annotations'
      else {
        addItem(readings)
        continue
      }
    }
    if (part === 'annotations' && readings.length > 0) {
      const match = matchHeading(readings, path, root)
      if (match) {
        compareWording(match.node, match.marker)
        moveTo(match.node, match.ancestors)
        continue
      }
    }
    stand(passage, here(), documents, part, leftOut)
  }
  const last = annex ? [...leftOut, annex.join('\n')] : leftOut
  return { title: titleOf(masthead), drafts: [...flatten(root)], leftOut: last, masthead }
}

function newNode(item: Draft | null, level: number): Node {
  return { item, level, under: [], children: [] }
}

/** A passage without a place of its own stands under the item before it. */
function stand(passage: Passage, node: Node, documents: boolean, part: Part, leftOut: string[]): void {
  if (!node.item && !passage.heading && part === 'list') {
    leftOut.push(passage.text)
    return
  }
  if (passage.heading) {
    node.under.push(newDraft('heading', 1, passage.text))
    return
  }
  if (documents) {
    node.under.push(newDraft('document', 1, passage.text))
    return
  }
  const last = node.under.at(-1)
  if (last?.kind === 'annotation' && !passage.bullet && isBroken(endOf(last), passage.words)) mend(last, passage.text)
  else node.under.push(newDraft(isStandingNote(passage.words) ? 'note' : 'annotation', 1, passage.text))
}

/** Whether a paragraph ends in the middle of a sentence that the next one goes on with: a page ended there. */
export function isBroken(first: string, second: string): boolean {
  if (first.length < 20 || /^[(（“"«《]?[.。;；:：!！?？]/.test(second)) return false
  const end = first.slice(-12).replace(/[)）」』”"'’»》\]］\s]+$/u, '')
  if (end === '' || /[.。．;；:：!！?？؟…]$/u.test(end)) return false
  if (/[\p{Script=Han}，、》）]$/u.test(first)) return /^[\p{Script=Han}《“（(\d]/u.test(second)
  return /^\p{Ll}/u.test(second) || (/[,،\p{Ll}-]$/u.test(first) && /^[\d(]/.test(second)) || /\p{Script=Arabic}$/u.test(first)
}

/** The item that a numbered passage of the annotations repeats, if it repeats one. */
function matchHeading(readings: readonly Marker[], path: readonly Node[], root: Node): { node: Node; ancestors: Node[]; marker: Marker } | null {
  let best: { node: Node; ancestors: Node[]; marker: Marker; likeness: number } | null = null
  for (const marker of readings) {
    for (let depth = 0; depth <= path.length; depth += 1) {
      const ancestors = depth === 0 ? [] : path.slice(0, depth)
      const parent = ancestors.at(-1) ?? root
      const node = itemsOf(parent)[marker.value - 1]
      if (!node?.item) continue
      const alike = likeness(marker.rest, wordsOf(node.item))
      if (alike > (best?.likeness ?? 0)) best = { node, ancestors: parent === root ? [root] : ancestors, marker, likeness: alike }
    }
  }
  if (!best?.node.item) return null
  const limit = 2 * wordsOf(best.node.item).length + 40
  return best.likeness >= 0.4 && best.marker.rest.length <= limit ? best : null
}

function itemsOf(node: Node): Node[] {
  return node.children.filter((child) => child.item !== null)
}

function compareWording(node: Node, marker: Marker): void {
  if (!node.item) return
  const words = plainWords(readInline(marker.rest).runs)
  if (essence(words) !== essence(wordsOf(node.item))) addDoubt(node.item, 'differentWording', words)
}

function* flatten(node: Node): Iterable<Draft> {
  if (node.item) yield node.item
  yield* node.under
  for (const child of node.children) yield* flatten(child)
}

/** The fullest line of the masthead that names an agenda: "Annotated provisional agenda" before "Provisional agenda". */
function titleOf(masthead: readonly string[]): string {
  const lines = masthead.map((line) => plainWords(readInline(line).runs)).filter(namesAnAgenda)
  const title = lines.find((line) => sectionOf(line) === null) ?? lines[0] ?? ''
  return shortened(title).replace(/[:：]$/, '')
}
