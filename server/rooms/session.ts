/**
 * One connection: reads its frames, asks the room, writes its answers. Speaks the y-websocket protocol
 * (shared/wire/PROTOCOL.md) over anything that can send bytes; standing is asked at every frame, never remembered.
 */
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Delegation, Standing } from '../../shared/procedure/roles.ts'
import {
  closeCodes,
  messageAdRef,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
  type RefusalReason,
  type ServerMessage,
} from '../../shared/wire/messages.ts'
import { updateLimits } from './admission.ts'
import type { Listener, Room } from './room.ts'

/** Sub-types of a sync message in y-protocols. */
const syncStep1 = 0
const syncStep2 = 1
const syncUpdate = 2

/**
 * G1's rate, per session because a mission shares one address: a fast typist makes 15 frames a second, a reconnect
 * a handful; a burst covers a held key after a stalled network. Every 16 KB of a frame count as one frame more, for
 * judging costs what is judged.
 */
export const frameRate = { perSecond: 100, burst: 600, bytes: 16_384 } as const

/** So many violations (gate.ts, isViolation) end the connection. */
const violationsAllowed = 3

/** The bytes' way out. */
export interface Wire {
  send(bytes: Uint8Array): void
  close(code: number, reason: string): void
}

export interface SessionDeps {
  readonly wire: Wire
  readonly room: Room
  readonly standing: () => Standing | null
  readonly now: () => number
  /** Connected with `?protocol=1`: understands message 100. */
  readonly understandsAdRef: boolean
}

type State = { readonly is: 'open' } | { readonly is: 'closed'; readonly code: number }

export class Session implements Listener {
  readonly standing: () => Standing | null
  readonly #deps: SessionDeps
  #state: State = { is: 'open' }
  #recorded = 0
  #violations = 0
  #tokens: number = frameRate.burst
  #tokensAt: number
  /**
   * Updates of a client that has not yet said, in sync step 2, what it wrote offline: they may build on that, and are
   * heard after it. Null once it was said.
   */
  #early: Uint8Array[] | null = []

  constructor(deps: SessionDeps, delegation: Delegation) {
    this.#deps = deps
    this.standing = deps.standing
    this.#tokensAt = deps.now()
    deps.room.enter(this, delegation)
  }

  /** One frame from the client. */
  hear(frame: Uint8Array): void {
    if (this.#state.is === 'closed') return
    const standing = this.standing()
    if (!standing) return this.close(closeCodes.signedOut, 'The session has ended.')
    if (!this.#mayGoOn(frame.byteLength)) return this.close(closeCodes.violations, 'G1: too many frames.')
    const decoder = decoding.createDecoder(frame)
    try {
      const type = decoding.readVarUint(decoder)
      if (type === messageSync) this.#hearSync(standing, decoder)
      else if (type === messageAwareness) {
        if (!this.#deps.room.hearPresence(this, standing, decoding.readVarUint8Array(decoder))) this.#startAgain('G1', 'malformed')
      } else if (type === messageQueryAwareness) this.#deps.room.tellPresence(this)
      else this.#startAgain('G1', 'malformed')
    } catch (error) {
      if (!isReadingFault(error)) throw error
      this.#startAgain('G1', 'malformed')
    }
  }

  /** The connection is gone, whoever closed it. */
  gone(): void {
    if (this.#state.is === 'open') this.#state = { is: 'closed', code: 1006 }
    this.#deps.room.leave(this)
  }

  close(code: number, reason: string): void {
    if (this.#state.is === 'closed') return
    this.#state = { is: 'closed', code }
    this.#deps.wire.close(code, reason)
    this.#deps.room.leave(this)
  }

  update(update: Uint8Array): void {
    this.#sendSync(syncUpdate, update)
  }

  /**
   * Asks before it answers: the client sends what it has as it stood, before it hears what was decided meanwhile. Words
   * written offline into a paragraph that has gone would otherwise be deleted in its copy before anyone could keep them.
   */
  sync(missing: Uint8Array, stateVector: Uint8Array): void {
    this.#sendSync(syncStep1, stateVector)
    this.#sendSync(syncStep2, missing)
  }

  presence(update: Uint8Array): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageAwareness)
      encoding.writeVarUint8Array(encoder, update)
    })
  }

  recorded(frames: number): void {
    this.#recorded += frames
    this.tell({ type: 'recorded', frames: this.#recorded })
  }

  tell(message: ServerMessage): void {
    if (!this.#deps.understandsAdRef) return
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageAdRef)
      encoding.writeVarString(encoder, JSON.stringify(message))
    })
  }

  #hearSync(standing: Standing, decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === syncStep1) {
      Y.decodeStateVector(bytes)
      this.#deps.room.join(this, bytes)
      return
    }
    if (kind === syncUpdate && this.#early !== null) return this.#hold(bytes, this.#early)
    if (kind !== syncStep2 && kind !== syncUpdate) return this.#startAgain('G1', 'malformed')
    const early = this.#early ?? []
    this.#early = null
    for (const update of [bytes, ...early]) this.#hearUpdate(standing, update)
  }

  #hold(bytes: Uint8Array, early: Uint8Array[]): void {
    early.push(bytes)
    const size = early.reduce((sum, { byteLength }) => sum + byteLength, 0)
    if (size > updateLimits.bytes) this.#startAgain('G1', 'tooLarge')
  }

  #hearUpdate(standing: Standing, bytes: Uint8Array): void {
    if (this.#state.is === 'closed') return
    const verdict = this.#deps.room.edit(this, standing, bytes)
    if (!verdict.ok) return this.#startAgain(verdict.rule, verdict.reason)
    this.#violations += verdict.violations
    if (this.#violations >= violationsAllowed) this.close(closeCodes.violations, 'Rules were broken again and again.')
  }

  /** G1, G2: what the client has can no longer be reconciled with the text. */
  #startAgain(rule: string, reason: RefusalReason): void {
    this.tell({ type: 'startAgain', rule, reason })
    this.close(closeCodes.startAgain, `${rule}: ${reason}`)
  }

  #mayGoOn(bytes: number): boolean {
    const now = this.#deps.now()
    this.#tokens = Math.min(frameRate.burst, this.#tokens + ((now - this.#tokensAt) / 1000) * frameRate.perSecond)
    this.#tokensAt = now
    this.#tokens -= 1 + Math.floor(bytes / frameRate.bytes)
    return this.#tokens >= 0
  }

  #sendSync(kind: number, bytes: Uint8Array): void {
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, messageSync)
      encoding.writeVarUint(encoder, kind)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    if (this.#state.is === 'closed') return
    const encoder = encoding.createEncoder()
    write(encoder)
    this.#deps.wire.send(encoding.toUint8Array(encoder))
  }
}

/** lib0 reports a frame that ends too early or a number too large by throwing; those are the sender's faults. */
function isReadingFault(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && /Unexpected end of array|Integer out of Range|Invalid typed array length|out of bounds/i.test(error.message))
}
