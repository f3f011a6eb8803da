/**
 * What stands between a text and its document (E1): open brackets, paragraphs not agreed, placeholders. Only finds
 * and names the places; whether anyone may draw the document is the rules of procedure's to say.
 */
import { bracketsOf } from '../brackets/bracket.ts'
import { labels } from '../document/numbering.ts'
import { paragraphText, type ConsultationText, type Paragraph } from '../document/text.ts'
import { excerptOf, placeholders } from './placeholder.ts'

export const obstacleKinds = ['bracket', 'notAgreed', 'placeholder'] as const
export type ObstacleKind = (typeof obstacleKinds)[number]

export interface Obstacle {
  /** Paragraph id. */
  readonly paragraph: string
  /** Its label in English. */
  readonly label: string
  readonly obstacle: ObstacleKind
  /** The words concerned, for a list of places. */
  readonly excerpt: string
}

/** Every obstacle in reading order; empty when the text is finished (E1). A proposed paragraph is one bracket, not also "not agreed". */
export function obstacles(text: ConsultationText): Obstacle[] {
  const names = labels(text.paragraphs, text.meta.kind)
  return text.paragraphs.flatMap((paragraph) => {
    const label = names.get(paragraph.id)?.full ?? ''
    return obstaclesIn(paragraph, text).map(({ obstacle, excerpt }) => ({ paragraph: paragraph.id, label, obstacle, excerpt }))
  })
}

function obstaclesIn(paragraph: Paragraph, text: ConsultationText): { obstacle: ObstacleKind; excerpt: string }[] {
  const words = paragraphText(paragraph)
  const brackets = bracketsOf(paragraph, text.ledger).map(({ runs }) => {
    // As on a negotiator's page: what is struck and what is offered instead stand apart.
    const rivals = runs.map((run) => run.text).join('/')
    return { obstacle: 'bracket' as const, excerpt: `[${excerptOf(rivals, 0, rivals.length, 0)}]` }
  })
  const agreed = (text.status.get(paragraph.id)?.tier ?? 'open') !== 'open'
  const standing = paragraph.proposal === undefined && !agreed ? [{ obstacle: 'notAgreed' as const, excerpt: excerptOf(words, 0, 60, 0) }] : []
  const open = placeholders(words).map(({ from, to }) => ({ obstacle: 'placeholder' as const, excerpt: excerptOf(words, from, to) }))
  return [...brackets, ...standing, ...open]
}
