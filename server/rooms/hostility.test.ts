/**
 * Clients that keep to no rule, by chance: delegations write, mark, delete and attach whatever they like under
 * whatever proposal they like, several things at once and on old copies, while the facilitator decides. After every
 * frame the promise must hold. A failure names its seed.
 */
import { Chance, drawClientIds } from '../../test/simulation/chance.ts'
import { afterAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { orderIn, proposalsOf } from '../../shared/brackets/bracket.ts'
import { strip } from '../../shared/brackets/projection.ts'
import { markKey } from '../../shared/document/marks.ts'
import type { ConsultationText, Paragraph } from '../../shared/document/text.ts'
import { bodyOf, readParagraphs } from '../../shared/document/ydoc.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import { item, Table, written, type Seat } from '../../test/simulation/table.ts'

const codes = ['ALV', 'BRE', 'CAS']
const paragraphs = ['item-six', 'item-seven', 'item-eight']

afterAll(() => drawClientIds(null))

/** One consultation of hostile delegations. */
class Brawl {
  readonly #chance: Chance
  readonly #room = new Table(item('item-six', 'abcdef'), item('item-seven', 'ghijkl'), item('item-eight', 'mnop'))
  readonly #seats = new Map<string, Seat>()
  #made = 0
  readonly counted = { admitted: 0, putBack: 0, refused: 0, decided: 0 }

  constructor(chance: Chance) {
    this.#chance = chance
    for (const code of codes) this.#seats.set(code, this.#room.seat(code))
  }

  step(): void {
    if (this.#chance.odds(0.12)) return this.#decide()
    const code = this.#one(codes)
    const seat = this.#seats.get(code)
    if (!seat) throw new Error(`Nobody sits as ${code}.`)
    if (this.#chance.odds(0.5)) seat.hear()
    seat.doc.transact(() => {
      for (let acts = 1 + this.#chance.below(3); acts > 0; acts--) this.#vandalise(seat, code)
    })
    const before = this.#room.text
    const answer = seat.say()
    if ('ok' in answer) {
      // Refused before it was applied: the client starts again.
      this.counted.refused += 1
      this.#room.seats.splice(this.#room.seats.indexOf(seat), 1)
      this.#seats.set(code, this.#room.seat(code))
      return
    }
    this.counted[answer.putBack.length > 0 ? 'putBack' : 'admitted'] += 1
    expectPromise(before, this.#room.text, code)
    expectSame(this.#room.live.paragraphs(), this.#room.text.paragraphs)
  }

  expectOneText(): void {
    this.#room.hearAll()
    for (const seat of this.#room.seats) expectSame(readParagraphs(seat.doc), this.#room.text.paragraphs)
  }

  #decide(): void {
    const open = [...this.#room.text.ledger.values()].filter(({ state }) => state === 'open')
    const proposal = this.#chance.one(open)?.id
    const paragraph = this.#one(paragraphs)
    if (proposal === undefined || this.#chance.odds(0.4)) this.#count(this.#room.decide({ act: 'agree', paragraph }))
    else this.#count(this.#room.decide({ act: this.#one(['accept', 'reject'] as const), proposal }))
    if (this.#chance.odds(0.3)) this.#count(this.#room.decide({ act: 'reopen', paragraph, reason: 'A new instruction.' }))
    for (const paragraphNow of this.#room.text.paragraphs) expectOpenMarksOnly(paragraphNow, this.#room.text)
  }

  #count(answer: { readonly ok: boolean }): void {
    if (answer.ok) this.counted.decided += 1
  }

  #vandalise(seat: Seat, code: string): void {
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
    } else if (act === 'attribute') this.#attribute(element, this.#one(['id', 'kind', 'level', 'proposal', 'alternativeTo', 'movedFrom']), this.#one([1, 2, 'item', 'item-six', this.#name(code)]))
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
    this.#attribute(element, 'id', this.#chance.odds(0.9) ? `paragraph-${(this.#made += 1)}` : 'item-six')
    this.#attribute(element, 'kind', 'item')
    this.#attribute(element, 'level', 1)
    if (this.#chance.odds(0.9)) this.#attribute(element, 'proposal', proposal)
    if (this.#chance.odds(0.3)) this.#attribute(element, 'alternativeTo', this.#one([...paragraphs, 'nowhere']))
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
    const lines = [...this.#room.text.ledger.values()]
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

/** What the README promises of one frame of `code`. */
function expectPromise(before: ConsultationText, after: ConsultationText, code: string): void {
  for (const paragraph of before.paragraphs) {
    if (isAgreed(before.status.get(paragraph.id)?.tier)) expectSame([paragraph], after.paragraphs.filter(({ id }) => id === paragraph.id))
  }
  const stolen = [...after.ledger.values()].filter(({ id, delegation }) => delegation !== (before.ledger.get(id)?.delegation ?? code))
  expect(stolen).toEqual([])
  for (const paragraph of after.paragraphs) expectOpenMarksOnly(paragraph, after)
  // Where a proposal fell with words taken back, marks and words of others go too (B10); otherwise nothing of theirs does.
  const closes = [...after.ledger.values()].some(({ id, state }) => state !== 'open' && before.ledger.get(id)?.state === 'open')
  if (closes) return
  const mine = (id: string) => after.ledger.get(id)?.delegation === code && (before.ledger.get(id)?.state ?? 'open') === 'open'
  expectSame(strip(after.paragraphs, mine, orderIn(after.ledger)), strip(before.paragraphs, mine, orderIn(before.ledger)))
}

/** Compared as text, which is much quicker than as data and happens after every frame. */
function expectSame(is: readonly Paragraph[], should: readonly Paragraph[]): void {
  expect(JSON.stringify(is)).toBe(JSON.stringify(should))
}

/** No word carries a mark that nobody tabled or that has been closed. */
function expectOpenMarksOnly({ proposal, runs }: Paragraph, { ledger }: ConsultationText): void {
  const named = [...(proposal === undefined ? [] : [proposal]), ...runs.flatMap(proposalsOf)]
  expect(named.filter((id) => ledger.get(id)?.state !== 'open'), written(runs)).toEqual([])
}

test('G1 to G6 and B10 whatever clients send, the promise holds', () => {
  const counted = { admitted: 0, putBack: 0, refused: 0, decided: 0 }
  for (let seed = 1; seed <= 25; seed++) {
    const chance = new Chance(seed)
    drawClientIds(chance)
    const brawl = new Brawl(chance)
    try {
      for (let steps = 60; steps > 0; steps--) brawl.step()
      brawl.expectOneText()
    } catch (error) {
      throw new Error(`Seed ${seed} breaks the promise.`, { cause: error })
    }
    for (const [what, times] of Object.entries(brawl.counted)) counted[what as keyof typeof counted] += times
  }
  // Not in vain: all of it happens, often.
  expect(Math.min(...Object.values(counted))).toBeGreaterThan(15)
}, 60_000)
