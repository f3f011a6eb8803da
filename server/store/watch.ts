/**
 * Knows whether the store can write (R5). The first failure is logged, once; from then on the store is tried every second
 * until it can write again, which is logged too. Meanwhile nobody takes a consultation: a room would open, hear words
 * and lose them. It decides nothing about who is told what.
 */
import type { Logger } from 'pino'
import { StoreUnavailable } from './store.ts'
import type { Store } from './store.ts'

/** How soon a room may go on after there is room on the disk again. */
const probeMilliseconds = 1_000

export interface StoreWatch {
  /** The store that was given, watched. */
  readonly store: Store
  recording(): boolean
  /** Something asked through `people` failed in this way. */
  noticed(error: StoreUnavailable): void
  /** Ends the trying; the store itself stays open. */
  stop(): void
}

export function watchStore(inner: Store, log: Pick<Logger, 'error' | 'warn'>): StoreWatch {
  let failure: StoreUnavailable | null = null
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function noticed(error: StoreUnavailable): void {
    if (failure !== null || stopped) return
    failure = error
    log.error({ err: error.cause ?? error }, 'The store cannot write. Nothing is acknowledged or shown until it can; writers are told.')
    again()
  }

  function again(): void {
    timer = setTimeout(() => void probe(), probeMilliseconds)
    timer.unref()
  }

  async function probe(): Promise<void> {
    try {
      await inner.probe()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'The store could not be tried.')
      if (!stopped) again()
      return
    }
    failure = null
    // A warning, so that whoever reads of the failure at that level reads of its end.
    log.warn('The store writes again.')
  }

  function watched<Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>): (...args: Args) => Promise<Answer> {
    return async (...args) => {
      try {
        return await ask(...args)
      } catch (error) {
        if (error instanceof StoreUnavailable) noticed(error)
        throw error
      }
    }
  }

  const claim = watched(inner.claim)
  return {
    store: {
      ...inner,
      claim: (consultation) => (failure === null ? claim(consultation) : Promise.reject(failure)),
      append: watched(inner.append),
      entries: watched(inner.entries),
      latest: watched(inner.latest),
      naming: watched(inner.naming),
      saveSnapshot: watched(inner.saveSnapshot),
      loadSnapshot: watched(inner.loadSnapshot),
      bindings: watched(inner.bindings),
      keptWords: watched(inner.keptWords),
      keep: watched(inner.keep),
      dismissKept: watched(inner.dismissKept),
    },
    recording: () => failure === null,
    noticed,
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
    },
  }
}
