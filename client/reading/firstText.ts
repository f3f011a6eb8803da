/**
 * The text of a room before the room: drawn from what the server has recorded, to be read while the editor is still being
 * fetched and made. The editor, or whatever else the page has to say, takes its place. Nothing can be done in it.
 */
import { createIntl } from '@formatjs/intl'
import { isolate } from '../i18n/isolate.ts'
import { english } from '../i18n/messages.ts'
import type { Say } from '../i18n/useWords.ts'
import type { Direction } from '../ui/initialDirection.ts'
import { TextView, textOfView } from '../../shared/wire/textView.ts'
import { drawText } from './drawText.ts'
import { bracketWords } from './readingWords.ts'
import './reading.css'
import './firstText.css'

const id = 'first-text'

/** Resolves when the text stands on the page, or when there is none to show: then the room's screens say why. */
export async function showFirstText(consultation: string, direction: Direction): Promise<void> {
  const response = await fetch(`/api/consultations/${encodeURIComponent(consultation)}/text`, { credentials: 'same-origin' }).catch(() => null)
  if (response?.ok !== true) return
  const view = TextView.safeParse(await response.json())
  if (!view.success || isOver) return
  const say = wordsIn(direction)
  const place = document.createElement('section')
  place.id = id
  place.setAttribute('aria-label', say('room.text'))
  place.setAttribute('aria-busy', 'true')
  const column = document.createElement('div')
  column.className = 'first-text-column'
  const { drawn, more } = drawText(textOfView(view.data), view.data.delegations, bracketWords(say), onFirstScreen)
  column.append(drawn)
  place.append(column)
  document.body.append(place)
  await new Promise(afterFrame)
  more()
}

/** Paragraphs: more than the largest screen shows. */
const onFirstScreen = 24

function afterFrame(go: (value: unknown) => void): void {
  // A page in the background has no frames.
  const late = setTimeout(go, 100)
  requestAnimationFrame(() => {
    clearTimeout(late)
    setTimeout(go)
  })
}

let isOver = false

/** The page has something better to show. */
export function dropFirstText(): void {
  isOver = true
  document.getElementById(id)?.remove()
}

function wordsIn(direction: Direction): Say {
  const intl = createIntl({ locale: 'en-GB', messages: english })
  return (message, values) => {
    const sentence = intl.formatMessage({ id: message }, values)
    return direction === 'rtl' ? isolate(sentence) : sentence
  }
}
