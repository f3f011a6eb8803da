/**
 * An editor that keeps the rules, without a screen: makes one honest edit at a random place as B2 to B7 say, in a copy
 * that may be behind. It knows no line and no room.
 */
import * as Y from 'yjs'
import { innermost, orderIn, proposalsOf } from '../../shared/brackets/bracket.ts'
import { plainRun, type ConsultationText, type Paragraph, type Run } from '../../shared/document/text.ts'
import { attributesOf, bodyOf, paragraphElement } from '../../shared/document/ydoc.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { Chance } from './chance.ts'

/** What it asks and tells while it edits. */
export interface EditorTalk {
  readonly chance: Chance
  /** A character that nobody has written yet. */
  readonly newSign: () => string
  readonly wrote: (writing: Writing) => void
  readonly removed: (paragraph: string) => void
  readonly marked: (marking: Marking) => void
  /** She takes a deletion or reservation back herself. */
  readonly lifted: (proposal: string) => void
}

/** Something one delegate wrote: `sign` occurs nowhere else, `length` times. */
export interface Writing {
  readonly by: string
  readonly sign: string
  readonly length: number
  readonly proposal: string
}

/** A deletion or reservation that somebody laid on words. */
export interface Marking {
  readonly by: string
  readonly proposal: string
  readonly paragraph: string
}

/** The kinds of edits, and how often each is made. */
export const edits = { insert: 30, strike: 14, replace: 12, erase: 12, lift: 4, reserve: 4, paragraph: 6, alternative: 2, change: 3, remove: 4, move: 3 } as const
export type EditName = keyof typeof edits

export class HonestEditor {
  readonly #talk: EditorTalk
  readonly #by: string
  readonly #code: string
  readonly #doc: () => Y.Doc
  #proposals = 0
  /** Everything it took away of its own words. */
  erased = ''

  /** `doc`: the copy it edits, which may be another after a reload. */
  constructor(talk: EditorTalk, standing: Standing, doc: () => Y.Doc) {
    this.#talk = talk
    this.#by = standing.participant
    this.#code = standing.delegation.code
    this.#doc = doc
  }

  /** One edit of this kind at a random place, in the copy as it is; the paragraphs it is about, or null when there is no place for it. */
  make(does: EditName, text: ConsultationText): string[] | null {
    const { chance } = this.#talk
    const order = orderIn(text.ledger)
    const mine = (id: string | undefined) => {
      const known = id === undefined ? undefined : text.ledger.get(id)
      return id !== undefined && (known ? known.delegation === this.#code && known.state === 'open' : id.startsWith(`${this.#code.toLowerCase()}-`))
    }
    // Two who begin in one empty paragraph at once make two texts, which the room joins at a cost: the gate's tests show it.
    const isOffered = ({ id, proposal, runs }: Paragraph) => !isAgreed(text.status.get(id)?.tier) && (runs.length > 0 || mine(proposal))
    const paragraph = chance.one(text.paragraphs.filter(isOffered))
    if (!paragraph) return null
    const signs = characters(paragraph)
    const at = chance.below(signs.length + 1)
    const until = Math.min(signs.length, at + 1 + chance.below(5))
    switch (does) {
      case 'insert':
        this.#insert(paragraph, signs, at, order, mine)
        return [paragraph.id]
      case 'strike':
        return this.#mark(paragraph, signs, at, until, 'deletions', this.#newProposal(), order, mine) ? [paragraph.id] : null
      case 'reserve':
        return this.#mark(paragraph, signs, at, until, 'reservations', this.#newProposal(), order, mine) ? [paragraph.id] : null
      case 'replace': {
        const proposal = this.#newProposal()
        const kept = this.#mark(paragraph, signs, at, until, 'deletions', proposal, order, mine)
        if (!kept) return null
        this.#type(paragraph.id, offsetOf(kept.signs, kept.end), this.#words(proposal), this.#around(kept.signs, kept.end, order, mine), proposal)
        return [paragraph.id]
      }
      case 'erase': {
        const own = signs.flatMap((sign, index) => (mine(innermost(sign, order)) ? [index] : []))
        const first = chance.one(own)
        if (first === undefined) return null
        let end = first
        while (end < signs.length && end < first + 4 && own.includes(end)) end++
        this.#erase(paragraph.id, offsetOf(signs, first), signs.slice(first, end))
        return [paragraph.id]
      }
      case 'lift': {
        const lifted = chance.one(signs.flatMap((sign) => [...sign.deletions, ...sign.reservations].filter(mine)))
        if (lifted === undefined) return null
        this.#talk.lifted(lifted)
        const ends = Object.fromEntries((['deletions', 'reservations'] as const).flatMap((mark) => Object.keys(attributesOf({ ...plainRun(''), [mark]: [lifted] })).map((key) => [key, null])))
        // As y-tiptap ends a mark: where it stands, not on the whole paragraph.
        signs.forEach((sign, index) => {
          if (proposalsOf(sign).includes(lifted) && !sign.insertions.includes(lifted)) this.#wordsOf(paragraph.id).format(offsetOf(signs, index), sign.text.length, ends)
        })
        return [paragraph.id]
      }
      case 'paragraph':
      case 'alternative':
      case 'move':
        return this.#propose(does, text, paragraph, signs, order, mine)
      case 'change': {
        const own = chance.one(text.paragraphs.filter((candidate) => mine(candidate.proposal)))
        if (!own) return null
        const level = 1 + (own.level % 3)
        // Yjs types attributes as strings; the schema's level is a number.
        this.#element(own.id).setAttribute('level', level as unknown as string)
        return [own.id]
      }
      case 'remove': {
        const own = chance.one(text.paragraphs.filter((each) => mine(each.proposal) && characters(each).every((sign) => mine(innermost(sign, order)))))
        if (!own) return null
        this.erased += characters(own).map((sign) => sign.text).join('')
        bodyOf(this.#doc()).delete(this.#elements.indexOf(this.#element(own.id)), 1)
        this.#talk.removed(own.id)
        return [own.id]
      }
    }
  }

  #propose(does: 'paragraph' | 'alternative' | 'move', text: ConsultationText, near: Paragraph, signs: readonly Run[], order: OrderOf, mine: IsMine): string[] | null {
    const proposal = this.#newProposal()
    if (does !== 'paragraph' && near.proposal !== undefined) return null
    if (does === 'move' && !this.#mark(near, signs, 0, signs.length, 'deletions', proposal, order, mine)) return null
    const id = `p-${proposal}`
    const written = this.#talk.chance.odds(0.85) || does === 'move'
    const words = written ? this.#words(proposal) : ''
    const element = paragraphElement({
      id,
      kind: 'item',
      level: 1 + this.#talk.chance.below(2),
      proposal,
      ...(does === 'alternative' && { alternativeTo: near.id }),
      ...(does === 'move' && { movedFrom: near.id }),
      runs: written ? [{ ...plainRun(words), insertions: [proposal] }] : [],
    })
    const at = does === 'move' ? this.#talk.chance.below(text.paragraphs.length + 1) : text.paragraphs.indexOf(near) + 1
    bodyOf(this.#doc()).insert(at, [element])
    return does === 'paragraph' ? [id] : [id, near.id]
  }

  /** B2: continues one's own open insertion where it touches it, else begins a new one; inside what encloses it (B9). */
  #insert(paragraph: Paragraph, signs: readonly Run[], at: number, order: OrderOf, mine: IsMine): void {
    const own = [signs[at - 1], signs[at]].map((sign) => sign && innermost(sign, order)).find(mine)
    const proposal = paragraph.proposal !== undefined && mine(paragraph.proposal) && signs.length === 0 ? paragraph.proposal : (own ?? this.#newProposal())
    this.#type(paragraph.id, offsetOf(signs, at), this.#words(proposal), this.#around(signs, at, order, mine), proposal)
  }

  #around(signs: readonly Run[], at: number, order: OrderOf, mine: IsMine): string[] {
    const left = signs[at - 1]?.insertions ?? []
    const right = signs[at]?.insertions ?? []
    return left.filter((id) => right.includes(id) && !mine(id) && Number.isFinite(order(id)))
  }

  #type(id: string, at: number, words: string, around: readonly string[], proposal: string): void {
    const text = this.#wordsOf(id)
    const ends: Record<string, null> = {}
    for (let item = text._start; item !== null; item = item.right) if (item.content instanceof Y.ContentFormat) ends[item.content.key] = null
    text.insert(at, words, { ...ends, ...attributesOf({ ...plainRun(''), insertions: [...new Set([...around, proposal])].sort() }) })
  }

  /** B3: lays a mark on what is another's or the base text's and takes away what is one's own; null when there was nothing to do. */
  #mark(
    paragraph: Paragraph,
    signs: readonly Run[],
    from: number,
    to: number,
    mark: 'deletions' | 'reservations',
    proposal: string,
    order: OrderOf,
    mine: IsMine,
  ): { signs: Run[]; end: number } | null {
    const left = [...signs]
    let end = to
    let did = false
    let marked = false
    for (let index = to - 1; index >= from; index--) {
      const sign = left[index]!
      if (mine(innermost(sign, order))) {
        if (mark === 'reservations') continue
        this.#erase(paragraph.id, offsetOf(signs, index), [sign])
        left.splice(index, 1)
        end--
        did = true
      } else if (!sign[mark].some(mine)) {
        this.#wordsOf(paragraph.id).format(offsetOf(signs, index), sign.text.length, attributesOf({ ...plainRun(''), [mark]: [proposal] }))
        if (!marked) this.#talk.marked({ by: this.#by, proposal, paragraph: paragraph.id })
        marked = true
        left[index] = { ...sign, [mark]: [...sign[mark], proposal].sort() }
        did = true
      }
    }
    return did ? { signs: left, end } : null
  }

  #erase(id: string, at: number, signs: readonly Run[]): void {
    this.erased += signs.map((sign) => sign.text).join('')
    this.#wordsOf(id).delete(at, offsetOf(signs, signs.length))
  }

  /** New words, each of one sign that nobody else ever writes. */
  #words(proposal: string): string {
    const length = 1 + this.#talk.chance.below(3)
    const sign = this.#talk.newSign()
    this.#talk.wrote({ by: this.#by, sign, length, proposal })
    return sign.repeat(length)
  }

  #newProposal(): string {
    this.#proposals += 1
    return `${this.#code.toLowerCase()}-${String(this.#proposals).padStart(4, '0')}`
  }

  get #elements(): Y.XmlElement[] {
    return bodyOf(this.#doc())
      .toArray()
      .filter((child) => child instanceof Y.XmlElement)
  }

  #element(id: string): Y.XmlElement {
    const element = this.#elements.find((candidate) => candidate.getAttribute('id') === id)
    if (!element) throw new Error(`No paragraph ${id}.`)
    return element
  }

  #wordsOf(id: string): Y.XmlText {
    const element = this.#element(id)
    const text = element.get(0)
    if (text instanceof Y.XmlText) return text
    const fresh = new Y.XmlText()
    element.insert(0, [fresh])
    return fresh
  }
}

type OrderOf = (proposal: string) => number
type IsMine = (proposal: string | undefined) => boolean

function characters(paragraph: Paragraph): Run[] {
  return paragraph.runs.flatMap((run) => [...run.text].map((text) => ({ ...run, text })))
}

/** Where the character of this index begins: those outside the basic plane are two units long. */
function offsetOf(signs: readonly Run[], index: number): number {
  return signs.slice(0, index).reduce((sum, { text }) => sum + text.length, 0)
}
