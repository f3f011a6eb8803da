/**
 * One connection: reads its frames, asks the room, writes its answers. Speaks the y-websocket protocol
 * (shared/wire/PROTOCOL.md) over anything that can send bytes; standing is asked at every frame, never remembered.
 */
import * as Y from 'yjs'
import * as decoding from 'lib0/decoding'
import type { Delegation, Standing } from '../../shared/procedure/roles.ts'
import {
  boundReason,
  closeCodes,
  messageAwareness,
  messageQueryAwareness,
  messageSync,
  type RefusalReason,
  type ServerMessage,
} from '../../shared/wire/messages.ts'
import { frameRate, updateBytes, weightAllowed } from '../../shared/wire/limits.ts'
import type { Allowances } from './allowance.ts'
import { messageFrame, syncStep1, syncStep2, syncUpdate } from './frames.ts'
import type { Listener, Room } from './room.ts'

/** The bytes' way out. */
export interface Wire {
  send(bytes: Uint8Array): void
  close(code: number, reason: string): void
}

export interface SessionDeps {
  readonly wire: Wire
  readonly room: Room
  readonly standing: () => Standing | null
  /** Of the login session this connection belongs to (S4). */
  readonly allowances: Allowances
  /** Connected with `?protocol=1`: understands message 100. */
  readonly understandsAdRef: boolean
}

type State = { readonly is: 'open' } | { readonly is: 'closed'; readonly code: number }

export class Session implements Listener {
  readonly standing: () => Standing | null
  readonly #deps: SessionDeps
  #state: State = { is: 'open' }
  #recorded = 0
  #weight = 0
  /**
   * Updates of a client that has not yet said, in sync step 2, what it wrote offline: they may build on that, and are
   * heard after it. Null once it was said.
   */
  #early: Uint8Array[] | null = []

  constructor(deps: SessionDeps, delegation: Delegation) {
    this.#deps = deps
    this.standing = deps.standing
    deps.room.enter(this, delegation)
  }

  /** One frame from the client. */
  hear(frame: Uint8Array): void {
    if (this.#state.is === 'closed' || this.#hasViolated) return
    const standing = this.standing()
    if (!standing) return this.close(closeCodes.signedOut, 'The session has ended.')
    const decoder = decoding.createDecoder(frame)
    try {
      const type = decoding.readVarUint(decoder)
      const cost = 1 + Math.floor(frame.byteLength / frameRate.bytes)
      if (type === messageAwareness) this.#hearPresence(standing, decoder, cost)
      else if (!this.#deps.allowances.frames.take(type === messageQueryAwareness ? frameRate.join : cost)) this.#tooFast()
      else if (type === messageSync) this.#hearSync(standing, decoder)
      else if (type === messageQueryAwareness) this.#deps.room.tellPresence(this)
      else this.refuse('malformed')
    } catch (error) {
      if (!isReadingFault(error)) throw error
      this.refuse('malformed')
    }
  }

  /** G1: what came is no frame at all, or too large a one. */
  refuse(reason: 'malformed' | 'tooLarge'): void {
    if (this.#state.is === 'closed') return
    this.#record('G1', reason)
    this.#startAgain('G1', reason)
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

  send(frame: Uint8Array): void {
    if (this.#state.is === 'open') this.#deps.wire.send(frame)
  }

  recorded(frames: number): void {
    this.#recorded += frames
    this.tell({ type: 'recorded', frames: this.#recorded })
    // Not before: the author has now been told what was refused and where it is kept.
    if (this.#hasViolated) this.close(closeCodes.violations, boundReason('violations', 'Rules were broken again and again.'))
  }

  tell(message: ServerMessage): void {
    if (this.#deps.understandsAdRef) this.send(messageFrame(message))
  }

  #hearPresence(standing: Standing, decoder: decoding.Decoder, cost: number): void {
    if (!this.#deps.allowances.presence.take(cost)) return this.#tooFast('carets moved more often than the room can show.')
    if (!this.#deps.room.hearPresence(this, standing, decoding.readVarUint8Array(decoder))) this.refuse('malformed')
  }

  #hearSync(standing: Standing, decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === syncStep1) {
      if (!this.#deps.allowances.frames.take(frameRate.join)) return this.#tooFast()
      Y.decodeStateVector(bytes)
      this.#deps.room.join(this, bytes)
      return
    }
    if (kind === syncUpdate && this.#early !== null) return this.#hold(bytes, this.#early)
    if (kind !== syncStep2 && kind !== syncUpdate) return this.refuse('malformed')
    const early = this.#early ?? []
    this.#early = null
    for (const update of [bytes, ...early]) this.#hearUpdate(standing, update)
  }

  #hold(bytes: Uint8Array, early: Uint8Array[]): void {
    early.push(bytes)
    const size = early.reduce((sum, { byteLength }) => sum + byteLength, 0)
    if (size > updateBytes) this.refuse('tooLarge')
  }

  #hearUpdate(standing: Standing, bytes: Uint8Array): void {
    if (this.#state.is === 'closed' || this.#hasViolated) return
    const verdict = this.#deps.room.edit(this, standing, bytes)
    if (!verdict.ok) return this.#startAgain(verdict.rule, verdict.reason)
    this.#weight += verdict.weight
  }

  /** Nothing more is heard from her; the line closes once what she did is on record and she has been told. */
  get #hasViolated(): boolean {
    return this.#weight >= weightAllowed
  }

  /** G1, G2: what the client has can no longer be reconciled with the text. */
  #startAgain(rule: string, reason: RefusalReason): void {
    this.tell({ type: 'startAgain', rule, reason })
    this.close(closeCodes.startAgain, `${rule}: ${reason}`)
  }

  #tooFast(what = `more than ${frameRate.perSecond} changes a second.`): void {
    this.#record('S4', 'tooFast')
    this.close(closeCodes.violations, boundReason('tooFast', `S4: ${what}`))
  }

  /** R4: what the room has judged it records itself. */
  #record(rule: string, reason: 'malformed' | 'tooLarge' | 'tooFast'): void {
    const standing = this.standing()
    if (standing && this.#deps.allowances.closings.spare(1)) this.#deps.room.recordRefusedFrame(standing, rule, reason)
  }
}

/** lib0 reports a frame that ends too early or a number too large by throwing; those are the sender's faults. */
function isReadingFault(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && /Unexpected end of array|Integer out of Range|Invalid typed array length|out of bounds/i.test(error.message))
}
