/** How far a text has come, as the lobby shows it. */
import { openBrackets } from '../../shared/brackets/bracket.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import type { Progress } from '../../shared/wire/http.ts'
import type { LiveText } from './liveText.ts'

export function progressOf(text: LiveText): Progress {
  const paragraphs = text.paragraphs()
  const base = paragraphs.filter(({ proposal }) => proposal === undefined)
  return {
    paragraphs: base.length,
    agreed: base.filter(({ id }) => isAgreed(text.status.get(id)?.tier)).length,
    openBrackets: openBrackets(paragraphs, text.ledger).length,
  }
}
