/**
 * What a decision says, in the words of the catalogue, from the detail the server sends with it. Null when the detail
 * is of no shape known here: then the server's own summary is all there is.
 */
import * as z from 'zod/mini'
import { stages, stances } from '../../../../shared/document/text.ts'
import type { Say } from '../../../i18n/useWords.ts'

const Detail = z.discriminatedUnion('act', [
  z.object({ act: z.enum(['accept', 'reject', 'keepOriginal', 'withdraw']), delegation: z.string(), label: z.string() }),
  z.object({ act: z.literal('agree'), label: z.string() }),
  z.object({ act: z.literal('reopen'), label: z.string(), reason: z.string() }),
  z.object({ act: z.literal('position'), code: z.string(), delegation: z.string(), label: z.string(), stance: z.nullable(z.enum(stances)), reason: z.string() }),
  z.object({ act: z.literal('describe'), delegation: z.string(), label: z.string() }),
  z.object({ act: z.literal('stage'), stage: z.enum(stages) }),
])

export interface Said {
  readonly words: string
  /** Good news is said as such. */
  readonly tone: 'plain' | 'agreed' | 'caution'
}

export function decisionSentence(say: Say, spoken: (label: string) => string, detail: Readonly<Record<string, unknown>>): Said | null {
  const parsed = Detail.safeParse(detail)
  if (!parsed.success) return null
  const decision = parsed.data
  switch (decision.act) {
    case 'accept':
    case 'reject':
    case 'keepOriginal':
    case 'withdraw':
      return { words: say(`decided.${decision.act}`, { code: decision.delegation, label: spoken(decision.label) }), tone: 'plain' }
    case 'agree':
      return { words: say('decided.agree', { label: spoken(decision.label) }), tone: 'agreed' }
    case 'reopen':
      return { words: say('decided.reopen', { label: spoken(decision.label), reason: decision.reason }), tone: 'caution' }
    case 'position': {
      const { code, delegation, stance, reason } = decision
      return { words: say(`decided.position.${stance ?? 'none'}`, { by: code, code: delegation, label: spoken(decision.label), reason }), tone: 'plain' }
    }
    case 'describe':
      return { words: say('decided.describe', { code: decision.delegation, label: spoken(decision.label) }), tone: 'plain' }
    case 'stage':
      return { words: say('decided.stage', { stage: say(`stage.${decision.stage}`) }), tone: 'caution' }
  }
}
