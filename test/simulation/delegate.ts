/**
 * One person at the simulated table: a document of her own, an honest editor (honestEditor.ts), and a line
 * to the room that can be slow, break, and come back. She judges by what her own copy shows; that it may be out of
 * date is the point. The line speaks y-websocket's protocol as its stock provider does.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import type { ConsultationText } from '../../shared/document/text.ts'
import { proposalIn } from '../../shared/document/ledger.ts'
import { bodyOf, readText } from '../../shared/document/ydoc.ts'
import { mayPropose } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import { messageAdRef, messageSync, ServerMessage } from '../../shared/wire/messages.ts'
import { withoutKnown, WordsUnderWay, type LostWords } from '../../client/sync/wordsUnderWay.ts'
import { openAllowances } from '../../server/rooms/allowance.ts'
import { Session } from '../../server/rooms/session.ts'
import type { Room } from '../../server/rooms/room.ts'
import { edits, HonestEditor, type EditorTalk } from './honestEditor.ts'

/** What the table tells its delegates. */
export interface TableTalk extends EditorTalk {
  readonly now: () => number
  readonly room: () => Promise<Room>
  /** The last entry of the record. */
  readonly moment: () => number
  /** Her device turned out to be the only one to have these words, and puts them among her kept words, or this mark, and says so. */
  readonly kept: (by: string, lost: LostWords) => void
  /** A refusal arrived; `unrecorded` are the edits it may be about, `moment` when the room said it. */
  readonly refused: (by: Standing, refusal: Refusal, unrecorded: readonly Edit[], moment: number) => void
}

export type Refusal = Extract<ServerMessage, { type: 'refused' }>

export interface Edit {
  readonly does: string
  readonly paragraphs: readonly string[]
  /** The entry of the record up to which her copy knew the text. */
  readonly knew: number
  /** Document frames sent on this line when it went out; null while it has not. */
  frame: number | null
}

interface Line {
  readonly session: Session
  readonly inbox: { readonly bytes: Uint8Array; readonly moment: number }[]
  readonly outbox: Uint8Array[]
  /** Document frames given to the line and recorded by the room. */
  sent: number
  recorded: number
}

export class Delegate {
  readonly standing: Standing
  readonly #table: TableTalk
  readonly #editor: HonestEditor
  #doc: Y.Doc
  #underWay: WordsUnderWay
  /** Words that the room's news took out of her copy, which the room may never have received. They outlive the tab. */
  #held: LostWords[] = []
  #line: Line | null = null
  #knew = 0
  /** Edits not yet known to be recorded. */
  unrecorded: Edit[] = []
  readonly made = new Map<string, number>()
  startedAgain: string[] = []
  closed: number[] = []

  constructor(table: TableTalk, standing: Standing) {
    this.#table = table
    this.standing = standing
    this.#editor = new HonestEditor(table, standing, () => this.#doc)
    ;[this.#doc, this.#underWay] = this.#openDocument()
  }

  get code(): string {
    return this.standing.delegation.code
  }
  get erased(): string {
    return this.#editor.erased
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
    if (message.type === 'refused') this.#table.refused(this.standing, message, this.unrecorded, moment)
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
    for (const lost of this.#held) this.#table.kept(this.standing.participant, lost)
    this.#held = []
  }

  #letGo(): void {
    this.#held = this.#held
      .map((lost) => ({ ...lost, pieces: withoutKnown(lost.pieces, (client) => this.#underWay.has(client)) }))
      .filter(({ pieces }) => pieces.length > 0)
  }

  #openDocument(): [Y.Doc, WordsUnderWay] {
    const doc = new Y.Doc()
    const underWay = new WordsUnderWay(doc, (proposal) => (proposalIn(doc, proposal)?.delegation ?? this.code) === this.code)
    const isRooms = (origin: unknown) => this.#line !== null && origin === this.#line
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (isRooms(origin)) return
      underWay.wrote(transaction)
      if (origin === 'device') return
      // Yjs's own tidying of marks has no origin, and goes out like her edits.
      this.#send(frame((encoder) => sync.writeUpdate(encoder, update)), false)
    })
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (isRooms(transaction.origin)) this.#held.push(...underWay.lostIn(transaction))
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
    const paragraphs = this.#doc.transact(() => this.#editor.make(does, text), 'editor')
    if (paragraphs === null) return null
    const after = this.#line?.sent ?? 0
    const edit: Edit = { does, paragraphs, knew: this.#knew, frame: after > before ? after : null }
    this.unrecorded.push(edit)
    this.made.set(does, (this.made.get(does) ?? 0) + 1)
    return edit
  }
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
