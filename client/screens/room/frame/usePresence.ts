/**
 * Which delegations are in the room, from the awareness states the server rebuilt from their sessions. Mine is not
 * among those, for nobody is told what she said herself; it is added from what the room knows of me.
 */
import { useEffect, useState } from 'react'
import { Presence } from '../../../../shared/wire/messages.ts'
import type { RoomConnection } from '../../../sync/roomConnection.ts'
import { useRoomState } from '../../../sync/roomConnection.ts'

export interface PresentDelegation {
  readonly code: string
  readonly name: string
  readonly colour: number
}

export function usePresence(connection: RoomConnection, me: PresentDelegation): readonly PresentDelegation[] {
  const generation = useRoomState(connection, (state) => state.generation)
  const online = useRoomState(connection, (state) => state.status === 'online' && !state.notRecording)
  const [present, setPresent] = useState<readonly PresentDelegation[]>([])
  useEffect(() => {
    const { awareness } = connection
    let left = false
    const read = () => {
      if (left) return
      const now = presentIn([{ user: me, cursor: null }, ...awareness.getStates().values()])
      // Most news is of carets that moved; then who is there stays the very same.
      setPresent((before) => (sameDelegations(before, now) ? before : now))
    }
    // Not at once: the editor announces its caret while it is being drawn, when no other part may be changed.
    const changed = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', readonly number[]>) => {
      if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID)) queueMicrotask(read)
    }
    read()
    awareness.on('change', changed)
    return () => {
      left = true
      awareness.off('change', changed)
    }
  }, [connection, generation, me])
  // While the line is down nobody can say who is there.
  return online ? present : nobody
}

const nobody: readonly PresentDelegation[] = []

function sameDelegations(before: readonly PresentDelegation[], now: readonly PresentDelegation[]): boolean {
  return JSON.stringify(before) === JSON.stringify(now)
}

/** Each delegation once, by code. States that are not of the server's shape are passed over: my own, as I sent it. */
export function presentIn(states: Iterable<unknown>): PresentDelegation[] {
  const byCode = new Map<string, PresentDelegation>()
  for (const state of states) {
    const parsed = Presence.safeParse(state)
    if (parsed.success) byCode.set(parsed.data.user.code, parsed.data.user)
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}
