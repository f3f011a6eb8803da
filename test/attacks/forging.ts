/**
 * Updates and frames that no editor makes, written byte by byte in Yjs encoding V1. It knows the encoding and nothing of
 * who sends what to whom.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { messageAwareness, messageSync } from '../../shared/wire/messages.ts'

export type Id = readonly [client: number, clock: number]

/** One struct of an update, as it is written. */
export type Forged = (encoder: encoding.Encoder) => void

export interface Item {
  readonly origin?: Id
  readonly rightOrigin?: Id
  /** A root's name or the id of the item that holds it; looked at only where no neighbour is named. */
  readonly parent?: string | Id
  readonly sub?: string
  readonly content: Content
}
export interface Content {
  readonly ref: number
  readonly write: Forged
}

/** What Yjs calls a type: 0 array, 1 map, 2 text, 3 element, 4 fragment, 5 hook, 6 text of an element. */
export type TypeRef = 0 | 1 | 2 | 3 | 4 | 5 | 6

export const content = {
  deleted: (length: number): Content => ({ ref: 1, write: (encoder) => encoding.writeVarUint(encoder, length) }),
  words: (words: string): Content => ({ ref: 4, write: (encoder) => encoding.writeVarString(encoder, words) }),
  mark: (key: string, json: string): Content => ({
    ref: 6,
    write(encoder) {
      encoding.writeVarString(encoder, key)
      encoding.writeVarString(encoder, json)
    },
  }),
  type: (ref: TypeRef | number, name?: string): Content => ({
    ref: 7,
    write(encoder) {
      encoding.writeVarUint(encoder, ref)
      if (name !== undefined) encoding.writeVarString(encoder, name)
    },
  }),
  any: (...values: unknown[]): Content => ({
    ref: 8,
    write(encoder) {
      encoding.writeVarUint(encoder, values.length)
      for (const value of values) encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1])
    },
  }),
  document: (guid: string): Content => ({
    ref: 9,
    write(encoder) {
      encoding.writeVarString(encoder, guid)
      encoding.writeAny(encoder, {})
    },
  }),
}

export function item({ origin, rightOrigin, parent, sub, content: { ref, write } }: Item): Forged {
  return (encoder) => {
    encoding.writeUint8(encoder, ref | (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (sub === undefined ? 0 : 0x20))
    for (const id of [origin, rightOrigin]) if (id) for (const number of id) encoding.writeVarUint(encoder, number)
    if (!origin && !rightOrigin) {
      encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
      if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
      else for (const number of parent ?? [0, 0]) encoding.writeVarUint(encoder, number)
      if (sub !== undefined) encoding.writeVarString(encoder, sub)
    }
    write(encoder)
  }
}

/** What is left of words that were collected: a length and nothing else. */
export function collected(length: number): Forged {
  return (encoder) => {
    encoding.writeUint8(encoder, 0)
    encoding.writeVarUint(encoder, length)
  }
}

export interface Deletion {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** An update of one client, with deletions of anybody's. */
export function update([client, clock]: Id, structs: readonly Forged[], deletions: readonly Deletion[] = []): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, structs.length === 0 ? 0 : 1)
  if (structs.length > 0) {
    for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number)
    for (const write of structs) write(encoder)
  }
  encoding.writeVarUint(encoder, deletions.length)
  for (const deletion of deletions) for (const number of [deletion.client, 1, deletion.clock, deletion.length]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

/** Kinds of sync messages; the first carries a state vector. */
export const syncStep1 = 0
export const syncStep2 = 1
export const syncUpdate = 2

/** An update as a frame of the y-websocket protocol. */
export function frameOf(bytes: Uint8Array, kind = syncUpdate): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageSync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

export interface Presence {
  readonly client: number
  readonly clock: number
  readonly state: unknown
}

/** What an awareness message says of these clients. */
export function presenceOf(...entries: readonly Presence[]): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, JSON.stringify(state))
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageAwareness)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
  return encoding.toUint8Array(encoder)
}

/** The clock that the next struct of this client must have. */
export function nextClock(doc: Y.Doc, client: number): number {
  return Y.getState(doc.store, client)
}
