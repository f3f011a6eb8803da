/**
 * How an update to be tried is made: a recipe of plain numbers, which fast-check draws and makes smaller, and its reading
 * against a document. One kind of recipe writes updates struct by struct, the other spoils updates that editors made.
 */
import fc from 'fast-check'
import * as Y from 'yjs'
import { paragraphAttributes } from '../../shared/document/schema.ts'
import { markOf, placeKinds, type Base, type PlaceKind } from './bases.ts'
import { writeUpdate, type Content, type Deletions, type HandStruct, type Id, type Section } from './handwriting.ts'

const pick = fc.nat(0xffff)

/** Something to stand beside or in. `fresh` is a struct of the same update. */
const reference = fc.record({
  kind: fc.oneof({ weight: 12, arbitrary: fc.constant('words' as const) }, { weight: 8, arbitrary: fc.constant('fresh' as const) }, { weight: 8, arbitrary: fc.constantFrom(...placeKinds) }, { weight: 1, arbitrary: fc.constant('unknown' as const) }),
  at: pick,
  offset: fc.nat(7),
})
type Reference = typeof reference extends fc.Arbitrary<infer T> ? T : never

const structRecipe = fc.record({
  /** `fitting` places are those an editor could choose; `any` takes whatever was drawn. */
  place: fc.oneof({ weight: 10, arbitrary: fc.constantFrom('between', 'onward', 'inText', 'child', 'attribute', 'body') }, { weight: 3, arbitrary: fc.constant('any') }),
  origin: fc.option(reference),
  right: fc.option(reference),
  parent: fc.oneof({ weight: 6, arbitrary: reference }, { weight: 1, arbitrary: fc.constantFrom('body', 'ledger', 'status', 'meta', 'evil', '') }),
  /** 11: what fits the place. */
  content: fc.oneof({ weight: 8, arbitrary: fc.constant(11) }, { weight: 3, arbitrary: fc.nat(10) }),
  value: pick,
  sub: fc.option(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...paragraphAttributes) }, { weight: 1, arbitrary: fc.constantFrom('style', '') }), { freq: 2 }),
  info: fc.oneof({ weight: 60, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) }),
})
type StructRecipe = typeof structRecipe extends fc.Arbitrary<infer T> ? T : never

const sectionRecipe = fc.record({
  client: fc.oneof({ weight: 12, arbitrary: fc.constantFrom('new', 'own') }, { weight: 1, arbitrary: fc.constantFrom('other', 'server', 'same') }),
  which: fc.nat(7),
  /** How far from where it should begin. */
  shift: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: -6, max: 3 }) }),
  structs: fc.array(structRecipe, { minLength: 1, maxLength: 6 }),
})

const deletionRecipe = fc.record({ what: reference, from: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }), length: fc.nat(9) })

const written = fc.record({
  made: fc.constant('written' as const),
  sections: fc.array(sectionRecipe, { minLength: 0, maxLength: 3 }),
  deletions: fc.oneof({ weight: 2, arbitrary: fc.array(deletionRecipe, { maxLength: 0 }) }, { weight: 1, arbitrary: fc.array(deletionRecipe, { maxLength: 3 }) }),
})

const spoiling = fc.record({
  how: fc.constantFrom('flip', 'set', 'cut', 'varint', 'splice', 'merge', 'swap', 'drop', 'repeat', 'client', 'clock', 'neighbour', 'content', 'delete', 'onward'),
  at: pick,
  value: pick,
})
const spoiled = fc.record({ made: fc.constant('spoiled' as const), which: pick, other: pick, spoilings: fc.array(spoiling, { maxLength: 3 }) })

/** `base`: the seed of a document (bases.ts). */
export const recipe = fc.record({ base: fc.nat(23), update: fc.oneof({ weight: 3, arbitrary: written }, { weight: 2, arbitrary: spoiled }) })
export type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never

const chosen = <T>(choices: readonly T[], at: number): T | undefined => choices[at % Math.max(1, choices.length)]

export function updateOf({ update }: Recipe, base: Base): Uint8Array {
  return update.made === 'written' ? new Hand(base).write(update) : spoil(update, base)
}

/** Writes one update; knows what it has written so far. */
class Hand {
  readonly #base: Base
  readonly #fresh: { id: Id; kind: PlaceKind; length: number }[] = []

  constructor(base: Base) {
    this.#base = base
  }

  write({ sections, deletions }: Extract<Recipe['update'], { made: 'written' }>): Uint8Array {
    const done: Section[] = []
    for (const { client: whose, which, shift, structs } of sections) {
      const client = this.#client(whose, which, done)
      const known = done.findLast((section) => section.client === client)
      const next = known ? known.clock + lengthOf(known.structs) : Y.getState(this.#base.doc.store, client)
      const section = { client, clock: Math.max(0, next + shift), structs: [] as HandStruct[] }
      let clock = section.clock
      for (const each of structs) {
        const struct = this.#struct(each)
        section.structs.push(struct)
        const length = contentLength(struct.content)
        this.#fresh.push({ id: [client, clock], kind: freshKind(struct), length })
        clock += length
      }
      done.push(section)
    }
    return writeUpdate(done, deletions.map((each) => this.#deletion(each)))
  }

  #client(whose: string, which: number, done: readonly Section[]): number {
    const { clients, server } = this.#base
    if (whose === 'own') return chosen(clients.own, which) ?? 900
    if (whose === 'other') return chosen(clients.others, which) ?? 901
    if (whose === 'server') return server
    return whose === 'same' ? (done.at(-1)?.client ?? 902) : 1000 + which
  }

  #deletion({ what, from, length }: { readonly what: Reference; readonly from: number; readonly length: number }): Deletions {
    const [client, clock] = this.#id(what)
    return { client, ranges: [[clock + from, length + (from > 3 ? 0 : 1)]] }
  }

  #id({ kind, at, offset }: Reference): Id {
    if (kind === 'unknown') return [chosen(this.#base.clients.others, at) ?? 7, at]
    const place = kind === 'fresh' ? chosen(this.#fresh, at) : chosen(this.#base.places[kind], at)
    if (!place) return [1000 + (at % 8), at % 5]
    return [place.id[0], place.id[1] + (offset % Math.max(1, place.length))]
  }

  /** The id of a place of this kind, known or fresh. */
  #kind(kind: PlaceKind, at: number): Id | undefined {
    const fresh = this.#fresh.filter((each) => each.kind === kind)
    return (at % 3 === 0 ? chosen(fresh, at >> 2) : undefined)?.id ?? chosen(this.#base.places[kind], at >> 2)?.id
  }

  #struct(drawn: StructRecipe): HandStruct {
    const { place, value, info } = drawn
    const at = drawn.origin?.at ?? value
    switch (place) {
      case 'between': {
        const here = chosen(this.#base.places[value % 4 === 0 ? 'mark' : 'words'], at)
        if (!here) break
        const offset = (drawn.origin?.offset ?? 0) % here.length
        const origin: Id = [here.id[0], here.id[1] + offset]
        const rightOrigin: Id | undefined = offset + 1 < here.length ? [origin[0], origin[1] + 1] : here.next
        return { origin, rightOrigin, content: this.#content(drawn, 'words'), info }
      }
      case 'onward': {
        const last = this.#fresh.at(-1)
        if (!last) break
        return { origin: [last.id[0], last.id[1] + last.length - 1], content: this.#content(drawn, last.kind === 'attribute' || last.kind === 'element' || last.kind === 'textType' ? last.kind : 'words'), info }
      }
      case 'inText':
        return { parent: this.#kind('textType', at), content: this.#content(drawn, 'words'), info }
      case 'child':
        return { parent: this.#kind('element', at), content: this.#content(drawn, 'textType'), info }
      case 'attribute':
        return { parent: this.#kind('element', at), sub: drawn.sub ?? 'level', content: this.#content(drawn, 'attribute'), info }
      case 'body': {
        const beside = value % 2 === 0 ? this.#kind('element', at) : undefined
        return { parent: 'body', origin: beside, content: this.#content(drawn, 'element'), info }
      }
      case 'any':
        break
    }
    return {
      origin: drawn.origin ? this.#id(drawn.origin) : undefined,
      rightOrigin: drawn.right ? this.#id(drawn.right) : undefined,
      parent: typeof drawn.parent === 'string' ? drawn.parent : this.#id(drawn.parent),
      sub: drawn.sub ?? undefined,
      content: this.#content(drawn, value % 2 === 0 ? 'words' : 'attribute'),
      info,
    }
  }

  #content({ content, value, sub }: StructRecipe, fits: PlaceKind): Content {
    switch (content) {
      case 0:
        return { ref: 0, length: 1 + (value % 9) }
      case 1:
        return { ref: 1, length: 1 + (value % 9) }
      case 2:
        return { ref: 2, json: ['1', '{}', 'undefined'].slice(0, 1 + (value % 3)) }
      case 3:
        return { ref: 3, bytes: new Uint8Array([1, 2]) }
      case 4:
        return { ref: 4, text: this.#words(value) }
      case 5:
        return { ref: 5, embed: { image: 'x' } }
      case 6:
        return { ref: 6, ...markOf(this.#base, value) }
      case 7:
        return { ref: 7, type: value % 8, name: value % 5 === 0 ? 'table' : 'paragraph' }
      case 8:
        return { ref: 8, values: ['x', 1, null, { a: 'b' }].slice(value % 4, (value % 4) + 1 + (value % 2)) }
      case 9:
        return { ref: 9, guid: 'sub' }
      case 10:
        return { ref: 10, length: 1 + (value % 9) }
    }
    switch (fits) {
      case 'element':
        return value % 9 === 0 ? { ref: 1, length: 1 + (value % 3) } : { ref: 7, type: 3, name: 'paragraph' }
      case 'textType':
        return value % 9 === 0 ? { ref: 1, length: 1 + (value % 3) } : { ref: 7, type: 6 }
      case 'attribute':
        return value % 9 === 0 ? { ref: 1, length: 1 } : { ref: 8, values: [this.#attribute(sub ?? 'level', value)] }
      case 'words':
      case 'mark':
      case 'tombstone':
      case 'collected':
      case 'server':
        if (value % 3 === 0) return { ref: 6, ...markOf(this.#base, value) }
        return value % 11 === 1 ? { ref: 1, length: 1 + (value % 5) } : { ref: 4, text: this.#words(value) }
    }
  }

  #words(value: number): string {
    return ['x', 'of the', '😀', 'و', '的', '', '\u0007', 'long enough to be cut'][value % 8] ?? 'x'
  }

  #attribute(sub: string, value: number): string | number {
    if (sub === 'level') return [1, 2, 3, 9][value % 4] ?? 1
    if (sub === 'kind') return ['item', 'note', 'chapter'][value % 3] ?? 'item'
    if (sub === 'id') return ['item-100', `fuzz-${value}`, '!'][value % 3] ?? 'item-100'
    return (value % 2 === 0 ? chosen(this.#base.proposals, value) : undefined) ?? `bre-${100 + (value % 900)}`
  }
}

function freshKind({ content, sub }: HandStruct): PlaceKind {
  if (sub !== undefined) return 'attribute'
  if (content.ref === 7) return content.type === 3 ? 'element' : 'textType'
  if (content.ref === 0) return 'collected'
  if (content.ref === 1) return 'tombstone'
  return content.ref === 6 ? 'mark' : 'words'
}

function contentLength(content: Content): number {
  switch (content.ref) {
    case 0:
    case 1:
    case 10:
      return content.length
    case 2:
      return content.json.length
    case 4:
      return content.text.length
    case 8:
      return content.values.length
    default:
      return 1
  }
}

function lengthOf(structs: readonly HandStruct[]): number {
  return structs.reduce((sum, { content }) => sum + contentLength(content), 0)
}

// --- updates that editors made, spoiled ---

function spoil({ which, other, spoilings }: Extract<Recipe['update'], { made: 'spoiled' }>, base: Base): Uint8Array {
  let bytes = chosen(base.genuine, which) ?? new Uint8Array([0, 0])
  const second = chosen(base.genuine, other) ?? bytes
  for (const { how, at, value } of spoilings) bytes = spoilBytes(bytes, second, how, at, value) ?? spoilStructs(bytes, base, how, at, value)
  return bytes
}

/** Null where `how` is about structs, not bytes. */
function spoilBytes(bytes: Uint8Array, second: Uint8Array, how: string, at: number, value: number): Uint8Array | null {
  if (bytes.length === 0) return second
  const here = at % bytes.length
  switch (how) {
    case 'flip':
      return bytes.with(here, (bytes[here] ?? 0) ^ (1 << (value % 8)))
    case 'set':
      return bytes.with(here, value % 256)
    case 'cut':
      return bytes.slice(0, here)
    case 'varint': {
      const length = 1 + (value % 8)
      const number = new Uint8Array(length).fill(0x80 | (value & 0x7f)).with(length - 1, value & 0x7f)
      return joined(bytes.subarray(0, here), number, bytes.subarray(here + 1))
    }
    case 'splice':
      return joined(bytes.subarray(0, here), second.subarray(value % Math.max(1, second.length)))
    case 'merge':
      return merged(bytes, second)
    default:
      return null
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function merged(a: Uint8Array, b: Uint8Array): Uint8Array {
  try {
    return Y.mergeUpdates([a, b])
  } catch {
    // Bytes that were spoiled before cannot always be read; they are tried as they are.
    return a
  }
}

function spoilStructs(bytes: Uint8Array, base: Base, how: string, at: number, value: number): Uint8Array {
  let read: { sections: (Section & { structs: HandStruct[] })[]; deletions: Deletions[] }
  try {
    read = readBack(bytes)
  } catch {
    // As above.
    return bytes
  }
  const { sections, deletions } = read
  const section = chosen(sections, at)
  const kind = chosen(placeKinds, value) ?? 'words'
  const place = chosen(base.places[kind], at)
  if (how === 'delete' && place) deletions.push({ client: place.id[0], ranges: [[place.id[1], 1 + (value % place.length)]] })
  if (!section) return writeUpdate(sections, deletions)
  const { structs } = section
  const here = at % structs.length
  const there = value % structs.length
  const struct = structs[here]
  const another = structs[there]
  if (!struct || !another) return bytes
  const index = sections.indexOf(section)
  const onward = Y.getState(base.doc.store, section.client)
  if (how === 'swap') [structs[here], structs[there]] = [another, struct]
  else if (how === 'drop') structs.splice(here, 1)
  else if (how === 'repeat') structs.splice(there, 0, struct)
  else if (how === 'client') sections[index] = { ...section, client: chosen(value % 2 === 0 ? base.clients.own : base.clients.others, at) ?? 5 }
  else if (how === 'clock') sections[index] = { ...section, clock: Math.max(0, section.clock + (value % 9) - 4) }
  else if (how === 'onward') sections[index] = { ...section, clock: onward }
  else if (how === 'neighbour') structs[here] = { ...struct, [value % 2 === 0 ? 'origin' : 'rightOrigin']: place?.id ?? [section.client, value] }
  else if (how === 'content') structs[here] = { ...struct, content: another.content }
  return writeUpdate(sections, deletions)
}

/** An update as it could have been written by hand. */
function readBack(bytes: Uint8Array): { sections: (Section & { structs: HandStruct[] })[]; deletions: Deletions[] } {
  const { structs, ds } = Y.decodeUpdate(bytes)
  const sections: (Section & { structs: HandStruct[] })[] = []
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (sections.at(-1)?.client !== client) sections.push({ client, clock, structs: [] })
    sections.at(-1)?.structs.push(handStruct(struct))
  }
  return { sections, deletions: [...ds.clients].map(([client, ranges]) => ({ client, ranges: ranges.map(({ clock, len }) => [clock, len]) })) }
}

function handStruct(struct: Y.Item | Y.GC | Y.Skip): HandStruct {
  if (!(struct instanceof Y.Item)) return { content: { ref: struct instanceof Y.GC ? 0 : 10, length: struct.length } }
  const id = (each: unknown): Id | undefined => (each instanceof Y.ID ? [each.client, each.clock] : undefined)
  const parent: unknown = struct.parent
  return {
    origin: id(struct.origin),
    rightOrigin: id(struct.rightOrigin),
    parent: typeof parent === 'string' ? parent : id(parent),
    sub: struct.parentSub ?? undefined,
    content: handContent(struct.content, struct.length),
  }
}

function handContent(content: unknown, length: number): Content {
  if (content instanceof Y.ContentString) return { ref: 4, text: content.str }
  if (content instanceof Y.ContentFormat) return { ref: 6, key: content.key, value: content.value }
  if (content instanceof Y.ContentAny) return { ref: 8, values: content.arr }
  if (content instanceof Y.ContentType) {
    const type: unknown = content.type
    return type instanceof Y.XmlElement ? { ref: 7, type: 3, name: type.nodeName } : { ref: 7, type: 6 }
  }
  return { ref: 1, length }
}
