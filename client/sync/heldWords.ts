/**
 * Words waiting on this device until the server has put them into their author's kept words. They outlive the tab;
 * they leave only when the server has them or when they turn out to be recorded.
 */
import * as z from 'zod/mini'
import { act } from '../api/request.ts'

const HeldWords = z.object({
  words: z.string(),
  paragraph: z.string(),
  label: z.string(),
  reason: z.string(),
  /** Set while it is not known whether the server has recorded them after all. */
  proposal: z.optional(z.string()),
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
    const portions = words.flatMap((each) => inPortions(each.words).map((part) => ({ ...each, words: part })))
    if (portions.length > 0) this.#write([...this.all, ...portions])
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
        const next = this.all.find((each) => each.proposal === undefined)
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

function inPortions(words: string): string[] {
  const parts: string[] = []
  for (let at = 0; at < words.length; at += portion) parts.push(words.slice(at, at + portion))
  return parts
}
