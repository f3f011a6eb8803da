/**
 * Who is in one room and where their carets are. Names and colours come from the session, never from what a
 * client says of itself; only a caret's place is taken from the client. Broadcasts are throttled by the room.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Delegation } from '../../shared/procedure/roles.ts'
import { cursorCharacters, presenceEntries } from '../../shared/wire/limits.ts'
import { Cursor, type Presence as PresenceState } from '../../shared/wire/messages.ts'

/** How long a sign of life that says nothing new may wait: providers forget whoever is silent for 30 s, and repeat every 15. */
const quietMilliseconds = 3_000

interface Seat<Session> {
  readonly session: Session
  readonly clock: number
  readonly state: PresenceState | null
  /** The state as it is sent. */
  readonly json: string
}

export class Presence<Session extends object = object> {
  readonly #seats = new Map<number, Seat<Session>>()
  /** The client id each session sits under. */
  readonly #own = new Map<Session, number>()
  #changed = new Set<number>()
  /** Signs of life that change nothing: told with the next change, or by themselves after `quietMilliseconds`. */
  #alive = new Set<number>()

  /**
   * Takes a client's awareness message on behalf of `session`. Entries about anyone else's client id are dropped unread
   * (`mayUse` says whose it is), for stock providers repeat all they hear; false when the bytes are no awareness message.
   */
  hear(session: Session, delegation: Delegation, bytes: Uint8Array, mayUse: (client: number) => boolean): boolean {
    try {
      const decoder = decoding.createDecoder(bytes)
      const count = decoding.readVarUint(decoder)
      if (count > presenceEntries) return false
      for (let index = 0; index < count; index++) {
        const client = decoding.readVarUint(decoder)
        const clock = decoding.readVarUint(decoder)
        const state = decoding.readVarUint8Array(decoder)
        if (!Number.isSafeInteger(clock + 1)) return false
        const seat = this.#seats.get(client)
        if ((seat && seat.session !== session) || !mayUse(client)) continue
        this.#hearOwn(session, delegation, client, clock, JSON.parse(new TextDecoder().decode(state)))
      }
      return true
    } catch {
      // Whatever it was, it was no awareness update: the session answers for it.
      return false
    }
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

  /** What has changed since the last call, and who has been heard of, as an awareness update; null when there is nothing. */
  takeChanges(): Uint8Array | null {
    const told = new Set([...this.#changed, ...this.#alive])
    if (told.size === 0) return null
    const update = this.#encode(told)
    for (const client of this.#changed) if (this.#seats.get(client)?.state === null) this.#seats.delete(client)
    this.#changed = new Set()
    this.#alive = new Set()
    return update
  }

  /** Milliseconds that what there is to tell may rest at least; null when there is nothing. Carets hurry, signs of life do not. */
  rest(carets: number): number | null {
    if (this.#changed.size > 0) return carets
    return this.#alive.size > 0 ? Math.max(carets, quietMilliseconds) : null
  }

  /** Everyone, for a newcomer. */
  everyone(): Uint8Array {
    return this.#encode(this.#seats.keys())
  }

  #hearOwn(session: Session, delegation: Delegation, client: number, clock: number, state: unknown): void {
    const seat = this.#seats.get(client)
    if (seat && (clock < seat.clock || (clock === seat.clock && state !== null))) return
    const own = this.#own.get(session)
    // Providers repeat what they hear: that somebody else left is not said of oneself.
    if (state === null && own !== client) return
    // One person, one caret: a session that starts a fresh document leaves its old seat.
    if (own !== undefined && own !== client) this.#leave(own)
    this.#own.set(session, client)
    const rebuilt = state === null ? null : { user: { code: delegation.code, name: delegation.name, colour: delegation.colour }, cursor: cursorOf(state) }
    const json = JSON.stringify(rebuilt)
    this.#seats.set(client, { session, clock, state: rebuilt, json })
    if (seat?.json === json) this.#alive.add(client)
    else this.#changed.add(client)
  }

  #leave(client: number): void {
    const seat = this.#seats.get(client)
    if (!seat) return
    this.#seats.set(client, { ...seat, clock: seat.clock + 1, state: null, json: 'null' })
    this.#changed.add(client)
  }

  #encode(clients: Iterable<number>): Uint8Array {
    const seats = [...clients].flatMap((client) => {
      const seat = this.#seats.get(client)
      return seat ? [{ client, seat }] : []
    })
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, seats.length)
      for (const { client, seat } of seats) {
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, seat.clock)
        encoding.writeVarString(encoder, seat.json)
      }
    })
  }
}

function cursorOf(state: unknown): PresenceState['cursor'] {
  if (typeof state !== 'object' || state === null || !('cursor' in state)) return null
  const cursor = Cursor.safeParse(state.cursor)
  return cursor.success && JSON.stringify(cursor.data).length <= cursorCharacters ? cursor.data : null
}
