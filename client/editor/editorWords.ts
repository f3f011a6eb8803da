/** Names of kinds, as the editor offers them. */
import type { ParagraphKind } from '../../shared/document/schema.ts'
import { isMessageId } from '../i18n/messages.ts'
import type { Say } from '../i18n/useWords.ts'

/** `Sub-item (a)`: a kind at a level, as it is offered. */
export function kindInWords(kind: ParagraphKind, level: number, say: Say): string {
  const id = `editor.kind.${kind}.${level}`
  if (!isMessageId(id)) throw new Error(`No word for ${kind} at level ${level}.`)
  return say(id)
}
