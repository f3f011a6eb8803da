/**
 * Updates written by hand, struct by struct, in Yjs's V1 encoding: what no editor would write and anybody can send. It
 * knows the encoding and nothing of what may be in it.
 */
import * as encoding from 'lib0/encoding'

export type Id = readonly [client: number, clock: number]

/** What a struct holds, by its number in the encoding. */
export type Content =
  | { readonly ref: 0 | 1 | 10; readonly length: number }
  | { readonly ref: 2; readonly json: readonly string[] }
  | { readonly ref: 3; readonly bytes: Uint8Array }
  | { readonly ref: 4; readonly text: string }
  | { readonly ref: 5; readonly embed: unknown }
  | { readonly ref: 6; readonly key: string; readonly value: unknown }
  | { readonly ref: 7; readonly type: number; readonly name?: string }
  | { readonly ref: 8; readonly values: readonly (string | number | boolean | null | Record<string, string>)[] }
  | { readonly ref: 9; readonly guid: string }

export interface HandStruct {
  readonly content: Content
  readonly origin?: Id | undefined
  readonly rightOrigin?: Id | undefined
  /** Written only where no neighbour is named: a root's name or a type's id. */
  readonly parent?: string | Id | undefined
  readonly sub?: string | undefined
  /** Laid over the info byte, for what no encoder writes. */
  readonly info?: number | undefined
}

export interface Section {
  readonly client: number
  readonly clock: number
  readonly structs: readonly HandStruct[]
}

export interface Deletions {
  readonly client: number
  readonly ranges: readonly (readonly [clock: number, length: number])[]
}

export function writeUpdate(sections: readonly Section[], deletions: readonly Deletions[] = []): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sections.length)
  for (const { client, clock, structs } of sections) {
    encoding.writeVarUint(encoder, structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    for (const struct of structs) writeStruct(encoder, struct)
  }
  encoding.writeVarUint(encoder, deletions.length)
  for (const { client, ranges } of deletions) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

function writeStruct(encoder: encoding.Encoder, { content, origin, rightOrigin, parent, sub, info = 0 }: HandStruct): void {
  const isItem = content.ref !== 0 && content.ref !== 10
  const flags = isItem ? (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (sub === undefined ? 0 : 0x20) : 0
  encoding.writeUint8(encoder, content.ref | flags | info)
  if (isItem) {
    if (origin) writeId(encoder, origin)
    if (rightOrigin) writeId(encoder, rightOrigin)
    if (!origin && !rightOrigin) {
      if (typeof parent === 'object') {
        encoding.writeVarUint(encoder, 0)
        writeId(encoder, parent)
      } else {
        encoding.writeVarUint(encoder, 1)
        encoding.writeVarString(encoder, parent ?? 'body')
      }
      if (sub !== undefined) encoding.writeVarString(encoder, sub)
    }
  }
  writeContent(encoder, content)
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

function writeContent(encoder: encoding.Encoder, content: Content): void {
  switch (content.ref) {
    case 0:
    case 1:
    case 10:
      return encoding.writeVarUint(encoder, content.length)
    case 2:
      encoding.writeVarUint(encoder, content.json.length)
      for (const json of content.json) encoding.writeVarString(encoder, json)
      return
    case 3:
      return encoding.writeVarUint8Array(encoder, content.bytes)
    case 4:
      return encoding.writeVarString(encoder, content.text)
    case 5:
      return encoding.writeVarString(encoder, JSON.stringify(content.embed))
    case 6:
      encoding.writeVarString(encoder, content.key)
      return encoding.writeVarString(encoder, JSON.stringify(content.value))
    case 7:
      encoding.writeVarUint(encoder, content.type)
      // Of Yjs's types only elements (3) and hooks (5) have a name.
      if (content.type === 3 || content.type === 5) encoding.writeVarString(encoder, content.name ?? 'paragraph')
      return
    case 8:
      encoding.writeVarUint(encoder, content.values.length)
      for (const value of content.values) encoding.writeAny(encoder, value)
      return
    case 9:
      encoding.writeVarString(encoder, content.guid)
      return encoding.writeAny(encoder, {})
  }
}
