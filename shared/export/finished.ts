/**
 * A finished text as a list of blocks in the order of the page, free of any format: what Word, HTML and plain text
 * all draw. Refuses while anything stands in the way (E1). It knows order and numbers, not fonts or margins.
 */
import { labels } from '../document/numbering.ts'
import type { ConsultationText, Paragraph } from '../document/text.ts'
import { directionOf, primaryLanguage } from '../document/language.ts'
import { fixedWords } from './fixedWords.ts'
import { obstacles, type Obstacle } from './obstacles.ts'

export const blockKinds = [
  'title',
  'section',
  'heading',
  'organ',
  'preambular',
  'operative',
  'subparagraph',
  'item',
  'note',
  'itemHeading',
  'annotation',
  'documentation',
  'document',
] as const
/** `section`: "Provisional agenda", "Annotations". `itemHeading`: an item repeated above its annotations. `documentation`: the word above the documents. */
export type BlockKind = (typeof blockKinds)[number]

export interface FinishedRun {
  readonly text: string
  readonly italic: boolean
}

export interface FinishedBlock {
  readonly kind: BlockKind
  readonly level: number
  /** As printed: `7.`, `(a)`, in French and Spanish `a)`; empty where none is printed. */
  readonly number: string
  readonly runs: readonly FinishedRun[]
}

export interface FinishedDocument {
  readonly title: string
  readonly symbol: string
  /** BCP 47. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** When the last paragraph was agreed, in milliseconds since 1970 UTC: the date of the document. */
  readonly agreedOn: number | null
  readonly blocks: readonly FinishedBlock[]
}

export type Finished = { readonly ok: true; readonly document: FinishedDocument } | { readonly ok: false; readonly obstacles: readonly Obstacle[] }

/** The finished form of a text, or every place that keeps it from being finished (E1). Equal texts give equal documents (E2). */
export function finish(text: ConsultationText): Finished {
  const standing = obstacles(text)
  if (standing.length > 0) return { ok: false, obstacles: standing }
  const { title, symbol, language } = text.meta
  const blocks = text.meta.kind === 'agenda' ? agendaBlocks(text) : resolutionBlocks(text)
  const agreedOn = [...text.status.values()].reduce<number | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null)
  return { ok: true, document: { title, symbol, language, direction: directionOf(language), agreedOn, blocks } }
}

/** The list of items with their notes; then, where there is anything to tell, each item again with its annotations and documents. */
function agendaBlocks(text: ConsultationText): FinishedBlock[] {
  const words = fixedWords(text.meta.language)
  const numbers = numbersOf(text)
  const told = text.paragraphs.some(({ kind }) => kind === 'annotation' || kind === 'document')
  const inList = text.paragraphs.filter((paragraph, at) => standsInList(paragraph, at, text.paragraphs))
  const heading = sameWords(titleWords(text), words.provisionalAgenda) ? [] : [fixed('section', words.provisionalAgenda)]
  const list = inList.map((paragraph) => drawn(paragraph, numbers))
  if (!told) return [...titleBlocks(text), ...heading, ...list]

  const annotations: FinishedBlock[] = []
  let documents = false
  for (const paragraph of text.paragraphs) {
    if (paragraph.kind === 'title') continue
    if (paragraph.kind === 'document' && !documents) annotations.push(fixed('documentation', words.documentation))
    documents = paragraph.kind === 'document'
    annotations.push(paragraph.kind === 'item' ? asHeading(drawn(paragraph, numbers)) : drawn(paragraph, numbers))
  }
  return [...titleBlocks(text), ...heading, ...list, fixed('section', words.annotations), ...annotations]
}

/** Items and their standing notes; a heading where it groups items, not where it divides the annotations of one. */
function standsInList(paragraph: Paragraph, at: number, all: readonly Paragraph[]): boolean {
  if (paragraph.kind === 'heading') return all.find(({ kind }, after) => after > at && kind !== 'heading')?.kind === 'item'
  return paragraph.kind !== 'title' && paragraph.kind !== 'annotation' && paragraph.kind !== 'document'
}

function resolutionBlocks(text: ConsultationText): FinishedBlock[] {
  const numbers = numbersOf(text)
  return [...titleBlocks(text), ...text.paragraphs.filter(({ kind }) => kind !== 'title').map((paragraph) => drawn(paragraph, numbers))]
}

/** The negotiated title where the text has one, else the title of the consultation. */
function titleBlocks(text: ConsultationText): FinishedBlock[] {
  const titles = text.paragraphs.filter(({ kind }) => kind === 'title')
  if (titles.length > 0) return titles.map((paragraph) => ({ kind: 'title', level: 1, number: '', runs: runsOf(paragraph) }))
  return text.meta.title === '' ? [] : [fixed('title', text.meta.title)]
}

function titleWords(text: ConsultationText): string {
  return titleBlocks(text).flatMap(({ runs }) => runs.map((run) => run.text)).join(' ')
}

function sameWords(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}

/** The number printed before each paragraph of the issued text: the room's `OP5` is `5.`, and a single one has none. */
function numbersOf(text: ConsultationText): Map<string, string> {
  const single = text.paragraphs.filter(({ kind }) => kind === 'operative').length === 1
  // In French and Spanish only the closing parenthesis is printed.
  const halfOpen = ['fr', 'es'].includes(primaryLanguage(text.meta.language))
  let operatives = 0
  const numbers = new Map<string, string>()
  const names = labels(text.paragraphs, text.meta.kind)
  for (const { id, kind } of text.paragraphs) {
    if (kind === 'operative') {
      operatives += 1
      numbers.set(id, single ? '' : `${operatives}.`)
    } else if (kind === 'item' || kind === 'subparagraph') {
      const number = names.get(id)?.number ?? ''
      numbers.set(id, halfOpen ? number.replace(/^\(/, '') : number)
    }
  }
  return numbers
}

function drawn(paragraph: Paragraph, numbers: ReadonlyMap<string, string>): FinishedBlock {
  return { kind: paragraph.kind, level: paragraph.level, number: numbers.get(paragraph.id) ?? '', runs: runsOf(paragraph) }
}

function runsOf(paragraph: Paragraph): FinishedRun[] {
  return paragraph.runs.map(({ text, italic }) => ({ text, italic }))
}

function fixed(kind: BlockKind, words: string): FinishedBlock {
  return { kind, level: 1, number: '', runs: [{ text: words, italic: false }] }
}

/** An item above its annotations carries no colon, semicolon or full stop: those belong to the list. */
function asHeading(block: FinishedBlock): FinishedBlock {
  const last = block.runs.length - 1
  const runs = block.runs.map((run, at) => (at === last ? { ...run, text: run.text.replace(/[\s:;.,：；。，؛،]+$/u, '') } : run))
  return { ...block, kind: 'itemHeading', runs: runs.filter((run) => run.text !== '') }
}
