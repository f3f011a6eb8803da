/**
 * A paragraph while it is being read: its words and what is doubtful about them. Readers build drafts and join
 * them; the preview is made of them at the end, when every paragraph has its index.
 */
import type { ParagraphKind } from '../document/schema.ts'
import type { ImportFinding, ImportedParagraph } from '../wire/http.ts'
import { doubts, type Doubt, type FindingCode } from './doubts.ts'
import { plainWords, readInline, type ReadRun } from './inline.ts'
import { joinWords } from './passages.ts'

export interface Draft {
  readonly kind: ParagraphKind
  readonly level: number
  /** With inline Markdown, as typed; joined parts are joined here, so that a link broken by a page end is read whole. */
  source: string
  /** What readers add to the doubts that the words themselves raise. */
  readonly added: Doubt[]
}

export function newDraft(kind: ParagraphKind, level: number, source: string): Draft {
  return { kind, level, source, added: [] }
}

export function addDoubt(draft: Draft, code: FindingCode, excerpt: string): void {
  draft.added.push({ code, excerpt: shortened(excerpt) })
}

/** The words of a draft without markup. */
export function wordsOf(draft: Draft): string {
  return plainWords(readInline(draft.source).runs)
}

/** The last words of a draft, for looking at how it ends. */
export function endOf(draft: Draft): string {
  return plainWords(readInline(draft.source.slice(-200)).runs)
}

/** Puts a part that a page end had torn off back (I1: said, not silent). */
export function mend(draft: Draft, rest: string): void {
  const seam = `${draft.source.slice(-24)} | ${rest.slice(0, 24)}`
  draft.source = joinWords(draft.source, rest)
  addDoubt(draft, 'brokenSentence', seam)
}

/** The paragraphs and findings of a preview, each finding with the index of its paragraph. */
export function settle(drafts: readonly Draft[]): { paragraphs: ImportedParagraph[]; findings: ImportFinding[] } {
  const paragraphs: ImportedParagraph[] = []
  const findings: ImportFinding[] = []
  for (const draft of drafts) {
    const { runs, emptyLinks } = readInline(draft.source)
    const words = plainWords(runs)
    const paragraph = paragraphs.length
    if (words === '') {
      if (draft.added.length > 0 || draft.source !== '') findings.push({ code: 'leftOut', excerpt: shortened(draft.source) })
      continue
    }
    paragraphs.push({ kind: draft.kind, level: draft.level, runs: runs.map((run: ReadRun) => ({ text: run.text, italic: run.italic })) })
    if (emptyLinks.length > 0) findings.push({ code: 'emptyLink', paragraph, excerpt: shortened(emptyLinks.join(', ')) })
    for (const { code, excerpt } of [...draft.added, ...doubts(words)]) findings.push({ code, paragraph, excerpt: shortened(excerpt) })
  }
  return { paragraphs, findings }
}

const longestExcerpt = 400

/** An excerpt short enough to be read in a list. */
export function shortened(text: string): string {
  return text.length <= longestExcerpt ? text : `${text.slice(0, longestExcerpt - 1)}…`
}
