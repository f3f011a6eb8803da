/**
 * The first half of the gate (G1, G2 and the shape part of G3): looks at an update before it is applied, decides
 * whether it may be applied at all, and lists which paragraphs it will touch. It reads the document and changes
 * nothing. What the update does to the words is judged afterwards, in gate.ts.
 */
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { isSpelledRight, readMark } from '../../shared/document/marks.ts'
import { paragraphAttributes } from '../../shared/document/schema.ts'
import { rootNames } from '../../shared/document/ydoc.ts'
import { updateBytes } from '../../shared/wire/limits.ts'
import type { RefusalReason } from '../../shared/wire/messages.ts'

export interface DecodedUpdate {
  /** What to apply: the update without the structs that the document has already. Yjs looks at those again and trusts them. */
  readonly bytes: Uint8Array
  readonly structs: readonly Struct[]
  /** Of each client: ascending and apart. */
  readonly deletions: ReadonlyMap<number, ReadonlyArray<{ readonly clock: number; readonly len: number }>>
  readonly proposals: ReadonlySet<string>
}
export type Struct = Y.Item | Y.GC | Y.Skip

/** An update that may be applied, and what of the document it will change: nothing else. */
export interface AdmittedUpdate extends DecodedUpdate {
  /** Paragraphs of the document whose words, marks, attributes or children it changes, or which it removes. */
  readonly touches: ReadonlySet<Y.XmlElement>
  /** Whether paragraphs come or go. Those that come are the update's own. */
  readonly changesList: boolean
}

export type Admission =
  | {
      readonly ok: true
      readonly update: AdmittedUpdate
      /** Client ids this participant uses for the first time, to be bound to her (G1). */
      readonly newClients: readonly number[]
    }
  | { readonly ok: false; readonly rule: 'G1' | 'G2' | 'G3'; readonly reason: RefusalReason }

/** To whom a Yjs client id belongs in this consultation; undefined while nobody used it. */
export type OwnerOf = (client: number) => string | undefined

/** G1's bounds on one update. A day of offline writing is far below; one update of a million clocks is an attack. */
export const updateLimits = {
  bytes: updateBytes,
  clocks: 1_000_000,
  structs: 20_000,
  chain: 2_000,
  /** New client ids: one for each time the page was opened offline. */
  clients: 100,
  /** As many as one delegation may have open (P9). */
  proposals: 1_000,
  /** Structs in one paragraph's words: one for each word that stands alone, half of what a paragraph has letters. */
  structsInOneText: 10_000,
  /**
   * Marks that differ, in one paragraph's words. Each of its words may stand under all of them, so that reading it, let
   * alone judging it, costs their square: with some thousands the server ran out of memory. Twice as many as may
   * stand on one word, for who writes among those ends and begins each.
   */
  marksInOneText: 200,
  /** Items written at one and the same place: Yjs compares each with all others there. */
  siblings: 1_000,
  /** Deletions of words of the same update. */
  freshDeletions: 5_000,
  /** Pieces of one paragraph's words that it deletes. Those deleted before do not count: who returns repeats them all. */
  deletionsInOneText: 5_000,
} as const

type Refused = Extract<Admission, { ok: false }>
const refuse = (rule: 'G1' | 'G2' | 'G3', reason: RefusalReason): Refused => ({ ok: false, rule, reason })

/** Where an item sits: under a root's list, as an attribute or child of a paragraph, or in a paragraph's words. */
type Place = 'body' | 'attribute' | 'child' | 'words' | 'gone'

export function admit(doc: Y.Doc, bytes: Uint8Array, participant: string, ownerOf: OwnerOf): Admission {
  if (bytes.byteLength > updateLimits.bytes) return refuse('G1', 'tooLarge')
  const sent = decode(bytes)
  if (sent === null) return refuse('G1', 'malformed')
  const fault = sequenceFault(doc, sent)
  if (fault) return fault
  const update = trimmed(doc, sent)
  if (update === null) return refuse('G1', 'malformed')
  const check = new UpdateCheck(doc, update, participant, ownerOf)
  return (
    check.structs() ??
    check.deletions() ?? {
      ok: true,
      update: { ...update, touches: check.touches, changesList: check.changesList },
      newClients: [...check.newClients],
    }
  )
}

function decode(bytes: Uint8Array): DecodedUpdate | null {
  try {
    const decoder = new Y.UpdateDecoderV1(decoding.createDecoder(bytes))
    const { structs, ds } = Y.decodeUpdateV2(bytes, given(decoder))
    // Yjs overlooks what stands behind the end, so that an update in encoding V2 can read as an empty one.
    if (decoding.hasContent(decoder.restDecoder)) return null
    const clients = new Set<number>()
    for (const { id } of structs) clients.add(id.client)
    // Of a client that is named twice Yjs applies only what comes last, and of what comes first we would never hear.
    if (decoding.readVarUint(decoding.createDecoder(bytes)) !== clients.size) return null
    return { bytes, structs, deletions: ds.clients, proposals: proposalsNamed(structs) }
  } catch {
    // Any decoding fault means the same to the sender: the frame is not a V1 update.
    return null
  }
}

/** G1: whether the structs of each client follow, without a gap, upon those that the document has. */
function sequenceFault(doc: Y.Doc, { structs, proposals }: DecodedUpdate): Refused | null {
  if (structs.length > updateLimits.structs || proposals.size > updateLimits.proposals) return refuse('G1', 'tooLarge')
  const next = new Map<number, number>()
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (struct instanceof Y.Skip) return refuse('G1', 'gap')
    const end = clock + struct.length
    if (!Number.isSafeInteger(end) || struct.length < 1) return refuse('G1', 'malformed')
    if (clock > (next.get(client) ?? Y.getState(doc.store, client))) return refuse('G1', 'gap')
    next.set(client, end)
  }
  return null
}

/**
 * The update without what the document has already. Yjs would look up the neighbours and roots that such structs name,
 * whatever they are, and would put the rest of a struct that it has in part beside its beginning, wherever that says it
 * belongs. Honest clients repeat themselves only after a lost line, so this seldom costs anything.
 */
function trimmed(doc: Y.Doc, update: DecodedUpdate): DecodedUpdate | null {
  if (!update.structs.some(({ id }) => id.clock < Y.getState(doc.store, id.client))) return update
  return decode(Y.diffUpdate(update.bytes, Y.encodeStateVector(doc)))
}

/** For `new` to give this very decoder, which tells afterwards how far it came: Yjs keeps the one it makes to itself. */
function given(decoder: Y.UpdateDecoderV1): typeof Y.UpdateDecoderV1 {
  function Given() {
    return decoder
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function that returns an object is a constructor of it
  return Given as unknown as typeof Y.UpdateDecoderV1
}

/** One walk over one update. It has a life only because places of new items depend on other new items. */
class UpdateCheck {
  readonly newClients = new Set<number>()
  readonly touches = new Set<Y.XmlElement>()
  changesList = false
  readonly #deletions = new Map<unknown, number>()
  readonly #doc: Y.Doc
  readonly #update: DecodedUpdate
  readonly #participant: string
  readonly #ownerOf: OwnerOf
  /** New structs by client, in clock order. */
  readonly #fresh = new Map<number, Struct[]>()
  readonly #places = new Map<Struct, Place | Refused>()
  /** Which list new structs stand in, as far as walked: keystrokes lean on one another in long chains. */
  readonly #holders = new Map<Struct, Holder>()
  /** Where the words that a struct ends were begun, as far as walked. */
  readonly #begun = new Map<Struct, number>()
  /** Lists whose paragraphs have been listed. */
  readonly #listed = new Set<string>()
  /** New structs whose places wait for another's: meeting one again means they depend on each other. */
  readonly #waiting = new Set<Struct>()

  constructor(doc: Y.Doc, update: DecodedUpdate, participant: string, ownerOf: OwnerOf) {
    this.#doc = doc
    this.#update = update
    this.#participant = participant
    this.#ownerOf = ownerOf
  }

  structs(): Refused | null {
    let clocks = 0
    for (const struct of this.#update.structs) {
      const { client } = struct.id
      if (struct instanceof Y.Item && leansOnItself(struct)) return refuse('G1', 'gap')
      const owner = this.#ownerOf(client)
      if (owner !== undefined && owner !== this.#participant) return refuse('G1', 'foreignClient')
      if (client === this.#doc.clientID) return refuse('G1', 'foreignClient')
      if (owner === undefined) this.newClients.add(client)
      if (this.newClients.size > updateLimits.clients) return refuse('G1', 'tooLarge')
      clocks += struct.length
      if (clocks > updateLimits.clocks) return refuse('G1', 'tooLarge')
      const list = this.#fresh.get(client)
      if (list) list.push(struct)
      else this.#fresh.set(client, [struct])
    }
    if (!this.#canBeOrdered()) return refuse('G1', 'gap')
    // Most updates could not pass the bounds on one place or one text, whatever is in them.
    const isSmall = this.#update.structs.length <= Math.min(updateLimits.siblings, updateLimits.structsInOneText, updateLimits.marksInOneText)
    const siblings = new Map<string, number>()
    const texts = new Map<string, { structs: number; readonly marks: Set<string> }>()
    for (const list of this.#fresh.values()) {
      for (const struct of list) {
        if (struct instanceof Y.Item && this.#isInsideOut(struct)) return refuse('G1', 'malformed')
        const place = this.#placeOf(struct)
        if (typeof place !== 'string') return place
        if (!(struct instanceof Y.Item)) continue
        const fault = contentFault(struct, place)
        if (fault) return fault
        if (place === 'gone' && this.#cutsCharacter(struct)) return refuse('G1', 'malformed')
        this.#list(struct, place)
        if (isSmall) continue
        const { origin } = struct
        const behind = origin ? `${origin.client}:${origin.clock}` : this.#holderOf(struct).list
        const here = (siblings.get(behind) ?? 0) + 1
        if (here > updateLimits.siblings) return refuse('G1', 'tooLarge')
        siblings.set(behind, here)
        if (place !== 'words') continue
        const { list } = this.#holderOf(struct)
        const text = texts.get(list) ?? { structs: 0, marks: new Set() }
        texts.set(list, text)
        text.structs += 1
        if (struct.content instanceof Y.ContentFormat) text.marks.add(struct.content.key)
        if (text.structs > updateLimits.structsInOneText || text.marks.size > updateLimits.marksInOneText) return refuse('G1', 'tooLarge')
      }
    }
    return null
  }

  /**
   * Whether each struct can be integrated after those it names and after its client's earlier ones. Yjs keeps structs
   * that wait for one another in a circle for ever.
   */
  #canBeOrdered(): boolean {
    if (this.#fresh.size < 2) return true
    const next = new Map([...this.#fresh.keys()].map((client) => [client, 0]))
    const waiting = new Map<number, number[]>()
    const ready = [...this.#fresh.keys()]
    let done = 0
    for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
      const list = this.#fresh.get(client) ?? []
      let index = next.get(client) ?? 0
      const from = index
      for (; index < list.length; index++) {
        const struct = list[index]
        const missing = struct instanceof Y.Item ? namedBy(struct).find((id) => id.client !== struct.id.client && !this.#isReached(id, next)) : undefined
        if (missing === undefined) continue
        const others = waiting.get(missing.client)
        if (others) others.push(client)
        else waiting.set(missing.client, [client])
        break
      }
      next.set(client, index)
      done += index - from
      if (index > from) {
        ready.push(...(waiting.get(client) ?? []))
        waiting.delete(client)
      }
    }
    return done === this.#update.structs.length
  }

  /** Whether the struct that `id` names stands before the next one of its client. */
  #isReached(id: Y.ID, next: ReadonlyMap<number, number>): boolean {
    if (!this.#isFresh(id)) return true
    const list = this.#fresh.get(id.client)
    const reached = list?.[(next.get(id.client) ?? 0) - 1]
    return reached !== undefined && id.clock < reached.id.clock + reached.length
  }

  /**
   * Whether an item names, as what stands after it, something that stands before what it names as before it, in words
   * typed on one after another. Where those are one item to Yjs, it loses the place while it cuts them; whether they are
   * differs from copy to copy, and the copies would part.
   */
  #isInsideOut({ origin, rightOrigin }: Y.Item): boolean {
    if (origin === null || rightOrigin === null) return false
    return rightOrigin.client === origin.client && rightOrigin.clock <= origin.clock && this.#typedOnFrom(origin) <= rightOrigin.clock
  }

  /** The clock at which the words were begun that were typed on, one right after another, up to this one. */
  #typedOnFrom(id: Y.ID): number {
    const walked: Struct[] = []
    let start = id.clock
    let at = this.#find(id)
    while (at instanceof Y.Item) {
      const known = this.#begun.get(at)
      start = known ?? at.id.clock
      if (known !== undefined) break
      walked.push(at)
      const { client, clock } = at.id
      if (at.origin === null || at.origin.client !== client || at.origin.clock !== clock - 1) break
      at = this.#find(at.origin)
    }
    for (const struct of walked) this.#begun.set(struct, start)
    return start
  }

  /**
   * Whether an item that comes to nothing itself names places inside a character outside the basic plane. Yjs cuts the
   * words there in two all the same, and spoils the character, here and nowhere else.
   */
  #cutsCharacter({ origin, rightOrigin }: Y.Item): boolean {
    return [origin && { id: origin, after: 1 }, rightOrigin && { id: rightOrigin, after: 0 }].some((cut) => {
      const named = cut ? this.#find(cut.id) : null
      if (!cut || !(named instanceof Y.Item) || !(named.content instanceof Y.ContentString)) return false
      const at = cut.id.clock - named.id.clock + cut.after
      return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(named.content.str.slice(at - 1, at + 1))
    })
  }

  /** Lists what integrating this new item changes. */
  #list(item: Y.Item, place: Place): void {
    if (place === 'gone') return
    if (place === 'body') {
      this.changesList = true
      return
    }
    const { list, type } = this.#holderOf(item)
    if (type === null || this.#listed.has(list)) return
    this.#listed.add(list)
    const holder = this.#find(type)
    // A new paragraph, or a new text of one, is the update's own; where that stands is listed for itself.
    if (holder instanceof Y.Item && this.#isKnown(holder)) this.#listKnown(holder)
  }

  #listKnown(item: Y.Item): void {
    let at = item
    while (at.parent instanceof Y.AbstractType && at.parent._item !== null) at = at.parent._item
    if (at.content instanceof Y.ContentType && at.content.type instanceof Y.XmlElement) this.touches.add(at.content.type)
  }

  deletions(): Refused | null {
    // A returning client repeats every deletion the text has ever seen: only those of new words count.
    let inFresh = 0
    for (const [client, ranges] of this.#update.deletions) {
      const last = this.#fresh.get(client)?.at(-1)
      const known = Y.getState(this.#doc.store, client)
      const end = last ? last.id.clock + last.length : known
      let apart = 0
      for (const { clock, len } of ranges) {
        if (clock < apart || len < 1) return refuse('G1', 'malformed')
        apart = clock + len
        if (!Number.isSafeInteger(apart) || apart > end) return refuse('G1', 'gap')
        if (apart > known && ++inFresh > updateLimits.freshDeletions) return refuse('G1', 'tooLarge')
        const fault = this.#deletedRange(client, clock, apart)
        if (fault) return fault
      }
    }
    return null
  }

  /** G2: what is deleted and still stands must lie in `body`. */
  #deletedRange(client: number, from: number, to: number): Refused | null {
    const known = this.#doc.store.clients.get(client)
    if (!known || known.length === 0 || from >= Y.getState(this.#doc.store, client)) return null
    for (let index = Y.findIndexSS(known, from); index < known.length; index++) {
      const struct = known[index]
      if (!struct || struct.id.clock >= to) break
      if (!(struct instanceof Y.Item) || struct.deleted) continue
      const body = this.#doc.share.get('body')
      if (rootOf(struct) !== body) return refuse('G2', 'serverRoot')
      if (struct.parent === body) this.changesList = true
      this.#listKnown(struct)
      const here = (this.#deletions.get(struct.parent) ?? 0) + 1
      this.#deletions.set(struct.parent, here)
      if (struct.parent !== body && here > updateLimits.deletionsInOneText) return refuse('G1', 'tooLarge')
    }
    return null
  }

  #find(id: Y.ID): Struct | null {
    if (id.clock < Y.getState(this.#doc.store, id.client)) return Y.getItem(this.#doc.store, id)
    const list = this.#fresh.get(id.client) ?? []
    let low = 0
    let high = list.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const struct = list[middle]
      if (!struct) return null
      if (id.clock < struct.id.clock) high = middle - 1
      else if (id.clock >= struct.id.clock + struct.length) low = middle + 1
      else return struct
    }
    return null
  }

  #placeOf(struct: Struct): Place | Refused {
    const known = this.#places.get(struct)
    if (known !== undefined) return known
    // Runs of keystrokes depend on one another in a chain; walk it without recursion, oldest place first.
    const chain: Struct[] = []
    let at: Struct = struct
    while (at instanceof Y.Item && at.origin !== null && this.#isFresh(at.origin) && !this.#places.has(at)) {
      if (chain.length > updateLimits.structs) return refuse('G1', 'gap')
      chain.push(at)
      const origin = this.#find(at.origin)
      if (origin === null) return refuse('G1', 'gap')
      at = origin
    }
    let place = this.#places.get(at) ?? this.#computePlace(at)
    this.#places.set(at, place)
    for (const later of chain.reverse()) {
      place = this.#places.get(later) ?? this.#computePlace(later)
      this.#places.set(later, place)
    }
    return place
  }

  #isFresh(id: Y.ID): boolean {
    return id.clock >= Y.getState(this.#doc.store, id.client)
  }

  #computePlace(struct: Struct): Place | Refused {
    if (!(struct instanceof Y.Item)) return 'gone'
    if (this.#waiting.has(struct) || this.#waiting.size > updateLimits.chain) return refuse('G1', 'gap')
    this.#waiting.add(struct)
    const place = this.#placeByNeighbours(struct)
    this.#waiting.delete(struct)
    return place
  }

  #placeByNeighbours(struct: Y.Item): Place | Refused {
    const { parent } = struct
    const neighbours: Struct[] = []
    for (const id of [struct.origin, struct.rightOrigin]) {
      if (id === null) continue
      const neighbour = this.#find(id)
      if (neighbour === null) return refuse('G1', 'gap')
      neighbours.push(neighbour)
    }
    if (neighbours.length > 0) return this.#placeBeside(neighbours)
    if (typeof parent === 'string') {
      if (parent !== 'body') return rootNames.some((name) => name === parent) ? refuse('G2', 'serverRoot') : refuse('G1', 'unknownRoot')
      return struct.parentSub === null ? 'body' : refuse('G3', 'schema')
    }
    if (parent instanceof Y.ID) {
      const holder = this.#find(parent)
      if (holder === null) return refuse('G1', 'gap')
      return this.#placeInside(struct, holder)
    }
    return refuse('G1', 'malformed')
  }

  /** An item without a parent of its own stands where its neighbours stand; both must agree. */
  #placeBeside(neighbours: readonly Struct[]): Place | Refused {
    let first: { readonly place: Place; readonly list: unknown } | null = null
    let isGone = false
    let agree = true
    for (const neighbour of neighbours) {
      const place = this.#isKnown(neighbour) ? knownPlace(neighbour, this.#doc) : this.#placeOf(neighbour)
      if (typeof place !== 'string') return place
      isGone ||= place === 'gone'
      const list = neighbour instanceof Y.Item ? this.#holderOf(neighbour).list : null
      if (first === null) first = { place, list }
      else agree &&= first.place === place && first.list === list
    }
    // Yjs makes an item beside collected text collected too: its words are reported as gone, after the fact.
    if (isGone) return 'gone'
    return first !== null && agree ? first.place : refuse('G1', 'malformed')
  }

  #placeInside(struct: Y.Item, holder: Struct): Place | Refused {
    if (!(holder instanceof Y.Item)) return 'gone'
    const place = this.#isKnown(holder) ? knownPlace(holder, this.#doc) : this.#placeOf(holder)
    if (typeof place !== 'string') return place
    if (place === 'gone' || (holder.deleted && !(holder.content instanceof Y.ContentType))) return 'gone'
    if (!(holder.content instanceof Y.ContentType)) return refuse('G1', 'malformed')
    if (place === 'body') {
      if (struct.parentSub === null) return 'child'
      return paragraphAttributes.some((name) => name === struct.parentSub) ? 'attribute' : refuse('G3', 'schema')
    }
    return place === 'child' && struct.parentSub === null ? 'words' : refuse('G3', 'schema')
  }

  #isKnown(struct: Struct): boolean {
    return struct.id.clock < Y.getState(this.#doc.store, struct.id.client)
  }

  #holderOf(item: Y.Item): Holder {
    const walked = new Set<Struct>()
    let at: Struct | null = item
    let holder: Holder = { list: `lost ${item.id.client}:${item.id.clock}`, type: null }
    while (at instanceof Y.Item && !walked.has(at)) {
      const found = this.#holders.get(at) ?? this.#ownHolder(at)
      if (found !== null) {
        holder = found
        break
      }
      walked.add(at)
      const beside: Y.ID | null = at.origin ?? at.rightOrigin
      at = beside === null ? null : this.#find(beside)
    }
    this.#holders.set(item, holder)
    for (const struct of walked) this.#holders.set(struct, holder)
    return holder
  }

  /** The same where the item says it by itself; null where only its neighbours know. */
  #ownHolder(item: Y.Item): Holder | null {
    const sub = item.parentSub ?? ''
    if (this.#isKnown(item) && item.parent instanceof Y.AbstractType) {
      const type = item.parent._item?.id ?? null
      return { list: `${type === null ? 'root' : `${type.client}:${type.clock}`}/${sub}`, type }
    }
    if (item.parent instanceof Y.ID) return { list: `${item.parent.client}:${item.parent.clock}/${sub}`, type: item.parent }
    return typeof item.parent === 'string' ? { list: `root/${sub}`, type: null } : null
  }
}

/** Where an item stands: the same `list` for two items exactly when they share one (holding type and attribute name). */
interface Holder {
  readonly list: string
  /** The item of the holding type; null for a root. */
  readonly type: Y.ID | null
}

/** A struct that names a later struct of its own client can never be integrated; Yjs does not look. */
function leansOnItself(item: Y.Item): boolean {
  return namedBy(item).some((id) => id.client === item.id.client && id.clock >= item.id.clock)
}

function namedBy({ origin, rightOrigin, parent }: Y.Item): Y.ID[] {
  return [origin, rightOrigin, parent].filter((id) => id instanceof Y.ID)
}

function rootOf(item: Y.Item): unknown {
  let at: Y.Item = item
  while (at.parent instanceof Y.AbstractType && at.parent._item !== null) at = at.parent._item
  return at.parent
}

/** Place of an item the document already has. */
function knownPlace(struct: Struct, doc: Y.Doc): Place | Refused {
  if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) return 'gone'
  const body = doc.share.get('body')
  if (rootOf(struct) !== body) return refuse('G2', 'serverRoot')
  const holder = struct.parent._item
  if (holder === null) return 'body'
  if (struct.parentSub !== null) return 'attribute'
  return holder.parent === body ? 'child' : 'words'
}

/** G1 and G3: each place takes only its own kinds of content. Tombstones are content that its author deleted before sending. */
function contentFault(item: Y.Item, place: Place): Refused | null {
  const { content } = item
  if (content instanceof Y.ContentDeleted || place === 'gone') {
    return content instanceof Y.ContentDoc ? refuse('G1', 'malformed') : null
  }
  switch (place) {
    case 'body':
      return content instanceof Y.ContentType && content.type instanceof Y.XmlElement && content.type.nodeName === 'paragraph'
        ? null
        : refuse('G3', 'schema')
    case 'child':
      return content instanceof Y.ContentType && content.type instanceof Y.XmlText ? null : refuse('G3', 'schema')
    case 'attribute': {
      const value: unknown = content instanceof Y.ContentAny && content.arr.length === 1 ? content.arr[0] : undefined
      return typeof value === 'string' || typeof value === 'number' ? null : refuse('G3', 'schema')
    }
    case 'words':
      if (content instanceof Y.ContentString) return null
      return content instanceof Y.ContentFormat && isSpelledRight(content.key, content.value) ? null : refuse('G3', 'schema')
  }
}

/** The proposals an update names: in marks, or as what proposes a paragraph. */
function proposalsNamed(structs: readonly Struct[]): Set<string> {
  const named = new Set<string>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const { content, parentSub } = struct
    if (content instanceof Y.ContentFormat) {
      const mark = readMark(content.key, content.value)
      if (mark) named.add(mark.proposal)
    } else if (content instanceof Y.ContentAny && parentSub === 'proposal') {
      for (const value of content.arr) if (typeof value === 'string') named.add(value)
    }
  }
  return named
}
