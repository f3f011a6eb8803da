/**
 * Reads a Chromium trace: how long a page's main thread worked for each key. Everything it does between one key and the
 * next counts for the first, lists that are drawn later included. It knows nothing of the page.
 */

/** As Chromium writes it; times in microseconds. */
export interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Processor time of the thread, free of what other programs took from it. */
  readonly tdur?: number
  readonly args?: { readonly data?: { readonly type?: string }; readonly name?: string }
}

/** Milliseconds for one key. */
export interface KeyCost {
  /** Processor time of the main thread. */
  readonly processor: number
  /** The same by the clock. */
  readonly clock: number
  /** The longest task among them, by processor time: how long the page could not answer. */
  readonly longestTask: number
  /** From the key until the end of the first frame that was drawn after it. */
  readonly toFrame: number
}

const task = 'RunTask'
const frame = 'Commit'

/** One cost for each key pressed. Throws when the trace does not hold the tasks of the thread that received the keys. */
export function keyCosts(events: readonly TraceEvent[], keys: number): KeyCost[] {
  const pressed = events.filter(({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'keydown').sort(byTime)
  const [first] = pressed
  if (!first || pressed.length !== keys) throw new Error(`The trace holds ${pressed.length} keys, ${keys} were pressed.`)
  const thread = events.filter(({ pid, tid, ph }) => pid === first.pid && tid === first.tid && ph === 'X').sort(byTime)
  const tasks = thread.filter(({ name }) => name === task)
  const frames = thread.filter(({ name }) => name === frame)
  if (tasks.length === 0 || frames.length === 0) throw new Error('The trace holds no tasks or no frames of the page.')
  // A key is answered inside a task, which began before it.
  const starts = pressed.map(({ ts }) => tasks.findLast((each) => each.ts <= ts)?.ts ?? ts)
  const last = (starts.at(-1) ?? 0) + afterTheLast
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? last
    const own = tasks.filter(({ ts }) => ts >= start && ts < end)
    const drawn = frames.find(({ ts }) => ts >= start)
    return {
      processor: sum(own.map(({ tdur }) => tdur ?? 0)) / 1000,
      clock: sum(own.map(({ dur }) => dur ?? 0)) / 1000,
      longestTask: Math.max(...own.map(({ tdur }) => tdur ?? 0)) / 1000,
      toFrame: drawn ? (drawn.ts + (drawn.dur ?? 0) - start) / 1000 : Number.POSITIVE_INFINITY,
    }
  })
}

/** What belongs to the last key of a run, in microseconds. */
const afterTheLast = 400_000

/** The value that a share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

function byTime(a: TraceEvent, b: TraceEvent): number {
  return a.ts - b.ts
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0)
}
