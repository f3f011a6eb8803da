/**
 * Keystrokes as honest Yjs updates. A typist's first one is made by Yjs itself; those after it, a character each behind
 * the one before inside her own insertion, are written by hand in the same bytes, so that fifty typists cost nothing.
 * Every character typed in one load is another one: whoever receives bytes knows by the characters in them which
 * keystrokes they bring. It knows nothing of servers.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { attributesOf, bodyOf } from '../../../shared/document/ydoc.ts'
import { plainRun } from '../../../shared/document/text.ts'

/** Ideographs: 3 bytes in UTF-8, a lead byte of 0xE3 to 0xE9 and two of 0x80 to 0xBF. The words of the text have none. */
const firstCharacter = 0x3400
const lastCharacter = 0x9fff
export const mostKeystrokes = lastCharacter - firstCharacter + 1

/** The character of a load's keystroke of this number, from 0. */
export function characterOf(keystroke: number): string {
  if (keystroke >= mostKeystrokes) throw new Error(`One load has room for ${mostKeystrokes} keystrokes.`)
  return String.fromCharCode(firstCharacter + keystroke)
}

/**
 * Calls `found` for every keystroke whose character stands in `bytes`, from `start` on. Characters are looked for where a
 * string begins, behind its length: other bytes, times above all, may look like one.
 */
export function keystrokesIn(bytes: Uint8Array, start: number, found: (keystroke: number) => void): void {
  const last = bytes.length - 2
  let after = -1
  for (let index = start; index < last; index++) {
    const lead = bytes[index]!
    if (lead < 0xe3 || lead > 0xe9) continue
    const keystroke = keystrokeAt(bytes, index)
    const before = index > start ? bytes[index - 1]! : 0
    if (keystroke < 0 || (index !== after && (before === 0 || before > 126 || before % 3 !== 0))) continue
    found(keystroke)
    after = index + 3
    index += 2
  }
}

/** The keystroke whose character these three bytes are; below 0: none. */
function keystrokeAt(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]!
  const second = bytes[index + 1]!
  const third = bytes[index + 2]!
  if ((lead & 0xf0) !== 0xe0 || (second & 0xc0) !== 0x80 || (third & 0xc0) !== 0x80) return -1
  const character = ((lead & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
  return character > lastCharacter ? -1 : character - firstCharacter
}

/** A client id like Yjs's own, 32 bits, whose bytes on the wire look like no character. `random` gives 0 to 1. */
export function clientId(random: () => number): number {
  for (;;) {
    const id = 0x1000_0000 + Math.floor(random() * 0xefff_ffff)
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, id)
    const bytes = encoding.toUint8Array(encoder)
    if (bytes.every((_, index) => keystrokeAt(bytes, index) < 0)) return id
  }
}

/** One typist's insertion, growing. */
export class Typing {
  readonly client: number
  readonly #state: Uint8Array
  readonly #paragraph: number
  readonly #proposal: string
  /** Clock of the last character, and of what stands behind the insertion for ever: the end of its mark. */
  #last = 0
  #behind = 0
  #next = 0

  /** She will write at the end of `state`'s paragraph number `paragraph`. */
  constructor(client: number, state: Uint8Array, paragraph: number, proposal: string) {
    this.client = client
    this.#state = state
    this.#paragraph = paragraph
    this.#proposal = proposal
  }

  /** The update that types `character`. Updates must reach the server in the order in which they were made. */
  type(character: string): Uint8Array {
    return this.#next === 0 ? this.#begin(character) : this.#goOn(character)
  }

  /** Where her caret stands now, as y-prosemirror says it: behind her last character. */
  caret(): object {
    return { type: null, tname: null, item: { client: this.client, clock: this.#last }, assoc: -1 }
  }

  #begin(character: string): Uint8Array {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, this.#state)
    doc.clientID = this.client
    const body = bodyOf(doc)
    const element = body.get(this.#paragraph % body.length)
    const words = element instanceof Y.XmlElement ? element.get(0) : undefined
    if (!(words instanceof Y.XmlText)) throw new Error(`Paragraph ${this.#paragraph} has no words.`)
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    words.insert(words.length, character, attributesOf({ ...plainRun(character), insertions: [this.#proposal] }))
    const [update] = updates
    if (update === undefined || updates.length > 1) throw new Error('The first keystroke is not one update.')
    for (const struct of Y.decodeUpdate(update).structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) this.#last = struct.id.clock
    }
    this.#behind = this.#last + 1
    this.#next = this.#last + 2
    if (Y.getState(doc.store, this.client) !== this.#next) throw new Error('The first keystroke does not end with the end of its mark.')
    doc.destroy()
    return update
  }

  #goOn(character: string): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1) // of one client
    encoding.writeVarUint(encoder, 1) // one struct
    encoding.writeVarUint(encoder, this.client)
    encoding.writeVarUint(encoder, this.#next)
    encoding.writeUint8(encoder, 4 | 0x80 | 0x40) // a string, with an origin and a right origin
    encoding.writeVarUint(encoder, this.client)
    encoding.writeVarUint(encoder, this.#last)
    encoding.writeVarUint(encoder, this.client)
    encoding.writeVarUint(encoder, this.#behind)
    encoding.writeVarString(encoder, character)
    encoding.writeVarUint(encoder, 0) // nothing deleted
    this.#last = this.#next
    this.#next += 1
    return encoding.toUint8Array(encoder)
  }
}
