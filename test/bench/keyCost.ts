/**
 * What one key costs a page's main thread, by Chromium's own count of what its tasks took. Everything that runs between
 * one key and the next counts for the first, lists that are drawn later included. Nothing is recorded meanwhile, for
 * recording would cost more than what is measured.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'

/** Milliseconds for one key. */
export interface KeyCost {
  /** Processor time of all tasks, free of what other programs took from it. */
  readonly tasks: number
  /** Of these, running scripts. */
  readonly scripts: number
  /** Of these, finding out how things look and where they go. */
  readonly layout: number
  /** From the key until the next frame was shown, by the clock. */
  readonly shown: number
}

/** Presses each of `keys`, one every `between` milliseconds. */
export async function keyCosts(page: Page, keys: readonly string[], between: number): Promise<KeyCost[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.evaluate(`(() => {
    window.keysShown = []
    const next = () => {
      const pressed = performance.now()
      requestAnimationFrame(() => {
        const drawn = new MessageChannel()
        drawn.port1.onmessage = () => window.keysShown.push(performance.now() - pressed)
        drawn.port2.postMessage(null)
      })
    }
    document.addEventListener('keydown', next, { capture: true })
    window.stopWatchingKeys = () => document.removeEventListener('keydown', next, { capture: true })
  })()`)
  const costs: Omit<KeyCost, 'shown'>[] = []
  await pause(500)
  const began = performance.now()
  let before = await counted(session)
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key)
    // What is still going on after the last key belongs to it.
    const wait = index === keys.length - 1 ? 1000 : began + (index + 1) * between - performance.now()
    await pause(Math.max(0, wait))
    const now = await counted(session)
    costs.push({ tasks: now.tasks - before.tasks, scripts: now.scripts - before.scripts, layout: now.layout - before.layout })
    before = now
  }
  const shown = await page.evaluate<number[]>('window.stopWatchingKeys(), window.keysShown')
  await session.detach()
  if (shown.length !== keys.length) throw new Error(`${keys.length} keys were pressed, the page heard ${shown.length}.`)
  return costs.map((cost, index) => ({ ...cost, shown: shown[index] ?? Number.NaN }))
}

async function counted(session: CDPSession): Promise<Omit<KeyCost, 'shown'>> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string) => {
    const metric = metrics.find((each) => each.name === name)
    if (!metric) throw new Error(`Chromium does not count ${name}.`)
    return metric.value * 1000
  }
  return { tasks: of('TaskDuration'), scripts: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') }
}

/** The value that a share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
