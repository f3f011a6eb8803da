/**
 * One live text and the people in it. Acts are judged one after another as they arrive; every few milliseconds
 * those judged since the last time are written to the store together, and only then acknowledged and shown
 * (R2). It knows nothing of HTTP or of bytes on the wire: sessions speak for the sockets.
 */
import * as Y from 'yjs'
import type { Logger } from 'pino'
import type { ConsultationText } from '../../shared/document/text.ts'
import type { Delegation, Standing } from '../../shared/procedure/roles.ts'
import type { Decided, Decision, Progress } from '../../shared/wire/http.ts'
import { closeCodes, type PassedBound, type RefusalReason, type ServerMessage } from '../../shared/wire/messages.ts'
import { chain, type Act, type Head } from '../store/record.ts'
import { StoreUnavailable, type KeptWord, type RecordStore, type Snapshot } from '../store/store.ts'
import { admit } from './admission.ts'
import { execute, type Executed } from './decisions.ts'
import { answerFrame, presenceFrame, questionFrame, updateFrame } from './frames.ts'
import { judge, type Judgement } from './gate.ts'
import type { LiveText } from './liveText.ts'
import { Presence } from './presence.ts'
import { progressOf } from './progress.ts'
import type { CommandRefused } from './rooms.ts'
import { notRecordingReason } from './standstill.ts'

/**
 * How long acts wait for company before they are written, in milliseconds: one disk sync and one broadcast serve them all.
 * A broadcast costs some ten microseconds a listener, so a full room waits longer: 15 ms for a few, 35 for a thousand.
 */
const windowFor = (listeners: number): number => 15 + Math.min(20, listeners / 50)
/** Carets may lag behind words: a tenth of a second among a few, three tenths among a thousand. */
const presenceRestFor = (listeners: number): number => 100 + Math.min(200, listeners / 5)
/** Loading a room replays at most about this many entries (R3). */
const entriesPerSnapshot = 250

/** What a room asks of a connection. */
export interface Listener {
  readonly standing: () => Standing | null
  /** Sends one message of PROTOCOL.md (frames.ts). The same object goes to everybody who hears the same. */
  send(frame: Uint8Array): void
  tell(message: ServerMessage): void
  /** So many more of its document frames are judged and durable. */
  recorded(frames: number): void
  /** The room is gone; `come back` or not is the code's to say. */
  close(code: number, reason: string): void
}

export interface RoomDeps {
  readonly store: RecordStore
  readonly now: () => number
  readonly newId: () => string
  readonly log: Logger
  /** Everyone who speaks for a delegation of this consultation, by its code. */
  readonly speakersOf: (code: string) => Promise<readonly string[]>
  /** Called once, when the room can go on no more; the next visitor loads it anew. */
  readonly onFailed: (error: unknown) => void
}

/** What the room was loaded with. */
export interface Loaded {
  readonly consultation: string
  readonly text: LiveText
  readonly head: Head
  readonly epoch: number
  readonly bindings: Map<number, string>
  readonly snapshotSeq: number
}

type DraftAct = Pick<Act, 'at' | 'act' | 'participant' | 'delegation' | 'detail' | 'summary' | 'update'>

interface Fallen {
  readonly rule: string
  readonly delegation: string
  readonly paragraph: string
  readonly label: string
  readonly words: string
}

/** Everything judged since the last commit. */
class Window {
  readonly acts: DraftAct[] = []
  readonly bindings = new Map<number, string>()
  readonly kept: KeptWord[] = []
  readonly fallen: Fallen[] = []
  /** What to say once it is durable. */
  readonly afterwards: (() => void)[] = []
  readonly abandoned: ((error: unknown) => void)[] = []
  /** What each joiner has, by its last word. */
  readonly joiners = new Map<Listener, Uint8Array>()
  /** Document frames judged per listener. */
  readonly frames = new Map<Listener, number>()

  get isEmpty(): boolean {
    return this.acts.length === 0 && this.joiners.size === 0 && this.frames.size === 0 && this.afterwards.length === 0
  }
}

export type FrameVerdict =
  | { readonly ok: true; /** What was broken weighs so much (gate.ts). */ readonly weight: number }
  | { readonly ok: false; readonly rule: string; readonly reason: RefusalReason }

export class Room {
  readonly #consultation: string
  readonly #text: LiveText
  readonly #deps: RoomDeps
  readonly #epoch: number
  readonly #bindings: Map<number, string>
  readonly #listeners = new Map<Listener, Delegation>()
  /** Those whose join is answered: they hear updates. Before that an update would reach a copy it does not fit. */
  readonly #joined = new Set<Listener>()
  readonly #presence = new Presence<Listener>()
  #head: Head
  #lastSeq: number
  #snapshotSeq: number
  #window = new Window()
  #timer: NodeJS.Timeout | null = null
  #presenceTimer: NodeJS.Timeout | null = null
  #presenceDue = 0
  #writing: Promise<void> = Promise.resolve()
  /** Why the room can go on no more. */
  #failure: Error | null = null

  constructor(loaded: Loaded, deps: RoomDeps) {
    this.#consultation = loaded.consultation
    this.#text = loaded.text
    this.#head = loaded.head
    this.#lastSeq = loaded.head.seq
    this.#epoch = loaded.epoch
    this.#bindings = loaded.bindings
    loaded.text.claimLeftovers(loaded.bindings)
    this.#snapshotSeq = loaded.snapshotSeq
    this.#deps = deps
    // G1: the server's own client id can never be claimed by anyone.
    this.#bind(loaded.text.doc.clientID, 'server')
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0 && this.#window.isEmpty
  }

  enter(listener: Listener, delegation: Delegation): void {
    this.#listeners.set(listener, delegation)
    listener.send(presenceFrame(this.#presence.everyone()))
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener)
    this.#joined.delete(listener)
    this.#presence.leave(listener)
    this.#schedulePresence()
  }

  present(): Delegation[] {
    return [...new Map([...this.#listeners.values()].map((delegation) => [delegation.code, delegation])).values()]
  }

  /** A joiner asks for what it lacks. Answered with the next commit, so that nothing is shown before it is durable (R2). */
  join(listener: Listener, stateVector: Uint8Array): void {
    this.#window.joiners.set(listener, stateVector)
    this.#schedule()
  }

  hearPresence(listener: Listener, standing: Standing, bytes: Uint8Array): boolean {
    const mayUse = (client: number) => {
      const owner = this.#bindings.get(client)
      return owner === undefined || owner === standing.participant
    }
    const understood = this.#presence.hear(listener, standing.delegation, bytes, mayUse)
    this.#schedulePresence()
    return understood
  }

  tellPresence(listener: Listener): void {
    listener.send(presenceFrame(this.#presence.everyone()))
  }

  /** Judges one document frame. A refusal means nothing of it was applied and its sender must start again. */
  edit(listener: Listener, standing: Standing, bytes: Uint8Array): FrameVerdict {
    const admission = admit(this.#text.doc, bytes, standing.participant, (client) => this.#ownerFor(standing.participant, client))
    if (!admission.ok) {
      this.recordRefusedFrame(standing, admission.rule, admission.reason)
      return admission
    }
    for (const client of admission.newClients) this.#bind(client, standing.participant)
    const now = this.#deps.now()
    let judgement: Judgement
    try {
      judgement = judge(this.#text, admission.update, { standing, now, seq: this.#lastSeq + 1 })
    } catch (error) {
      this.#fail(error)
      return { ok: true, weight: 0 }
    }
    this.#recordEdit(listener, standing, judgement, now)
    this.#window.frames.set(listener, (this.#window.frames.get(listener) ?? 0) + 1)
    this.#schedule()
    return { ok: true, weight: judgement.weight }
  }

  /** Judges and executes a decision; resolves when it is durable, rejects when the store failed and nothing happened. */
  decide(standing: Standing, decision: Decision): Promise<({ ok: true } & Decided) | CommandRefused> {
    if (this.#failure) return Promise.reject(this.#failure)
    const now = this.#deps.now()
    const seq = this.#lastSeq + 1
    let executed: Executed | CommandRefused
    try {
      executed = execute(this.#text, standing, decision, { now, seq })
    } catch (error) {
      this.#fail(error)
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
    if (!executed.ok) return Promise.resolve(executed)
    const { detail, summary, update, fallen } = executed
    this.#push({ at: now, act: 'decision', participant: standing.participant, delegation: standing.delegation.code, detail: JSON.stringify(detail), summary, update })
    for (const lost of fallen) this.#window.fallen.push({ ...lost, rule: 'D5' })
    const message: ServerMessage = { type: 'decided', seq, delegation: standing.delegation.code, summary, detail }
    this.#window.afterwards.push(() => this.#tellAll(message))
    return new Promise((resolve, reject) => {
      this.#window.afterwards.push(() => resolve({ ok: true, seq, summary }))
      this.#window.abandoned.push(reject)
      this.#schedule()
    })
  }

  /** The text with everything judged so far, once that is durable; throws when the store failed. */
  text(): Promise<ConsultationText> {
    return this.#onceDurable(this.#text.text())
  }

  /** The same for what the lobby shows of it. */
  progress(): Promise<Progress> {
    return this.#onceDurable(progressOf(this.#text))
  }

  /** R2: nothing is shown before it is recorded. */
  async #onceDurable<Shown>(shown: Shown): Promise<Shown> {
    await this.flush()
    if (this.#failure) throw this.#failure
    return shown
  }

  /** R7, while nobody is in the room: true when there was something to do, which is then being recorded. */
  upkeep(): boolean {
    if (this.#failure || !this.isIdle) return false
    try {
      const done = this.#text.upkeep()
      if (done === null) return false
      const { update, paragraphs, proposals } = done
      const summary = `Upkeep: put away the history of paragraphs (${paragraphs}) and of closed proposals (${proposals}). No word changed.`
      this.#push({ at: this.#deps.now(), act: 'upkeep', participant: 'server', delegation: '', detail: JSON.stringify({ paragraphs, proposals }), summary, update })
      this.#schedule()
    } catch (error) {
      this.#fail(error)
    }
    return true
  }

  /** Writes what is waiting; resolves when it is durable, or when the room has failed. */
  async flush(): Promise<void> {
    if (!this.#window.isEmpty) this.#commit()
    await this.#writing
  }

  /** Writes what is waiting, keeps a snapshot, sends everyone away. The room is not used afterwards. */
  async close(code: number, reason: string): Promise<void> {
    await this.flush()
    for (const listener of [...this.#listeners.keys()]) listener.close(code, reason)
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#presenceTimer) clearTimeout(this.#presenceTimer)
    if (this.#failure || !this.#window.isEmpty || this.#head.seq <= this.#snapshotSeq) return
    await this.#keepSnapshot({ seq: this.#head.seq, state: Y.encodeStateAsUpdate(this.#text.doc) })
  }

  async #keepSnapshot(snapshot: Snapshot): Promise<void> {
    try {
      await this.#deps.store.saveSnapshot(this.#consultation, this.#epoch, snapshot)
    } catch (error) {
      // The record is complete without it; the next one is tried in time, by whoever owns the text then.
      if (!(error instanceof StoreUnavailable)) this.#deps.log.warn({ err: error, consultation: this.#consultation }, 'A snapshot was not saved.')
    }
  }

  /** G1: a client id is its first writer's; until somebody has written under it, it is kept for whoever shows a caret under it. */
  #ownerFor(writer: string, client: number): string | undefined {
    const bound = this.#bindings.get(client)
    if (bound !== undefined) return bound
    const seated = this.#presence.holderOf(client)?.standing()?.participant
    return seated === writer ? undefined : seated
  }

  #bind(client: number, participant: string): void {
    this.#bindings.set(client, participant)
    this.#window.bindings.set(client, participant)
  }

  #push(act: DraftAct): void {
    this.#lastSeq += 1
    this.#window.acts.push(act)
  }

  #recordEdit(listener: Listener, standing: Standing, judgement: Judgement, now: number): void {
    const author = { participant: standing.participant, delegation: standing.delegation.code }
    const { changes, fallen } = judgement
    const onlyRefused = judgement.putBack.length > 0 && changes.length === 0 && fallen.length === 0
    if (judgement.update.byteLength > 0 && !onlyRefused) {
      // R4: among them may be words that this very edit brought, which stand nowhere else in the record.
      const detail = JSON.stringify({ changes, ...(fallen.length > 0 && { fallen }) })
      this.#push({ at: now, act: 'edit', ...author, detail, summary: summaryOf(author.delegation, judgement), update: judgement.update })
    }
    judgement.putBack.forEach((refused, index) => {
      const kept = refused.words.trim() === '' ? null : this.#deps.newId()
      if (kept !== null) {
        this.#window.kept.push({ id: kept, consultation: this.#consultation, participant: standing.participant, at: now, ...refused })
      }
      const update = onlyRefused && index === 0 ? judgement.update : new Uint8Array()
      const words = refused.words === '' ? '' : `: ${quote(refused.words)}`
      const what = refused.reason === 'wordsGone' ? 'marked words that had gone,' : 'put back under'
      const summary = `${author.delegation}: ${what} ${refused.rule}${refused.label === '' ? '' : ` in ${refused.label}`}${words}`
      this.#push({ at: now, act: 'refusal', ...author, detail: JSON.stringify(refused), summary, update })
      this.#window.afterwards.push(() => listener.tell({ type: 'refused', ...refused, kept }))
    })
    for (const lost of fallen) this.#window.fallen.push({ ...lost, rule: 'B10' })
  }

  /** R4: a frame of which nothing was applied, or a connection that was closed for it. */
  recordRefusedFrame(standing: Standing, rule: string, reason: RefusalReason | PassedBound): void {
    const what = rule === 'S4' ? `a connection was closed under S4: ${reason}.` : `a frame was refused before it was applied, under ${rule}.`
    this.#push({
      at: this.#deps.now(),
      act: 'refusal',
      participant: standing.participant,
      delegation: standing.delegation.code,
      detail: JSON.stringify({ rule, reason, frame: true }),
      summary: `${standing.delegation.code}: ${what}`,
      update: new Uint8Array(),
    })
    this.#schedule()
  }

  #schedule(): void {
    if (this.#failure) return
    this.#timer ??= setTimeout(() => this.#commit(), windowFor(this.#listeners.size))
  }

  #schedulePresence(): void {
    const rest = this.#presence.rest(presenceRestFor(this.#listeners.size))
    if (rest === null || (this.#presenceTimer && this.#presenceDue <= this.#deps.now() + rest)) return
    if (this.#presenceTimer) clearTimeout(this.#presenceTimer)
    this.#presenceDue = this.#deps.now() + rest
    this.#presenceTimer = setTimeout(() => {
      this.#presenceTimer = null
      const update = this.#presence.takeChanges()
      if (update) this.#sendAll(this.#listeners.keys(), presenceFrame(update))
    }, rest)
  }

  /** Closes the window and queues its writing behind the one before. Runs without a pause, so the document is exactly the window's. */
  #commit(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const window = this.#window
    if (this.#failure) return
    this.#window = new Window()
    // The server's own binding is worth a write only together with an act.
    if (window.acts.length === 0) for (const [client, owner] of window.bindings) this.#window.bindings.set(client, owner)
    const seq = this.#lastSeq
    const { doc } = this.#text
    const answers = answersTo(window.joiners, doc)
    const question = answers.length > 0 ? questionFrame(Y.encodeStateVector(doc)) : null
    const due = seq - this.#snapshotSeq >= entriesPerSnapshot || window.acts.some(({ act }) => act === 'upkeep')
    const snapshot = due ? { seq, state: Y.encodeStateAsUpdate(doc) } : null
    if (snapshot) this.#snapshotSeq = seq
    this.#writing = this.#writing.then(async () => {
      if (this.#failure) {
        for (const abandon of window.abandoned) abandon(this.#failure)
        return
      }
      try {
        await this.#write(window)
      } catch (error) {
        for (const abandon of window.abandoned) abandon(error)
        this.#fail(error)
        return
      }
      try {
        this.#show(window)
        for (const { listener, answer } of answers) {
          if (!question || !this.#listeners.has(listener)) continue
          // Asked before it is answered: the client sends what it has as it stood, before it hears what was decided meanwhile.
          // Words written offline into a paragraph that has gone would otherwise go from its copy before anyone could keep them.
          listener.send(question)
          listener.send(answer)
          this.#joined.add(listener)
        }
      } catch (error) {
        // It is on record; whoever has not been shown it finds it there.
        this.#fail(error)
        return
      }
      if (snapshot) await this.#keepSnapshot(snapshot)
    })
  }

  async #write(window: Window): Promise<void> {
    if (window.acts.length === 0) return
    const kept = [...window.kept]
    for (const { delegation, rule, paragraph, label, words } of window.fallen) {
      const at = window.acts[0]?.at ?? this.#deps.now()
      for (const participant of await this.#deps.speakersOf(delegation)) {
        kept.push({ id: this.#deps.newId(), consultation: this.#consultation, participant, at, rule, reason: 'fallen', paragraph, label, words })
      }
    }
    const entries = chain(this.#head, window.acts.map((act) => ({ consultation: this.#consultation, ...act })))
    await this.#deps.store.append(this.#consultation, this.#epoch, { entries, bindings: window.bindings, kept })
    const last = entries.at(-1)
    if (last) this.#head = { seq: last.seq, hash: last.hash }
  }

  #show(window: Window): void {
    const updates = window.acts.map(({ update }) => update).filter((update) => update.byteLength > 0)
    const merged = updates.length === 0 ? null : updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
    if (merged) this.#sendAll(this.#joined, updateFrame(merged))
    for (const say of window.afterwards) say()
    for (const { delegation, rule, paragraph, label, words } of window.fallen) {
      for (const [listener, { code }] of this.#listeners) {
        if (code === delegation) listener.tell({ type: 'refused', rule, reason: 'fallen', paragraph, label, words, kept: '' })
      }
    }
    for (const [listener, frames] of window.frames) listener.recorded(frames)
  }

  #sendAll(listeners: Iterable<Listener>, frame: Uint8Array): void {
    for (const listener of listeners) listener.send(frame)
  }

  #tellAll(message: ServerMessage): void {
    for (const listener of this.#listeners.keys()) listener.tell(message)
  }

  /** What is in memory may differ from the record: everyone leaves, and the next visitor loads the record. */
  #fail(error: unknown): void {
    if (this.#failure) return
    this.#failure = error instanceof Error ? error : new Error(String(error))
    // A store that cannot write is not the room's to report: it concerns them all (watch.ts).
    const standstill = error instanceof StoreUnavailable
    if (!standstill) this.#deps.log.error({ err: error, consultation: this.#consultation }, 'A room failed and will be loaded again from the record.')
    for (const abandon of this.#window.abandoned) abandon(error)
    this.#deps.onFailed(error)
    const [code, reason] = standstill ? [closeCodes.notRecording, notRecordingReason] : [closeCodes.comeBack, 'The room is being loaded again.']
    for (const listener of [...this.#listeners.keys()]) listener.close(code, reason)
  }
}

/** What each joiner lacks. After a restart hundreds come back with the same state: its answer is made once. */
function answersTo(joiners: ReadonlyMap<Listener, Uint8Array>, doc: Y.Doc): { readonly listener: Listener; readonly answer: Uint8Array }[] {
  const made = new Map<string, Uint8Array>()
  return [...joiners].map(([listener, stateVector]) => {
    const key = Buffer.from(stateVector).toString('latin1')
    const answer = made.get(key) ?? answerFrame(Y.encodeStateAsUpdate(doc, stateVector))
    made.set(key, answer)
    return { listener, answer }
  })
}

function summaryOf(code: string, { changes }: Judgement): string {
  const parts = changes.map(({ label, kind, added, struck, state }) => {
    const place = label === '' ? '' : ` in ${label}`
    if (state !== 'open') return `withdrew a proposal${place}`
    if (kind === 'move') return `proposes a move${place}`
    if (struck !== '' && added !== '') return `proposes${place} ${quote(struck)} → ${quote(added)}`
    if (added !== '') return `proposes${place} + ${quote(added)}`
    if (struck === '' && kind !== 'reserve') return `begins a proposal${place}`
    return struck === '' ? `reserves its position${place}` : `proposes${place} − ${quote(struck)}`
  })
  return parts.length === 0 ? `${code}: tidied marks.` : `${code} ${parts.join('; ')}.`
}

/** A summary is one line; the words themselves stand in the entry's detail. */
function quote(words: string): string {
  return `“${words.length > 120 ? `${words.slice(0, 119)}…` : words}”`
}
