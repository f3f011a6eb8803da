/**
 * Documents to try updates on: small texts with a past, played by chance from a fixed seed, so that each run of the fuzz
 * has the same ones. They hold tombstones and collected ranges, many client ids, agreed paragraphs, and several
 * delegations' proposals inside one another, in several scripts.
 */
import { Chance, drawClientIds } from '../simulation/chance.ts'
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import type { ConsultationText } from '../../shared/document/text.ts'
import { bodyOf, readText } from '../../shared/document/ydoc.ts'
import { item, Table, type Seat } from '../simulation/table.ts'
import type { Id } from './handwriting.ts'

/** Whose updates are tried. */
export const sender = 'BRE'

/** Places an update can name, by what stands there. */
export const placeKinds = ['words', 'mark', 'tombstone', 'collected', 'element', 'textType', 'attribute', 'server'] as const
export type PlaceKind = (typeof placeKinds)[number]

export interface Place {
  readonly id: Id
  readonly length: number
  /** What stands right after it in its list. */
  readonly next: Id | undefined
}

export interface Base {
  readonly state: Uint8Array
  /** Loaded with `state`; nobody changes it. */
  readonly doc: Y.Doc
  readonly server: number
  readonly text: ConsultationText
  readonly owners: ReadonlyMap<number, string>
  readonly places: Readonly<Record<PlaceKind, readonly Place[]>>
  /** Client ids that are the sender's, another's, and how far each has written. */
  readonly clients: Readonly<Record<'own' | 'others', readonly number[]>>
  readonly proposals: readonly string[]
  /** Updates that the sender's own copies made, and no room has seen. */
  readonly genuine: readonly Uint8Array[]
}

const texts = ['International cooperation', 'إعادة الأصول المنهوبة', '资产的追回与返还', 'Assets 😀 and 🏛️ debts', 'Prévention — “mesures” générales']
const codes = ['ALV', 'BRE', 'CAS']

export function makeBase(seed: number): Base {
  const chance = new Chance(seed)
  const before = drawClientIds(chance)
  const base = new Past(chance).base()
  drawClientIds(before)
  return base
}

/** The making of one document. */
class Past {
  readonly #chance: Chance
  readonly #room = new Table(...texts.map((text, index) => item(`item-${index + 1}00`, text)))
  #made = 0

  constructor(chance: Chance) {
    this.#chance = chance
  }

  base(): Base {
    for (let steps = 12 + this.#chance.below(50); steps > 0; steps--) this.#step()
    const agreeable = this.#room.text.paragraphs.map(({ id }) => id)
    for (const paragraph of agreeable) if (this.#chance.odds(0.4)) this.#room.decide({ act: 'agree', paragraph })
    // One emoji that nobody may touch is in every document.
    const gone = this.#room.seat(sender)
    gone.add('item-100', { id: 'for-a-while', text: 'collected', proposal: 'bre-900' }).propose()
    gone.remove('for-a-while').propose()
    const state = Y.encodeStateAsUpdate(this.#room.live.doc)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const owners = new Map(this.#room.bindings)
    const owned = (mine: boolean) => [...owners].flatMap(([client, owner]) => ((owner === `person-${sender}`) === mine ? [client] : []))
    return {
      state: Y.encodeStateAsUpdate(doc),
      doc,
      server: this.#room.live.doc.clientID,
      text: readText(doc),
      owners,
      places: placesIn(doc),
      clients: { own: owned(true), others: owned(false) },
      proposals: [...this.#room.text.ledger.keys()],
      genuine: [...Array(24).keys()].map(() => this.#genuine()),
    }
  }

  #step(): void {
    const code = this.#one(codes)
    const seat = this.#room.seat(code)
    for (let acts = 1 + this.#chance.below(3); acts > 0; acts--) this.#edit(seat, code)
    seat.say()
    this.#room.seats.length = 0
    const open = [...this.#room.text.ledger.values()].filter(({ state }) => state === 'open')
    const proposal = this.#chance.one(open)?.id
    if (proposal !== undefined && this.#chance.odds(0.2)) this.#room.decide({ act: this.#one(['accept', 'reject'] as const), proposal })
  }

  /** What an editor may do, honest or not; the gate has put right what was not. */
  #edit(seat: Seat, code: string): void {
    const element = this.#one(seat.elements)
    const text = element.toArray().find((child) => child instanceof Y.XmlText)
    const proposal = this.#proposal(code)
    const insertion = { [markKey('insertion', proposal)]: { proposal } }
    const act = this.#chance.weighted({ write: 40, erase: 15, strike: 15, reserve: 5, italic: 5, add: 12, remove: 6, level: 2 })
    const at = text ? this.#chance.below(text.length + 1) : 0
    const length = text ? Math.min(text.length - at, 1 + this.#chance.below(6)) : 0
    if (act === 'write' && text) text.insert(at, this.#one(['of', 'و', '的', '😁', 'and']), this.#chance.odds(0.2) ? undefined : insertion)
    else if (act === 'erase' && text && length > 0) text.delete(at, length)
    else if ((act === 'strike' || act === 'reserve') && text && length > 0) {
      text.format(at, length, { [markKey(act === 'strike' ? 'deletion' : 'reservation', proposal)]: { proposal } })
    } else if (act === 'italic' && text) text.insert(at, 'loan', { ...insertion, italic: {} })
    else if (act === 'add') {
      this.#made += 1
      seat.add(String(element.getAttribute('id')), { id: `new-item-${this.#made}`, text: this.#one(['Debts', 'ديون', '']), proposal })
    } else if (act === 'remove' && seat.elements.length > 1) bodyOf(seat.doc).delete(seat.elements.indexOf(element), 1)
    // Yjs types attributes as strings; the schema's level is a number.
    else if (act === 'level') element.setAttribute('level', 2 as unknown as string)
  }

  #genuine(): Uint8Array {
    const seat = this.#room.seat(sender)
    this.#room.seats.length = 0
    const updates: Uint8Array[] = []
    seat.doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let acts = 1 + this.#chance.below(4); acts > 0; acts--) this.#edit(seat, sender)
    return updates.length === 0 ? new Uint8Array([0, 0]) : Y.mergeUpdates(updates)
  }

  #proposal(code: string): string {
    const own = [...this.#room.text.ledger.values()].filter(({ delegation, state }) => delegation === code && state === 'open')
    const known = this.#chance.odds(0.5) ? this.#chance.one(own)?.id : undefined
    return known ?? `${code.toLowerCase()}-${100 + (this.#made += 1)}`
  }

  #one<T>(choices: readonly T[]): T {
    const chosen = this.#chance.one(choices)
    if (chosen === undefined) throw new Error('There is nothing to choose from.')
    return chosen
  }
}

function placesIn(doc: Y.Doc): Base['places'] {
  const places: Record<PlaceKind, Place[]> = { words: [], mark: [], tombstone: [], collected: [], element: [], textType: [], attribute: [], server: [] }
  const body = bodyOf(doc)
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      const next = struct instanceof Y.Item && struct.right !== null ? ([struct.right.id.client, struct.right.id.clock] as const) : undefined
      places[kindOf(struct, body)].push({ id: [struct.id.client, struct.id.clock], length: struct.length, next })
    }
  }
  return places
}

function kindOf(struct: Y.Item | Y.GC, body: unknown): PlaceKind {
  if (!(struct instanceof Y.Item)) return 'collected'
  let root: Y.Item = struct
  while (root.parent instanceof Y.AbstractType && root.parent._item !== null) root = root.parent._item
  if (root.parent !== body) return 'server'
  if (struct.deleted) return 'tombstone'
  if (struct.parentSub !== null) return 'attribute'
  if (struct.parent === body) return 'element'
  if (struct.content instanceof Y.ContentType) return 'textType'
  return struct.content instanceof Y.ContentString ? 'words' : 'mark'
}

/** Marks spelled right and wrong; `pick` chooses. */
export function markOf(base: Base, pick: number): { key: string; value: unknown } {
  const names = ['insertion', 'deletion', 'reservation'] as const
  const name = names[pick % 3] ?? 'insertion'
  const known = base.proposals[(pick >> 3) % Math.max(1, base.proposals.length)] ?? 'bre-101'
  const proposal = (pick & 4) === 0 ? known : `bre-${100 + (pick % 900)}`
  switch ((pick >> 8) % 12) {
    case 0:
      return { key: markKey(name, proposal), value: null }
    case 1:
      return { key: 'italic', value: [{}, true, null, 'yes', { a: 1 }][pick % 5] ?? null }
    case 2:
      return { key: markKey(name, `${proposal}x`), value: { proposal } }
    case 3:
      return { key: 'bold', value: true }
    case 4:
      return { key: markKey(name, proposal), value: { proposal, more: 1 } }
    default:
      return { key: markKey(name, proposal), value: { proposal } }
  }
}

