/**
 * The small language of the gate's tests: a table with a text on it and delegates around it, each with a document
 * of her own. `say` hands what a delegate wrote to the gate exactly as a frame would; `hearAll` brings everyone
 * up to date. No sockets, no clock, no store: rules are tested without them.
 */
import * as Y from 'yjs'
import { attributesOf, bodyOf, readText } from '../../shared/document/ydoc.ts'
import { plainRun, type ConsultationText, type Paragraph, type Run } from '../../shared/document/text.ts'
import type { Role, Standing } from '../../shared/procedure/roles.ts'
import { admit, type Admission } from '../../server/rooms/admission.ts'
import { execute, type Executed } from '../../server/rooms/decisions.ts'
import { judge, type Judgement } from '../../server/rooms/gate.ts'
import { LiveText } from '../../server/rooms/liveText.ts'
import type { CommandRefused } from '../../server/rooms/rooms.ts'
import type { Decision } from '../../shared/wire/http.ts'

export function item(id: string, text: string, level = 1): Paragraph {
  return { id, kind: 'item', level, runs: [plainRun(text)] }
}

export function standingOf(code: string, role: Role = 'delegation'): Standing {
  return {
    participant: `person-${code}`,
    name: code,
    delegation: { code, name: code, role, colour: 0 },
    observerPolicy: 'viewOnly', speaksFor: [],
  }
}

type Refused = Extract<Admission, { ok: false }>

export class Table {
  readonly live: LiveText
  readonly bindings = new Map<number, string>()
  readonly seats: Seat[] = []
  #now = 1_000
  #seq = 1

  constructor(...paragraphs: Paragraph[]) {
    const doc = new Y.Doc()
    this.live = new LiveText(doc)
    this.live.transact(() => {
      this.live.setMeta({ title: 'Agenda', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' })
      this.live.append(paragraphs)
    })
    this.bindings.set(doc.clientID, 'server')
  }

  /** A seat with a copy of the text as it is now. */
  seat(code: string, role: Role = 'delegation'): Seat {
    const seat = new Seat(this, standingOf(code, role))
    this.seats.push(seat)
    seat.hear()
    return seat
  }

  /** The gate: G1 to G6 on one frame. */
  frame(standing: Standing, bytes: Uint8Array): Judgement | Refused {
    const admission = admit(this.live.doc, bytes, standing.participant, (client) => this.bindings.get(client))
    if (!admission.ok) return admission
    for (const client of admission.newClients) this.bindings.set(client, standing.participant)
    return judge(this.live, admission.update, { standing, now: this.#now++, seq: ++this.#seq })
  }

  decide(decision: Decision, standing: Standing = standingOf('FAC', 'facilitator')): Executed | CommandRefused {
    return execute(this.live, standing, decision, { now: this.#now++, seq: ++this.#seq })
  }

  hearAll(): void {
    for (const seat of this.seats) seat.hear()
  }

  get text(): ConsultationText {
    return readText(this.live.doc)
  }

  /** One paragraph in the notation of `written`. */
  written(id: string): string {
    const paragraph = this.text.paragraphs.find((candidate) => candidate.id === id)
    return paragraph ? written(paragraph.runs) : '(gone)'
  }
}

/** Runs as a reader might note them: `keep [-gone ALV1] [+new ALV1]`. */
export function written(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      const marks = [...run.insertions.map((id) => `+${id}`), ...run.deletions.map((id) => `-${id}`), ...run.reservations.map((id) => `?${id}`)]
      return marks.length === 0 ? run.text : `[${run.text}|${marks.join(' ')}]`
    })
    .join('')
}

export class Seat {
  readonly doc = new Y.Doc()
  readonly standing: Standing
  readonly #table: Table
  #queue: Uint8Array[] = []

  constructor(table: Table, standing: Standing) {
    this.#table = table
    this.standing = standing
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== table) this.#queue.push(update)
    })
  }

  /** Brings this copy up to date. */
  hear(): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.#table.live.doc, Y.encodeStateVector(this.doc)), this.#table)
  }

  /** Sends everything written since the last time as one frame. */
  say(): Judgement | Refused {
    const update = Y.mergeUpdates(this.#queue)
    this.#queue = []
    return this.#table.frame(this.standing, update)
  }

  /** Like `say`, for frames the gate must let pass whole. */
  propose(): Judgement {
    const answer = this.say()
    if ('ok' in answer || answer.putBack.length > 0) throw new Error(`Refused: ${JSON.stringify(answer)}`)
    return answer
  }

  get elements(): Y.XmlElement[] {
    return bodyOf(this.doc)
      .toArray()
      .filter((child) => child instanceof Y.XmlElement)
  }

  element(id: string): Y.XmlElement {
    const element = this.elements.find((candidate) => candidate.getAttribute('id') === id)
    if (!element) throw new Error(`No paragraph ${id}.`)
    return element
  }

  words(id: string): Y.XmlText {
    const [text] = this.element(id).toArray()
    if (!(text instanceof Y.XmlText)) throw new Error(`Paragraph ${id} has no words.`)
    return text
  }

  /** Types `text` before the first occurrence of `before` (at the end when null), marked as `insertions`. */
  type(id: string, before: string | null, text: string, ...insertions: string[]): this {
    const words = this.words(id)
    const at = before === null ? words.length : this.#indexOf(words, before)
    words.insert(at, text, this.#exactly(words, { ...plainRun(text), insertions: [...insertions].sort() }))
    return this
  }

  /** Lays a deletion mark of `proposal` on the first occurrence of `words`. */
  strike(id: string, words: string, proposal: string): this {
    const text = this.words(id)
    text.format(this.#indexOf(text, words), words.length, attributesOf({ ...plainRun(''), deletions: [proposal] }))
    return this
  }

  reserve(id: string, words: string, proposal: string): this {
    const text = this.words(id)
    text.format(this.#indexOf(text, words), words.length, attributesOf({ ...plainRun(''), reservations: [proposal] }))
    return this
  }

  /** Really takes characters away, as an editor does with one's own insertion. */
  erase(id: string, words: string): this {
    const text = this.words(id)
    text.delete(this.#indexOf(text, words), words.length)
    return this
  }

  /** Proposes a paragraph after another. */
  add(after: string, paragraph: { id: string; text: string; proposal: string; level?: number; movedFrom?: string; alternativeTo?: string }): this {
    const element = new Y.XmlElement('paragraph')
    element.setAttribute('id', paragraph.id)
    element.setAttribute('kind', 'item')
    // Yjs types attributes as strings; the schema's level is a number.
    element.setAttribute('level', (paragraph.level ?? 1) as unknown as string)
    element.setAttribute('proposal', paragraph.proposal)
    if (paragraph.movedFrom) element.setAttribute('movedFrom', paragraph.movedFrom)
    if (paragraph.alternativeTo) element.setAttribute('alternativeTo', paragraph.alternativeTo)
    if (paragraph.text !== '') {
      const text = new Y.XmlText()
      text.insert(0, paragraph.text, attributesOf({ ...plainRun(''), insertions: [paragraph.proposal] }))
      element.insert(0, [text])
    }
    const body = bodyOf(this.doc)
    body.insert(this.elements.indexOf(this.element(after)) + 1, [element])
    return this
  }

  remove(id: string): this {
    bodyOf(this.doc).delete(this.elements.indexOf(this.element(id)), 1)
    return this
  }

  #indexOf(text: Y.XmlText, words: string): number {
    const plain = text
      .toDelta()
      .map((part: { insert: string }) => part.insert)
      .join('')
    const at: number = plain.indexOf(words)
    if (at < 0) throw new Error(`“${words}” is not in “${plain}”.`)
    return at
  }

  /** The run's marks, and an explicit end of every other mark in the text, as y-tiptap writes them. */
  #exactly(text: Y.XmlText, run: Run): Record<string, unknown> {
    const ends: Record<string, null> = {}
    for (let n = text._start; n !== null; n = n.right) if (n.content instanceof Y.ContentFormat) ends[n.content.key] = null
    return { ...ends, ...attributesOf(run) }
  }
}
