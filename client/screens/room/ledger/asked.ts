/**
 * What the address asks of the room: the ledger instead of the text (`?view=ledger`), or one bracket of it
 * (`?bracket=…`). Small, for every room carries it; the ledger itself is fetched when it is asked for.
 */
import { useEffect, type RefObject } from 'react'
import { navigate, useLocationProperty } from 'wouter/use-browser-location'
import type { EditorHandle } from '../../../editor/TextEditor.tsx'
import type { RoomView } from '../RoomContext.tsx'

const asked = (name: string) => new URLSearchParams(window.location.search).get(name)
const asksForLedger = () => asked('view') === 'ledger'

/** Changes what the address asks for; null takes it out. `replace`: going back does not return to what it was. */
export function ask(change: Readonly<Record<string, string | null>>, replace = false): void {
  const query = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name)
    else query.set(name, value)
  }
  const said = query.toString()
  navigate(window.location.pathname + (said === '' ? '' : `?${said}`), { replace })
}

/** Back to the text, and there to this bracket. */
export function leaveLedger(bracket: string | null = null): void {
  ask({ view: null, only: null, by: null, in: null, q: null, bracket })
}

export function openLedger(): void {
  ask({ view: 'ledger' })
}

export function toggleLedger(): void {
  if (asksForLedger()) leaveLedger()
  else openLedger()
}

/** Whether the ledger is asked for. A bracket that is asked for is shown in the text, or in the ledger once it is decided. */
export function useAsked(room: RoomView | null, editor: RefObject<EditorHandle | null>): boolean {
  const ledger = useLocationProperty(asksForLedger)
  const bracket = useLocationProperty(() => asked('bracket'))
  // At every drawing until there is an editor to show it.
  useEffect(() => {
    if (room === null || ledger || bracket === null) return
    const place = room.places.find(({ bracket: { proposals } }) => proposals.includes(bracket))
    if (place !== undefined) {
      if (!editor.current?.focusBracket(place.paragraph.id, bracket)) return
      ask({ bracket: null }, true)
      room.showBracket(place.paragraph.id, bracket)
    } else if ((room.text.ledger.get(bracket)?.state ?? 'open') !== 'open') ask({ view: 'ledger' }, true)
  })
  return ledger
}
