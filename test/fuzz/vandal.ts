/**
 * Clients that keep to no rule: they write, mark, delete and attach whatever they like under whatever proposal they like,
 * in a copy of the text as Yjs keeps it. It knows nothing of what the gate will say.
 */
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { bodyOf } from '../../shared/document/ydoc.ts'
import type { Chance } from '../simulation/chance.ts'
import type { Seat, Table } from '../simulation/table.ts'

export class Vandal {
  readonly #chance: Chance
  readonly #room: Table
  #made = 0

  constructor(chance: Chance, room: Table) {
    this.#chance = chance
    this.#room = room
  }

  /** One act in a seat's own copy, which she has not sent yet. */
  act(seat: Seat): void {
    const code = seat.standing.delegation.code
    const body = bodyOf(seat.doc)
    const element = this.#one(seat.elements)
    const text = element.toArray().find((child) => child instanceof Y.XmlText)
    const act = this.#chance.weighted({ write: 35, erase: 15, mark: 30, attribute: 5, add: 7, remove: 4, child: 4, stage: 1 })
    if (act === 'write' && text) text.insert(this.#chance.below(text.length + 1), this.#one(['x', 'yz']), { ...this.#ends(text, 0.9), ...this.#marks(code) })
    else if (act === 'erase' && text && text.length > 0) {
      const at = this.#chance.below(text.length)
      text.delete(at, Math.min(text.length - at, 1 + this.#chance.below(3)))
    } else if (act === 'mark' && text && text.length > 0) {
      const at = this.#chance.below(text.length)
      text.format(at, Math.min(text.length - at, 1 + this.#chance.below(6)), { ...this.#marks(code), ...this.#ends(text, 0.2) })
    } else if (act === 'attribute') this.#attribute(element, this.#one(['id', 'kind', 'level', 'proposal', 'alternativeTo', 'movedFrom']), this.#one([1, 2, 'item', 'item-1000', this.#name(code)]))
    else if (act === 'add') body.insert(this.#chance.below(body.length + 1), [this.#newParagraph(code)])
    else if (act === 'remove' && body.length > 1) body.delete(this.#chance.below(body.length), 1)
    else if (act === 'stage') seat.doc.getMap('meta').set('stage', 'closed')
    else if (act === 'child') {
      if (element.length > 0 && this.#chance.odds(0.5)) element.delete(0, 1)
      else element.insert(0, [this.#words('q', this.#marks(code))])
    }
  }

  #newParagraph(code: string): Y.XmlElement {
    const element = new Y.XmlElement('paragraph')
    const proposal = this.#name(code)
    this.#attribute(element, 'id', this.#chance.odds(0.9) ? `paragraph-${(this.#made += 1)}` : 'item-1000')
    this.#attribute(element, 'kind', 'item')
    this.#attribute(element, 'level', 1)
    if (this.#chance.odds(0.9)) this.#attribute(element, 'proposal', proposal)
    if (this.#chance.odds(0.3)) this.#attribute(element, 'alternativeTo', this.#one(['item-1000', 'item-1001', 'nowhere']))
    const marks = this.#chance.odds(0.8) ? { [markKey('insertion', proposal)]: { proposal } } : this.#marks(code)
    if (this.#chance.odds(0.8)) element.insert(0, [this.#words('new', marks)])
    return element
  }

  #attribute(element: Y.XmlElement, name: string, value: string | number): void {
    // Yjs types attributes as strings; anything may be sent.
    element.setAttribute(name, value as string)
  }

  #words(words: string, marks: Record<string, unknown>): Y.XmlText {
    const text = new Y.XmlText()
    text.insert(0, words, marks)
    return text
  }

  /** Up to two marks, of proposals new or known, one's own or another's. */
  #marks(code: string): Record<string, unknown> {
    const marks: Record<string, unknown> = {}
    for (let count = this.#one([0, 1, 1, 1, 2]); count > 0; count--) {
      const proposal = this.#name(code)
      marks[markKey(this.#one(['insertion', 'insertion', 'deletion', 'reservation'] as const), proposal)] = { proposal }
    }
    return marks
  }

  #name(code: string): string {
    const lines = [...this.#room.live.ledger.values()]
    const known = this.#chance.odds(0.5) ? lines.filter(({ delegation, state }) => delegation === code && state === 'open') : lines
    return (this.#chance.odds(0.6) ? this.#chance.one(known)?.id : undefined) ?? `${code.toLowerCase()}-${1000 + (this.#made += 1)}`
  }

  #ends(text: Y.XmlText, probability: number): Record<string, null> {
    const ends: Record<string, null> = {}
    for (let at = text._start; at !== null; at = at.right) {
      if (at.content instanceof Y.ContentFormat && this.#chance.odds(probability)) ends[at.content.key] = null
    }
    return ends
  }

  #one<T>(choices: readonly T[]): T {
    const chosen = this.#chance.one(choices)
    if (chosen === undefined) throw new Error('There is nothing to choose from.')
    return chosen
  }
}
