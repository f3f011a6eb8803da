/**
 * A long list is drawn from its beginning, a few rows whenever there is time, so that the text beside it is there first
 * and nobody's keys wait for hundreds of rows.
 */
import { startTransition, useEffect, useState } from 'react'

const rowsAtOnce = 24
/** Between two portions, for whatever else is waiting. */
const restMilliseconds = 60

/** How many of `length` rows to draw now: all of them a moment later, and at once those up to `needed`. */
export function useGrowingList(length: number, needed: number): number {
  const [allowed, setAllowed] = useState(rowsAtOnce)
  useEffect(() => {
    if (allowed >= length) return undefined
    const timer = setTimeout(() => startTransition(() => setAllowed((rows) => rows + rowsAtOnce)), restMilliseconds)
    return () => clearTimeout(timer)
  }, [allowed, length])
  return Math.max(allowed, needed + 1)
}
