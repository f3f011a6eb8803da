/**
 * A long list is drawn from its beginning and grows as its end comes into view, so that the text beside it is there first
 * and a page with hundreds of brackets is no heavier than one with a few.
 */
import { startTransition, useCallback, useState, type RefCallback } from 'react'

/** As many as a tall window shows. */
const rowsFirst = 16
const rowsMore = 48
/** How far below what can be seen the rows are drawn already. */
const ahead = '1200px 0px'

export interface GrowingList {
  /** So many rows are to be drawn. */
  readonly drawn: number
  /** For an element right behind the last of them, in a tab's panel or a page that scrolls; null where all are drawn. */
  readonly end: RefCallback<HTMLElement> | null
}

/** Of `length` rows the first ones, and always those up to `needed`. */
export function useGrowingList(length: number, needed: number): GrowingList {
  const [allowed, setAllowed] = useState(rowsFirst)
  const drawn = Math.min(length, Math.max(allowed, needed + 1))
  const end = useCallback(
    (element: HTMLElement) => {
      const watch = new IntersectionObserver(
        ([seen]) => {
          if (seen?.isIntersecting) startTransition(() => setAllowed(drawn + rowsMore))
        },
        { root: element.closest('[role="tabpanel"], [data-scrolls]'), rootMargin: ahead },
      )
      watch.observe(element)
      return () => watch.disconnect()
    },
    [drawn],
  )
  return { drawn, end: drawn < length ? end : null }
}
