/**
 * What an entry of the record says, in the words of the catalogue, from the detail the server sends with it; a detail
 * of no shape known here is said in the server's own recorded summary.
 */
import * as z from 'zod/mini'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import type { MessageId } from '../../../i18n/messages.ts'
import type { Say } from '../../../i18n/useWords.ts'
import { decisionSentence } from './decisionSentence.ts'
import { changesOf, type EditChange } from './recordLines.ts'

export interface Voice {
  readonly say: Say
  /** A paragraph's label within a sentence. */
  readonly spoken: (label: string) => string
  /** Why words were refused. */
  readonly reason: (reason: string, rule: string) => string
}

const OpenDetail = z.object({ title: z.string(), paragraphs: z.number() })
const UpkeepDetail = z.object({ paragraphs: z.number(), proposals: z.number() })
const RefusalDetail = z.object({ rule: z.string(), reason: z.string(), label: z.optional(z.string()), words: z.optional(z.string()), frame: z.optional(z.boolean()) })

/** Enough to recognise words; the text and the kept words have them whole. */
const excerptLength = 200

/** One sentence per change; never empty. */
export function entrySentences(entry: RecordEntryView, voice: Voice): string[] {
  const fallback = [entry.summary]
  switch (entry.act) {
    case 'open': {
      const parsed = OpenDetail.safeParse(entry.detail)
      return parsed.success ? [voice.say('record.opened', parsed.data)] : fallback
    }
    case 'edit': {
      const changes = changesOf(entry)
      if (!changes) return fallback
      return changes.length === 0 ? [voice.say('record.tidied')] : changes.map((change) => changeSentence(change, voice))
    }
    case 'refusal': {
      const parsed = RefusalDetail.safeParse(entry.detail)
      return parsed.success ? [refusalSentence(parsed.data, voice)] : fallback
    }
    case 'upkeep': {
      const parsed = UpkeepDetail.safeParse(entry.detail)
      return parsed.success ? [voice.say('record.upkeep', parsed.data)] : fallback
    }
    case 'decision': {
      const said = decisionSentence(voice.say, voice.spoken, entry.detail)
      return said ? [said.words] : fallback
    }
  }
}

function changeSentence({ label, kind, added, struck, state }: EditChange, { say, spoken }: Voice): string {
  const values = { label: label === '' ? say('record.nowhere') : spoken(label), added: excerpt(added), struck: excerpt(struck) }
  const words = (said: MessageId, empty: MessageId, present: string) => say(present === '' ? empty : said, values)
  if (state !== 'open') return say(label === '' ? 'record.withdrewNowhere' : 'record.withdrew', values)
  switch (kind) {
    case 'insert':
      return words('record.insert', 'record.changed', added)
    case 'delete':
      return words('record.delete', 'record.changed', struck)
    case 'replace':
      // Between striking and writing one of the two is still to come.
      if (added === '') return words('record.delete', 'record.changed', struck)
      return words('record.replace', 'record.insert', struck)
    case 'reserve':
      return say('record.reserve', values)
    case 'newParagraph':
      return words('record.newParagraph', 'record.newParagraphEmpty', added)
    case 'alternative':
      return words('record.alternative', 'record.alternativeEmpty', added)
    case 'deleteParagraph':
      return words('record.deleteParagraph', 'record.changed', struck)
    case 'move':
      return say('record.move', values)
  }
}

function refusalSentence({ rule, reason: why, label = '', words = '', frame = false }: z.infer<typeof RefusalDetail>, { say, spoken, reason }: Voice): string {
  const values = { label: label === '' ? say('record.nowhere') : spoken(label), words: excerpt(words), reason: reason(why, rule) }
  if (frame) return say('record.refusedFrame', values)
  if (why === 'wordsGone') return say('record.refusedMark', values)
  return say(words.trim() === '' ? 'record.refusedPlain' : 'record.refused', values)
}

function excerpt(words: string): string {
  // A blank that stands before or after the words says nothing; one that stands alone is all that was changed.
  const shown = words.trim() === '' ? words : words.trim()
  return shown.length > excerptLength ? `${shown.slice(0, excerptLength)}…` : shown
}
