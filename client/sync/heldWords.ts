/**
 * Words waiting on this device until the server has put them into their author's kept words. They outlive the tab;
 * they leave only when the server has them or when they turn out to be recorded.
 */
import * as z from 'zod/mini'
import { act } from '../api/request.ts'
import { withoutKnown, wordsOf } from './wordsUnderWay.ts'

const HeldWords = z.object({
  words: z.string(),
  paragraph: z.string(),
  label: z.string(),
  reason: z.string(),
  /** Set while it is not known whether the server has recorded them after all. */
  proposal: z.optional(z.string()),
  /** Set while it is not known whether the server has received them: the words as the document numbered them. */
  pieces: z.optional(z.array(z.object({ client: z.number(), clock: z.number(), words: z.string() }))),
})
export type HeldWords = z.infer<typeof HeldWords>

/** As much as the server takes at once (KeepWords). */
const portion = 20_000

export class HeldWordsShelf {
  readonly #key: string
  readonly #path: string
  #sending: Promise<void> | null = null

  constructor(consultation: string, participant: string) {
    this.#key = `adref.held.${participant}.${consultation}`
    this.#path = `/api/consultations/${encodeURIComponent(consultation)}/kept-words`
  }

  get all(): readonly HeldWords[] {
    const stored = localStorage.getItem(this.#key)
    if (stored === null) return []
    return z.array(HeldWords).parse(JSON.parse(stored))
  }

  hold(words: readonly HeldWords[]): void {
    if (words.length > 0) this.#write([...this.all, ...words.flatMap(inPortions)])
  }

  /** Lets go of words that the server has turned out to have, and so answers for; `has` gives its clock of a client. */
  letGo(has: (client: number) => number): void {
    const held = this.all
    if (!held.some(({ pieces }) => pieces !== undefined)) return
    this.#write(
      held.flatMap((each) => {
        if (each.pieces === undefined) return [each]
        const pieces = withoutKnown(each.pieces, has)
        return pieces.length === 0 ? [] : [{ ...each, pieces, words: wordsOf(pieces) }]
      }),
    )
  }

  /** The server has not received these words and never will: from now on they are waiting to be sent. Returns them, and marks too. */
  release(): HeldWords[] {
    const held = this.all
    const isBlank = (words: string) => words !== '' && words.trim() === ''
    const released = held.flatMap(({ pieces, ...words }) => (pieces === undefined || isBlank(words.words) ? [] : [words]))
    if (held.some(({ pieces }) => pieces !== undefined)) {
      this.#write([...held.filter(({ pieces }) => pieces === undefined), ...released.flatMap(inPortions)])
    }
    return released
  }

  /** Settles what `isRecorded` says of words whose fate was open. */
  settle(isRecorded: (words: HeldWords & { proposal: string }) => boolean): void {
    const kept = this.all.filter((each) => each.proposal === undefined || !isRecorded({ ...each, proposal: each.proposal }))
    this.#write(kept.map(({ proposal: _, ...words }) => words))
  }

  /** Gives settled words to the server, in order. True when some arrived; what did not stays. */
  async send(): Promise<boolean> {
    while (this.#sending) await this.#sending
    let arrived = false
    const sending = (async () => {
      for (;;) {
        const next = this.all.find((each) => each.proposal === undefined && each.pieces === undefined)
        if (!next) return
        const { words, paragraph, label, reason } = next
        const answer = await act('POST', this.#path, { words, paragraph, label, reason })
        if (!answer.ok) return
        arrived = true
        this.#drop(next)
      }
    })()
    this.#sending = sending
    try {
      await sending
    } finally {
      this.#sending = null
    }
    return arrived
  }

  #drop(gone: HeldWords): void {
    const all = [...this.all]
    const index = all.findIndex((each) => JSON.stringify(each) === JSON.stringify(gone))
    if (index >= 0) all.splice(index, 1)
    this.#write(all)
  }

  #write(words: readonly HeldWords[]): void {
    if (words.length === 0) localStorage.removeItem(this.#key)
    else localStorage.setItem(this.#key, JSON.stringify(words))
  }
}

/** Words whose fate is open stay whole until it is known. */
function inPortions(held: HeldWords): HeldWords[] {
  if (held.pieces !== undefined) return [held]
  const parts: HeldWords[] = []
  for (let at = 0; at < held.words.length; at += portion) parts.push({ ...held, words: held.words.slice(at, at + portion) })
  return parts
}
