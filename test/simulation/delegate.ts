/**
 * One person at the simulated table: a document of her own, an honest editor that proposes as B2 to B7 say, and a line
 * to the room that can be slow, break, and come back. She judges by what her own copy shows; that it may be out of
 * date is the point. The line speaks y-websocket's protocol as its stock provider does.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { innermost, orderIn, proposalsOf } from '../../shared/brackets/bracket.ts'
import { plainRun, type ConsultationText, type Paragraph, type Run } from '../../shared/document/text.ts'
import { attributesOf, bodyOf, paragraphElement, readText } from '../../shared/document/ydoc.ts'
import { isAgreed, mayPropose } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import { messageAdRef, messageSync, ServerMessage } from '../../shared/wire/messages.ts'
import { withoutKnown, wordsOf, WordsUnderWay, type LostWords } from '../../client/sync/wordsUnderWay.ts'
import { openAllowances } from '../../server/rooms/allowance.ts'
import { Session } from '../../server/rooms/session.ts'
import type { Room } from '../../server/rooms/room.ts'
import type { Chance } from './chance.ts'

/** What the table tells its delegates. */
export interface TableTalk {
  readonly chance: Chance
  readonly now: () => number
  readonly room: () => Promise<Room>
  /** How many decisions have been made. */
  readonly moment: () => number
  /** A character that nobody has written yet. */
  readonly newSign: () => string
  readonly wrote: (writing: Writing) => void
  readonly removed: (paragraph: string) => void
  /** Her device turned out to be the only one to have these words, and puts them among her kept words. */
  readonly kept: (words: string) => void
  /** A refusal arrived; `unrecorded` are the edits it may be about, `moment` when the room said it. */
  readonly refused: (by: string, refusal: Refusal, unrecorded: readonly Edit[], moment: number) => void
}

export type Refusal = Extract<ServerMessage, { type: 'refused' }>

/** Something one delegate wrote: `sign` occurs nowhere else, `length` times. */
export interface Writing {
  readonly by: string
  readonly sign: string
  readonly length: number
}

export interface Edit {
  readonly does: string
  readonly paragraphs: readonly string[]
  /** The moment up to which her copy knew the text. */
  readonly knew: number
  /** Document frames sent on this line when it went out; null while it has not. */
  frame: number | null
  /** It builds on another edit that was refused. */
  spoiled: boolean
}

interface Line {
  readonly session: Session
  readonly inbox: { readonly bytes: Uint8Array; readonly moment: number }[]
  readonly outbox: Uint8Array[]
  /** Document frames given to the line and recorded by the room. */
  sent: number
  recorded: number
}

const edits = { insert: 30, strike: 14, replace: 12, erase: 12, lift: 4, reserve: 4, paragraph: 6, alternative: 2, change: 3, remove: 4, move: 3 } as const
export type EditName = keyof typeof edits

export class Delegate {
  readonly standing: Standing
  readonly #table: TableTalk
  #doc: Y.Doc
  #underWay: WordsUnderWay
  /** Words that the room's news took out of her copy, which the room may never have received. They outlive the tab. */
  #held: LostWords['pieces'][] = []
  #line: Line | null = null
  #knew = 0
  #proposals = 0
  /** Edits not yet known to be recorded. */
  unrecorded: Edit[] = []
  readonly made = new Map<string, number>()
  erased = ''
  startedAgain: string[] = []
  closed: number[] = []

  constructor(table: TableTalk, standing: Standing) {
    this.#table = table
    this.standing = standing
    ;[this.#doc, this.#underWay] = this.#openDocument()
  }

  get code(): string {
    return this.standing.delegation.code
  }
  get isConnected(): boolean {
    return this.#line !== null
  }
  get text(): ConsultationText {
    return readText(this.#doc)
  }
  get body(): string {
    return bodyOf(this.#doc).toString()
  }

  /** Opens a line, as the provider does: ask what is missing, then wait. */
  async connect(): Promise<void> {
    if (this.#line) return
    const room = await this.#table.room()
    const inbox: Line['inbox'] = []
    const line: Line = {
      inbox,
      outbox: [],
      sent: 0,
      recorded: 0,
      session: new Session(
        {
          room,
          standing: () => this.standing,
          allowances: openAllowances(this.#table.now),
          understandsAdRef: true,
          wire: {
            send: (bytes) => void inbox.push({ bytes, moment: this.#table.moment() }),
            close: (code) => {
              this.closed.push(code)
              if (this.#line === line) this.#line = null
            },
          },
        },
        this.standing.delegation,
      ),
    }
    this.#line = line
    this.#underWay.opened()
    for (const edit of this.unrecorded) edit.frame = null
    line.outbox.push(frame((encoder) => sync.writeSyncStep1(encoder, this.#doc)))
  }

  /** The line breaks: of what is under way to the room some still arrives, of what is under way to her nothing. */
  disconnect(): void {
    for (let arriving = this.#table.chance.below(1 + (this.#line?.outbox.length ?? 0)); arriving > 0; arriving--) this.say()
    this.#line?.session.gone()
    this.#line = null
  }

  /** Closes the tab and opens it again: the copy on the device comes back under a new client id. */
  reload(): void {
    this.disconnect()
    const kept = Y.encodeStateAsUpdate(this.#doc)
    this.#doc.destroy()
    ;[this.#doc, this.#underWay] = this.#openDocument()
    Y.applyUpdate(this.#doc, kept, 'device')
  }

  /** Hands the next waiting frame to the room; false when there is none. */
  say(): boolean {
    const line = this.#line
    const bytes = line?.outbox.shift()
    if (!line || !bytes) return false
    line.session.hear(bytes)
    return true
  }

  /** Takes in the next frame from the room; false when there is none. */
  hear(): boolean {
    const line = this.#line
    const message = line?.inbox.shift()
    if (!line || !message) return false
    const decoder = decoding.createDecoder(message.bytes)
    const type = decoding.readVarUint(decoder)
    if (type === messageSync) {
      const ahead = decoding.clone(decoder)
      if (decoding.readVarUint(ahead) === sync.messageYjsSyncStep1) this.#roomHas(decoding.readVarUint8Array(ahead))
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, messageSync)
      const kind = sync.readSyncMessage(decoder, encoder, this.#doc, line)
      if (kind !== sync.messageYjsSyncStep1) this.#knew = Math.max(this.#knew, message.moment)
      if (encoding.length(encoder) > 1) this.#send(encoding.toUint8Array(encoder), true)
    } else if (type === messageAdRef) this.#listen(line, ServerMessage.parse(JSON.parse(decoding.readVarString(decoder))), message.moment)
    return true
  }

  #listen(line: Line, message: ServerMessage, moment: number): void {
    if (message.type === 'refused') this.#table.refused(this.standing.participant, message, this.unrecorded, moment)
    else if (message.type === 'startAgain') this.startedAgain.push(`${message.rule} ${message.reason}`)
    else if (message.type === 'recorded') {
      line.recorded = message.frames
      this.#underWay.recorded(message.frames)
      this.#letGo()
      this.unrecorded = this.unrecorded.filter(({ frame }) => frame === null || frame > line.recorded)
    }
  }

  /** Whether everything written here has been recorded, and everything said has been heard. */
  get isSettled(): boolean {
    return this.#line !== null && this.#line.outbox.length === 0 && this.#line.inbox.length === 0 && this.unrecorded.length === 0
  }

  /** As RoomConnection does: what the room has it answers for; what it has not received is hers to keep. */
  #roomHas(stateVector: Uint8Array): void {
    this.#underWay.serverHas(stateVector)
    this.#letGo()
    for (const pieces of this.#held) this.#table.kept(wordsOf(pieces))
    this.#held = []
  }

  #letGo(): void {
    this.#held = this.#held.map((pieces) => withoutKnown(pieces, (client) => this.#underWay.has(client))).filter((pieces) => pieces.length > 0)
  }

  #openDocument(): [Y.Doc, WordsUnderWay] {
    const doc = new Y.Doc()
    const underWay = new WordsUnderWay(doc)
    const isRooms = (origin: unknown) => this.#line !== null && origin === this.#line
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (isRooms(origin)) return
      underWay.wrote(transaction)
      if (origin === 'device') return
      // Yjs's own tidying of marks has no origin, and goes out like her edits.
      this.#send(frame((encoder) => sync.writeUpdate(encoder, update)), false)
    })
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (isRooms(transaction.origin)) this.#held.push(...underWay.lostIn(transaction).map(({ pieces }) => pieces))
    })
    return [doc, underWay]
  }

  /** `whole`: the frame holds everything the room lacks. */
  #send(bytes: Uint8Array, whole: boolean): void {
    const line = this.#line
    if (!line) return
    line.outbox.push(bytes)
    line.sent += 1
    this.#underWay.sent(updateIn(bytes))
    // A frame sent before the room knows what came earlier is recorded; what came earlier is not.
    if (whole) for (const edit of this.unrecorded) edit.frame ??= line.sent
  }

  /** Makes one honest edit of a random kind; null when her copy offers no place for it. */
  edit(): Edit | null {
    const text = this.text
    if (!mayPropose(this.standing, text.meta.stage).ok) return null
    const does = this.#table.chance.weighted(edits)
    const before = this.#line?.sent ?? 0
    const paragraphs = this.#doc.transact(() => this.#make(does, text), 'editor')
    if (paragraphs === null) return null
    const after = this.#line?.sent ?? 0
    const edit: Edit = { does, paragraphs, knew: this.#knew, frame: after > before ? after : null, spoiled: false }
    this.unrecorded.push(edit)
    this.made.set(does, (this.made.get(does) ?? 0) + 1)
    return edit
  }

  #make(does: EditName, text: ConsultationText): string[] | null {
    const { chance } = this.#table
    const order = orderIn(text.ledger)
    const mine = (id: string | undefined) => {
      const known = id === undefined ? undefined : text.ledger.get(id)
      return id !== undefined && (known ? known.delegation === this.code && known.state === 'open' : id.startsWith(`${this.code.toLowerCase()}-`))
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
        this.#type(paragraph.id, kept.end, this.#words(), this.#around(kept.signs, kept.end, order, mine), proposal)
        return [paragraph.id]
      }
      case 'erase': {
        const own = signs.flatMap((sign, index) => (mine(innermost(sign, order)) ? [index] : []))
        const first = chance.one(own)
        if (first === undefined) return null
        let end = first
        while (end < signs.length && end < first + 4 && own.includes(end)) end++
        this.#erase(paragraph.id, first, signs.slice(first, end))
        return [paragraph.id]
      }
      case 'lift': {
        const lifted = chance.one(signs.flatMap((sign) => [...sign.deletions, ...sign.reservations].filter(mine)))
        if (lifted === undefined) return null
        const ends = Object.fromEntries((['deletions', 'reservations'] as const).flatMap((mark) => Object.keys(attributesOf({ ...plainRun(''), [mark]: [lifted] })).map((key) => [key, null])))
        // As y-tiptap ends a mark: where it stands, not on the whole paragraph.
        signs.forEach((sign, index) => {
          if (proposalsOf(sign).includes(lifted) && !sign.insertions.includes(lifted)) this.#wordsOf(paragraph.id).format(index, 1, ends)
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
        bodyOf(this.#doc).delete(this.#elements.indexOf(this.#element(own.id)), 1)
        this.#table.removed(own.id)
        return [own.id]
      }
    }
  }

  #propose(does: 'paragraph' | 'alternative' | 'move', text: ConsultationText, near: Paragraph, signs: readonly Run[], order: OrderOf, mine: IsMine): string[] | null {
    const proposal = this.#newProposal()
    if (does !== 'paragraph' && near.proposal !== undefined) return null
    if (does === 'move' && !this.#mark(near, signs, 0, signs.length, 'deletions', proposal, order, mine)) return null
    const id = `p-${proposal}`
    const written = this.#table.chance.odds(0.85) || does === 'move'
    const words = written ? this.#words() : ''
    const element = paragraphElement({
      id,
      kind: 'item',
      level: 1 + this.#table.chance.below(2),
      proposal,
      ...(does === 'alternative' && { alternativeTo: near.id }),
      ...(does === 'move' && { movedFrom: near.id }),
      runs: written ? [{ ...plainRun(words), insertions: [proposal] }] : [],
    })
    const at = does === 'move' ? this.#table.chance.below(text.paragraphs.length + 1) : text.paragraphs.indexOf(near) + 1
    bodyOf(this.#doc).insert(at, [element])
    return does === 'paragraph' ? [id] : [id, near.id]
  }

  /** B2: continues one's own open insertion where it touches it, else begins a new one; inside what encloses it (B9). */
  #insert(paragraph: Paragraph, signs: readonly Run[], at: number, order: OrderOf, mine: IsMine): void {
    const own = [signs[at - 1], signs[at]].map((sign) => sign && innermost(sign, order)).find(mine)
    const proposal = paragraph.proposal !== undefined && mine(paragraph.proposal) && signs.length === 0 ? paragraph.proposal : (own ?? this.#newProposal())
    this.#type(paragraph.id, at, this.#words(), this.#around(signs, at, order, mine), proposal)
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
    for (let index = to - 1; index >= from; index--) {
      const sign = left[index]!
      if (mine(innermost(sign, order))) {
        if (mark === 'reservations') continue
        this.#erase(paragraph.id, index, [sign])
        left.splice(index, 1)
        end--
        did = true
      } else if (!sign[mark].some(mine)) {
        this.#wordsOf(paragraph.id).format(index, 1, attributesOf({ ...plainRun(''), [mark]: [proposal] }))
        left[index] = { ...sign, [mark]: [...sign[mark], proposal].sort() }
        did = true
      }
    }
    return did ? { signs: left, end } : null
  }

  #erase(id: string, at: number, signs: readonly Run[]): void {
    this.erased += signs.map((sign) => sign.text).join('')
    this.#wordsOf(id).delete(at, signs.length)
  }

  /** New words, each of one sign that nobody else ever writes. */
  #words(): string {
    const length = 1 + this.#table.chance.below(3)
    const sign = this.#table.newSign()
    this.#table.wrote({ by: this.standing.participant, sign, length })
    return sign.repeat(length)
  }

  #newProposal(): string {
    this.#proposals += 1
    return `${this.code.toLowerCase()}-${String(this.#proposals).padStart(4, '0')}`
  }

  get #elements(): Y.XmlElement[] {
    return bodyOf(this.#doc)
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

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageSync)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** A document frame is two small numbers and its update. */
function updateIn(bytes: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(bytes)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}
