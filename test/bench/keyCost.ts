/**
 * What one key costs a page's main thread, by Chromium's own count of what its tasks took. Everything that runs between
 * one key and the next counts for the first, lists that are drawn later included. Nothing is recorded meanwhile, for
 * recording would cost more than what is measured.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'

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

/** What Chromium's trace says of one stretch of work; times in microseconds, `tdur` free of what other programs took. */
interface Traced {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly data?: { readonly type?: string } }
}

/**
 * Milliseconds of processor time on the main thread from each key to the frame that shows it, that frame's style, layout
 * and painting included: every task in between, whether it has to do with the key or not. Chromium's trace is on
 * meanwhile, with little in it; what it costs is part of the figure.
 */
export async function keyToFrame(browser: Browser, page: Page, keys: readonly string[], between: number): Promise<number[]> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] })
  // Beginning to trace is work of its own.
  await pause(1000)
  const began = performance.now()
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key)
    await pause(Math.max(0, began + (index + 1) * between - performance.now()))
  }
  await pause(1000)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: Traced[] }
  const costs = costsToFrame(traceEvents)
  if (costs.length !== keys.length) throw new Error(`${keys.length} keys were pressed, the trace has ${costs.length}.`)
  return costs
}

const handling = new Set(['keydown', 'keypress', 'textInput', 'beforeinput', 'input'])

function costsToFrame(all: readonly Traced[]): number[] {
  const isKey = ({ name, args }: Traced) => name === 'EventDispatch' && args.data?.type === 'keydown'
  const first = all.find(isKey)
  const main = all.filter(({ ph, pid, tid }) => ph === 'X' && pid === first?.pid && tid === first.tid).toSorted((a, b) => a.ts - b.ts)
  const tasks = main.filter(({ name }) => name === 'ThreadControllerImpl::RunTask')
  const frames = main.filter(({ name }) => name === 'Layerize')
  const downs = main.filter(isKey)
  return downs.map((down, index) => {
    const next = downs[index + 1]?.ts ?? Number.POSITIVE_INFINITY
    const handled = main.findLast(({ name, args, ts }) => name === 'EventDispatch' && handling.has(args.data?.type ?? '') && ts >= down.ts && ts < next)
    const frame = frames.find(({ ts }) => ts > (handled?.ts ?? down.ts))
    if (!frame) throw new Error('A key was never shown.')
    const until = tasks.findLast(({ ts }) => ts <= frame.ts)?.ts ?? frame.ts
    const from = tasks.findLast(({ ts }) => ts <= down.ts)?.ts ?? down.ts
    return tasks.filter(({ ts }) => ts >= from && ts <= until).reduce((sum, { tdur, dur }) => sum + (tdur ?? dur ?? 0) / 1000, 0)
  })
}
