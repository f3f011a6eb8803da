/**
 * G5, the projection: strip a delegation's own open proposals from a text, and what remains must be what
 * remained before. It judges texts, never operations, because editors write by comparing texts.
 */
import { joinRuns, sameRuns, type Paragraph, type Run } from '../document/text.ts'
import { innermost } from './bracket.ts'

/** Whether a proposal is an open one of the delegation being judged. */
export type IsMine = (proposal: string) => boolean
export type OrderOf = (proposal: string) => number

/** G5 (a) and (b): what remains of a paragraph's runs without the delegation's own proposals. */
export function stripRuns(runs: readonly Run[], mine: IsMine, order: OrderOf): Run[] {
  const kept: Run[] = []
  for (const run of runs) {
    const wrote = innermost(run, order)
    if (wrote !== undefined && mine(wrote)) continue
    const struck = run.deletions.some(mine)
    const reserved = run.reservations.some(mine)
    if (!struck && !reserved) kept.push(run)
    else kept.push({ ...run, deletions: run.deletions.filter((id) => !mine(id)), reservations: run.reservations.filter((id) => !mine(id)) })
  }
  return joinRuns(kept)
}

/** G5: the same for one paragraph; null when the paragraph itself is the delegation's proposal and nothing else stands in it. */
export function stripParagraph(paragraph: Paragraph, mine: IsMine, order: OrderOf): Paragraph | null {
  const runs = stripRuns(paragraph.runs, mine, order)
  if (paragraph.proposal !== undefined && mine(paragraph.proposal) && runs.length === 0) return null
  return { ...paragraph, runs }
}

/** The whole text without the delegation's own proposals. */
export function strip(paragraphs: readonly Paragraph[], mine: IsMine, order: OrderOf): Paragraph[] {
  return paragraphs.map((paragraph) => stripParagraph(paragraph, mine, order)).filter((paragraph) => paragraph !== null)
}

/** Same id, attributes, words and marks. */
export function sameParagraph(a: Paragraph, b: Paragraph): boolean {
  return sameAttributes(a, b) && sameRuns(a.runs, b.runs)
}

export function sameAttributes(a: Paragraph, b: Paragraph): boolean {
  return (
    a.id === b.id &&
    a.kind === b.kind &&
    a.level === b.level &&
    a.proposal === b.proposal &&
    a.alternativeTo === b.alternativeTo &&
    a.movedFrom === b.movedFrom
  )
}
