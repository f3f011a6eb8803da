/** The keys of the ledger: those that lead from bracket to bracket in the text lead from row to row here, Escape leads back. */
import { useEffect, type RefObject } from 'react'
import { leaveLedger } from './asked.ts'

/** What a row is gone to by: its first button. */
export const rowMark = { 'data-ledger-row': '' }
const rows = '[data-ledger-row]'
/** Whatever opens over the page, or is being filled in, has these keys first. */
const elsewhere = '[role="dialog"], [role="alertdialog"], [role="listbox"], [role="menu"]'

export function useLedgerKeys(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event
      if (event.defaultPrevented || !(target instanceof HTMLElement) || target.closest(elsewhere) !== null) return
      if (event.key === 'Escape') {
        // In a field with words it takes them out first.
        if (target instanceof HTMLInputElement && target.value !== '') return
        event.preventDefault()
        leaveLedger()
      } else if (event.altKey && !event.ctrlKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && page.current !== null) {
        if (step(page.current, event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [page])
}

/** Goes to the next or previous row, round and round. */
function step(page: HTMLElement, by: 1 | -1): boolean {
  const all = [...page.querySelectorAll<HTMLElement>(rows)]
  const here = document.activeElement?.closest('li')?.querySelector<HTMLElement>(rows) ?? null
  const at = here === null ? (by === 1 ? 0 : -1) : all.indexOf(here) + by
  const next = all[(at + all.length) % Math.max(all.length, 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
  return next !== undefined
}
