/**
 * Words the editor itself could not place. Typing comes letter by letter: what is refused in one paragraph in one go
 * is kept as one stretch of words, and said once.
 */
import type { RefusedHere } from './suggesting.ts'

export interface RefusedWordsDeps {
  readonly keep: (words: { words: string; paragraph: string; label: string; reason: string }) => void
  /** What the paragraph is called now. */
  readonly label: (paragraph: string) => string
  readonly tell: (reason: RefusedHere['reason'], kept: boolean) => void
}

/** Long enough to type on, short enough to be found in the tray at once. */
const pauseMilliseconds = 1500

export function refusedWords({ keep, label, tell }: RefusedWordsDeps) {
  let waiting: RefusedHere | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const settle = () => {
    clearTimeout(timer)
    if (waiting && waiting.words.trim() !== '') {
      const { words, paragraph, reason } = waiting
      keep({ words, paragraph, label: label(paragraph), reason })
    }
    waiting = null
  }
  return {
    hear(refused: RefusedHere): void {
      const goesOn = waiting !== null && waiting.paragraph === refused.paragraph && waiting.reason === refused.reason
      if (!goesOn) settle()
      waiting = { ...refused, words: (waiting?.words ?? '') + refused.words }
      tell(refused.reason, waiting.words.trim() !== '')
      clearTimeout(timer)
      timer = setTimeout(settle, pauseMilliseconds)
    },
    /** Keeps at once what is still waiting. */
    close: settle,
  }
}
