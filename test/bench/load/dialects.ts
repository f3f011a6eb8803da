/**
 * What the three servers speak: the y-websocket protocol, plain, with Ad Ref's message 100, and in hocuspocus's envelope,
 * which names the document before every message. It sorts incoming messages without decoding what is in them.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageAdRef, messageAwareness, messageSync } from '../../../shared/wire/messages.ts'

export const serverKinds = ['adref', 'y-websocket', 'hocuspocus'] as const
export type ServerKind = (typeof serverKinds)[number]

/** An incoming message; `start` is where its own bytes begin in the payload. */
export interface Heard {
  kind: 'step1' | 'step2' | 'update' | 'awareness' | 'adref' | 'acknowledged' | 'closing' | 'other'
  start: number
}

const step1 = 0
const step2 = 1
const update = 2

/** hocuspocus's own messages. */
const hocusAuth = 2
const hocusToken = 0
const hocusDenied = 1
const hocusSyncReply = 4
const hocusClose = 7
const hocusSyncStatus = 8

export interface Dialect {
  /** What a client says before anything else; null: nothing. */
  readonly greeting: Uint8Array | null
  step1(stateVector: Uint8Array): Uint8Array
  step2(update: Uint8Array): Uint8Array
  update(update: Uint8Array): Uint8Array
  awareness(update: Uint8Array): Uint8Array
  /** Sorts a payload. The answer is one object, used again by the next call. */
  hear(payload: Uint8Array): Heard
}

/** How to speak to such a server about the document `room`. */
export function dialectOf(kind: ServerKind, room: string): Dialect {
  const envelope = kind === 'hocuspocus' ? prefixOf(room) : new Uint8Array()
  const heard: Heard = { kind: 'other', start: 0 }
  const say = (type: number, sub: number | null, bytes: Uint8Array) => {
    const encoder = encoding.createEncoder()
    encoding.writeUint8Array(encoder, envelope)
    encoding.writeVarUint(encoder, type)
    if (sub !== null) encoding.writeVarUint(encoder, sub)
    encoding.writeVarUint8Array(encoder, bytes)
    return encoding.toUint8Array(encoder)
  }
  const skip = envelope.length
  return {
    greeting: kind === 'hocuspocus' ? say(hocusAuth, hocusToken, new TextEncoder().encode('nobody asks')) : null,
    step1: (stateVector) => say(messageSync, step1, stateVector),
    step2: (missing) => say(messageSync, step2, missing),
    update: (bytes) => say(messageSync, update, bytes),
    awareness: (bytes) => say(messageAwareness, null, bytes),
    hear(payload) {
      // Every number that matters here is below 128, one byte.
      const type = payload[skip]
      heard.start = skip + 1
      if (type === messageSync || (skip > 0 && type === hocusSyncReply)) {
        const sub = payload[skip + 1]
        heard.kind = sub === update ? 'update' : sub === step2 ? 'step2' : sub === step1 ? 'step1' : 'other'
        heard.start = skip + 2
      } else if (type === messageAwareness) heard.kind = 'awareness'
      else if (kind === 'adref' && type === messageAdRef) heard.kind = 'adref'
      else if (skip > 0 && type === hocusSyncStatus && payload[skip + 1] === 1) heard.kind = 'acknowledged'
      else if (skip > 0 && (type === hocusClose || (type === hocusAuth && payload[skip + 1] === hocusDenied))) heard.kind = 'closing'
      else heard.kind = 'other'
      return heard
    },
  }
}

/** The bytes a message brings: an update, a state vector, an awareness update. */
export function bytesOf(payload: Uint8Array, { start }: Heard): Uint8Array {
  const decoder = decoding.createDecoder(payload)
  decoder.pos = start
  return decoding.readVarUint8Array(decoder)
}

function prefixOf(room: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, room)
  return encoding.toUint8Array(encoder)
}
