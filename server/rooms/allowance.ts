/**
 * How much a session may still send (S4): a bucket that fills at a steady rate up to its burst. All sockets of a session
 * draw on the same ones, and closing a socket fills none. It knows nothing of frames or of what to do when one is empty.
 */
import { closingRate, frameRate, presenceRate } from '../../shared/wire/limits.ts'

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export class Allowance {
  readonly #rate: Rate
  readonly #now: () => number
  #left: number
  #at: number

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate
    this.#now = now
    this.#left = rate.burst
    this.#at = now()
  }

  /** Takes `cost`; false when that was more than is left. What is taken in vain is taken all the same. */
  take(cost: number): boolean {
    this.#fill()
    this.#left -= cost
    return this.#left >= 0
  }

  /** Takes `cost` only where it is left. */
  spare(cost: number): boolean {
    this.#fill()
    return this.#left >= cost && this.take(cost)
  }

  /** Nothing of it is used: it may be forgotten and made anew. */
  get isFull(): boolean {
    this.#fill()
    return this.#left >= this.#rate.burst
  }

  #fill(): void {
    const now = this.#now()
    this.#left = Math.min(this.#rate.burst, this.#left + ((now - this.#at) / 1000) * this.#rate.perSecond)
    this.#at = now
  }
}

/** What one session may still send, over all of its sockets. */
export interface Allowances {
  readonly frames: Allowance
  readonly presence: Allowance
  /** Entries of the record about its closed connections (R4). */
  readonly closings: Allowance
}

export function openAllowances(now: () => number): Allowances {
  return { frames: new Allowance(frameRate, now), presence: new Allowance(presenceRate, now), closings: new Allowance(closingRate, now) }
}
