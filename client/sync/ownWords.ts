/**
 * The words a delegation has written in a text, and which of them another state of the text does not hold. Pure:
 * it compares plain data, so that a client that must start again knows what it would lose.
 */
import { innermost, orderIn } from '../../shared/brackets/bracket.ts'
import { labels } from '../../shared/document/numbering.ts'
import { paragraphText, type ConsultationText } from '../../shared/document/text.ts'

export interface OwnWords {
  readonly proposal: string
  readonly paragraph: string
  readonly label: string
  readonly words: string
}

/** Unbroken stretches of words inserted by open or unrecorded proposals of `delegation`, in text order. */
export function ownWords(text: ConsultationText, delegation: string): OwnWords[] {
  const order = orderIn(text.ledger)
  const named = labels(text.paragraphs, text.meta.kind)
  const found: OwnWords[] = []
  for (const paragraph of text.paragraphs) {
    let last: string | null = null
    for (const run of paragraph.runs) {
      const proposal = innermost(run, order)
      const known = proposal === undefined ? undefined : text.ledger.get(proposal)
      if (proposal === undefined || (known && (known.delegation !== delegation || known.state !== 'open'))) {
        last = null
        continue
      }
      const before = last === proposal ? found.pop() : undefined
      found.push({ proposal, paragraph: paragraph.id, label: named.get(paragraph.id)?.full ?? '', words: (before?.words ?? '') + run.text })
      last = proposal
    }
  }
  return found.filter(({ words }) => words.trim() !== '')
}

/** Whether `text` holds these words: the ledger knows their proposal, and they stand somewhere as they were. */
export function isRecorded(own: OwnWords, text: ConsultationText): boolean {
  return text.ledger.has(own.proposal) && text.paragraphs.some((paragraph) => paragraphText(paragraph).includes(own.words))
}
