/** The room's own keys: from bracket to bracket, the side panel and the ledger. The editor has its keys for writing. */
import { useEffect, useRef } from 'react'
import { placeAt } from './brackets/openPlaces.ts'
import { toggleLedger } from './ledger/asked.ts'
import type { RoomView } from './RoomContext.tsx'

export function useRoomKeys(room: RoomView | null, onTogglePanel: () => void): void {
  const latest = useRef({ room, onTogglePanel })
  useEffect(() => {
    latest.current = { room, onTogglePanel }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { room: now, onTogglePanel: toggle } = latest.current
      // Whatever has the focus may have a use of its own for these keys: a list that opens, a dialog.
      if (event.defaultPrevented || isElsewhere(event.target)) return
      if ((event.ctrlKey || event.metaKey) && event.key === '\\') {
        event.preventDefault()
        toggle()
      } else if ((event.ctrlKey || event.metaKey) && event.altKey && event.code === 'KeyB') {
        event.preventDefault()
        toggleLedger()
      } else if (event.altKey && !event.ctrlKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && now !== null) {
        if (step(now, event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"]') !== null
}

/** Goes to the next or previous bracket, round and round. False when there is none. */
function step(room: RoomView, by: 1 | -1): boolean {
  const { places, selection } = room
  const current = placeAt(places, selection.paragraph, selection.proposals)
  const at = current === null ? startFrom(room, by) : places.indexOf(current) + by
  const place = places[(at + places.length) % Math.max(places.length, 1)]
  const [proposal] = place?.bracket.proposals ?? []
  if (place === undefined || proposal === undefined) return false
  room.showBracket(place.paragraph.id, proposal)
  return true
}

/** With the caret outside any bracket: the nearest one after or before its paragraph. */
function startFrom({ places, text, selection }: RoomView, by: 1 | -1): number {
  const order = new Map(text.paragraphs.map((paragraph, index) => [paragraph.id, index]))
  const here = selection.paragraph === null ? -1 : (order.get(selection.paragraph) ?? -1)
  const after = places.findIndex((place) => (order.get(place.paragraph.id) ?? 0) >= here)
  const next = after < 0 ? places.length : after
  return by === 1 ? next : next - 1
}
