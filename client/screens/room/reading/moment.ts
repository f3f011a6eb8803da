/** A moment of the record: right after one of its entries. */
import type { IntlShape } from 'react-intl'
import type { Say } from '../../../i18n/useWords.ts'

export interface Moment {
  readonly seq: number
  /** As the person chose it, or when the entry was recorded; milliseconds since 1970 UTC. */
  readonly at: number
}

/** The first entry of every record (R1). */
export const opening: Moment = { seq: 1, at: 0 }

/** Null is the present. */
export function momentWords(moment: Moment | null, say: Say, intl: IntlShape): string {
  if (moment === null) return say('reading.now')
  if (moment.seq === opening.seq) return say('reading.opening')
  return intl.formatDate(moment.at, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
}
