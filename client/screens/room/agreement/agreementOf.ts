/** Where a paragraph stands on its way to agreement, and which one to take up next. Pure reading of the text. */
import type { ConsultationText, Paragraph, Tier } from '../../../../shared/document/text.ts'
import { isAgreed } from '../../../../shared/procedure/rules.ts'

export interface Agreement {
  readonly state: 'agreed' | 'proposed' | 'bracketed' | 'free'
  readonly tier: Tier
}

export function agreementOf(paragraph: Paragraph, text: ConsultationText, brackets: number): Agreement {
  const tier = text.status.get(paragraph.id)?.tier ?? 'open'
  if (isAgreed(tier)) return { state: 'agreed', tier }
  if (paragraph.proposal !== undefined) return { state: 'proposed', tier }
  return { state: brackets > 0 ? 'bracketed' : 'free', tier }
}

/** The first paragraph after `current` that is not agreed, going round once; null when all are. */
export function nextOpen(text: ConsultationText, current: string | null): Paragraph | null {
  const at = text.paragraphs.findIndex((paragraph) => paragraph.id === current)
  const round = [...text.paragraphs.slice(at + 1), ...text.paragraphs.slice(0, at + 1)]
  return round.find((paragraph) => !isAgreed(text.status.get(paragraph.id)?.tier)) ?? null
}
