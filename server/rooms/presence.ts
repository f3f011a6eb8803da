/**
 * Who is in one room and where their carets are. Names and colours come from the session, never from what a
 * client says of itself; only a caret's place is taken from the client. Broadcasts are throttled by the room.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Delegation } from '../../shared/procedure/roles.ts'
import { Cursor, type Presence as PresenceState } from '../../shared/wire/messages.ts'

/** A caret is two relative positions; anything longer is not one. */
const cursorLimit = 2_000
/** A provider repeats what it hears of everyone in the room; more people than this are in none. */
const entriesLimit = 5_000

interface Seat<Session> {
  readonly session: Session
  clock: number
  state: PresenceState | null
}

export class Presence<Session extends object = object> {
  readonly #seats = new Map<number, Seat<Session>>()
  /** The client id each session sits under. */
  readonly #own = new Map<Session, number>()
  #changed = new Set<number>()

  /**
   * Takes a client's awareness message on behalf of `session`. Entries about anyone else's client id are dropped
   * (`mayUse` says whose it is); false when the bytes are no awareness message.
   */
  hear(session: Session, delegation: Delegation, bytes: Uint8Array, mayUse: (client: number) => boolean): boolean {
    const entries = readEntries(bytes)
    if (entries === null) return false
    for (const { client, clock, state } of entries) {
      const seat = this.#seats.get(client)
      if ((seat && seat.session !== session) || !mayUse(client)) continue
      if (seat && (clock < seat.clock || (clock === seat.clock && state !== null))) continue
      const own = this.#own.get(session)
      // Providers repeat what they hear: that somebody else left is not said of oneself.
      if (state === null && own !== client) continue
      // One person, one caret: a session that starts a fresh document leaves its old seat.
      if (own !== undefined && own !== client) this.#leave(own)
      this.#own.set(session, client)
      const rebuilt = state === null ? null : { user: { code: delegation.code, name: delegation.name, colour: delegation.colour }, cursor: cursorOf(state) }
      this.#seats.set(client, { session, clock, state: rebuilt })
      this.#changed.add(client)
    }
    return true
  }

  /** The session that sits under this client id; undefined where nobody does. */
  holderOf(client: number): Session | undefined {
    const seat = this.#seats.get(client)
    return seat && seat.state !== null ? seat.session : undefined
  }

  /** The session is gone: its caret goes too. */
  leave(session: Session): void {
    const own = this.#own.get(session)
    this.#own.delete(session)
    if (own !== undefined) this.#leave(own)
  }

  /** What has changed since the last call, as an awareness update; null when nothing has. */
  takeChanges(): Uint8Array | null {
    if (this.#changed.size === 0) return null
    const update = this.#encode([...this.#changed])
    for (const client of this.#changed) if (this.#seats.get(client)?.state === null) this.#seats.delete(client)
    this.#changed = new Set()
    return update
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** Everyone, for a newcomer. */
  everyone(): Uint8Array {
    return this.#encode([...this.#seats.keys()])
  }

  #leave(client: number): void {
    const seat = this.#seats.get(client)
    if (!seat) return
    this.#seats.set(client, { ...seat, clock: seat.clock + 1, state: null })
    this.#changed.add(client)
  }

  #encode(clients: readonly number[]): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, clients.length)
    for (const client of clients) {
      const seat = this.#seats.get(client)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, seat?.clock ?? 0)
      encoding.writeVarString(encoder, JSON.stringify(seat?.state ?? null))
    }
    return encoding.toUint8Array(encoder)
  }
}

interface Entry {
  readonly client: number
  readonly clock: number
  readonly state: unknown
}

function readEntries(bytes: Uint8Array): Entry[] | null {
  try {
    const decoder = decoding.createDecoder(bytes)
    const count = decoding.readVarUint(decoder)
    if (count > entriesLimit) return null
    const entries: Entry[] = []
    for (let index = 0; index < count; index++) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const state: unknown = JSON.parse(decoding.readVarString(decoder))
      if (!Number.isSafeInteger(clock + 1)) return null
      entries.push({ client, clock, state })
    }
    return entries
  } catch {
    // Whatever it was, it was no awareness update: the session answers for it.
    return null
  }
}

function cursorOf(state: unknown): PresenceState['cursor'] {
  if (typeof state !== 'object' || state === null || !('cursor' in state)) return null
  const cursor = Cursor.safeParse(state.cursor)
  return cursor.success && JSON.stringify(cursor.data).length <= cursorLimit ? cursor.data : null
}
