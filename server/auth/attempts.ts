/**
 * Slows down guessing: after a few wrong passwords an account waits between attempts, longer each time up to half
 * a minute. It counts by account and never by address, because a whole mission may stand behind one address, and
 * it never locks an account for good. It knows nothing of passwords.
 */

const freeAttempts = 5
const longestWait = 30_000
const forgottenAfter = 15 * 60_000
const accountsRemembered = 10_000

export interface Attempts {
  /** Milliseconds to wait before this account may try; 0 counts an attempt, which `succeeded` takes back. */
  begin(account: string): number
  succeeded(account: string): void
}

export function createAttempts(now: () => number): Attempts {
  const failing = new Map<string, { count: number; last: number }>()
  return {
    begin(account) {
      const at = now()
      const before = failing.get(account)
      const count = before && at - before.last < forgottenAfter ? before.count : 0
      const wait = before && count > 0 ? before.last + waitAfter(count) - at : 0
      if (wait > 0) return wait
      // Deleted first so that the map stays in order of the last attempt and the oldest can be dropped.
      failing.delete(account)
      failing.set(account, { count: count + 1, last: at })
      if (failing.size > accountsRemembered) failing.delete(failing.keys().next().value ?? account)
      return 0
    },
    succeeded(account) {
      failing.delete(account)
    },
  }
}

function waitAfter(count: number): number {
  return count < freeAttempts ? 0 : Math.min(longestWait, 1000 * 2 ** (count - freeAttempts))
}
