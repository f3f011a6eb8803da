/**
 * A text being checked before it opens: paragraphs that can be corrected, and the findings of the import that point
 * at them. Pure data; every change yields a new draft, so that the last one can be undone.
 */
import { deepestLevel } from '../../../shared/document/schema.ts'
import type { ParagraphKind } from '../../../shared/document/schema.ts'
import type { ImportFinding, ImportPreview } from '../../../shared/wire/http.ts'

export interface DraftRun {
  readonly text: string
  readonly italic: boolean
}

export interface DraftParagraph {
  /** Stays with the paragraph while others come and go. */
  readonly key: string
  readonly kind: ParagraphKind
  readonly level: number
  readonly runs: readonly DraftRun[]
}

export interface DraftFinding {
  readonly code: ImportFinding['code']
  /** Key of its paragraph; null when it concerns the whole text. */
  readonly paragraph: string | null
  readonly excerpt: string
}

export interface Draft {
  readonly paragraphs: readonly DraftParagraph[]
  readonly findings: readonly DraftFinding[]
}

export type Correction =
  | { readonly type: 'words'; readonly key: string; readonly words: string }
  | { readonly type: 'kind'; readonly key: string; readonly kind: ParagraphKind }
  | { readonly type: 'level'; readonly key: string; readonly level: number }
  | { readonly type: 'merge'; readonly key: string }
  | { readonly type: 'remove'; readonly key: string }

export function draftOf(preview: ImportPreview): Draft {
  const keyOf = (index: number) => `paragraph-${index}`
  return {
    paragraphs: preview.paragraphs.map((paragraph, index) => ({ ...paragraph, key: keyOf(index) })),
    findings: preview.findings.map(({ code, paragraph, excerpt }) => ({
      code,
      excerpt,
      paragraph: paragraph === undefined ? null : keyOf(paragraph),
    })),
  }
}

export function wordsOf(paragraph: DraftParagraph): string {
  return paragraph.runs.map((run) => run.text).join('')
}

/** The draft after one correction; the same draft when there is nothing to do (joining the first paragraph). */
export function corrected(draft: Draft, correction: Correction): Draft {
  const index = draft.paragraphs.findIndex((paragraph) => paragraph.key === correction.key)
  const paragraph = draft.paragraphs[index]
  if (paragraph === undefined) return draft
  switch (correction.type) {
    case 'words':
      return replaced(draft, index, { ...paragraph, runs: reworded(paragraph.runs, correction.words) })
    case 'kind':
      return replaced(draft, index, { ...paragraph, kind: correction.kind, level: Math.min(paragraph.level, deepestLevel[correction.kind]) })
    case 'level':
      return replaced(draft, index, { ...paragraph, level: Math.min(correction.level, deepestLevel[paragraph.kind]) })
    case 'merge': {
      const above = draft.paragraphs[index - 1]
      if (above === undefined) return draft
      const joined = { ...above, runs: joinedRuns([...above.runs, ...seam(above, paragraph), ...paragraph.runs]) }
      return {
        paragraphs: draft.paragraphs.flatMap((other, at) => (at === index - 1 ? [joined] : at === index ? [] : [other])),
        findings: draft.findings.map((finding) => (finding.paragraph === paragraph.key ? { ...finding, paragraph: above.key } : finding)),
      }
    }
    case 'remove':
      return {
        paragraphs: draft.paragraphs.filter((_, at) => at !== index),
        findings: draft.findings.filter((finding) => finding.paragraph !== paragraph.key),
      }
  }
}

function replaced(draft: Draft, index: number, paragraph: DraftParagraph): Draft {
  return { ...draft, paragraphs: draft.paragraphs.map((other, at) => (at === index ? paragraph : other)) }
}

/** New words in place of the old: what stands before and after the change keeps its italics, what is new takes its neighbour's. */
export function reworded(runs: readonly DraftRun[], words: string): DraftRun[] {
  const before = runs.map((run) => run.text).join('')
  const shorter = Math.min(before.length, words.length)
  let head = 0
  while (head < shorter && before[head] === words[head]) head += 1
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === words[words.length - 1 - tail]) tail += 1
  const fresh = words.slice(head, words.length - tail)
  return joinedRuns([
    ...cut(runs, 0, head),
    { text: fresh, italic: italicAt(runs, head) },
    ...cut(runs, before.length - tail, before.length),
  ])
}

/** Italics of the character before `at`, or of the first one at the very beginning. */
function italicAt(runs: readonly DraftRun[], at: number): boolean {
  const [neighbour] = cut(runs, Math.max(at - 1, 0), Math.max(at, 1))
  return neighbour?.italic ?? false
}

function cut(runs: readonly DraftRun[], from: number, to: number): DraftRun[] {
  const pieces: DraftRun[] = []
  let at = 0
  for (const run of runs) {
    const text = run.text.slice(Math.max(from - at, 0), Math.max(to - at, 0))
    if (text !== '') pieces.push({ ...run, text })
    at += run.text.length
  }
  return pieces
}

function joinedRuns(runs: readonly DraftRun[]): DraftRun[] {
  const joined: DraftRun[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (run.text === '') continue
    if (last !== undefined && last.italic === run.italic) joined[joined.length - 1] = { ...last, text: last.text + run.text }
    else joined.push(run)
  }
  return joined
}

/** A space between two joined paragraphs, save where the script writes none or one stands there already. */
function seam(above: DraftParagraph, below: DraftParagraph): DraftRun[] {
  const last = wordsOf(above).at(-1) ?? ''
  const first = wordsOf(below).at(0) ?? ''
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF\s]/u
  return last === '' || first === '' || unspaced.test(last) || unspaced.test(first) ? [] : [{ text: ' ', italic: false }]
}
