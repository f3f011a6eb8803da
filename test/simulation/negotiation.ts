/**
 * A whole consultation played by chance: four delegations, a facilitator and an observer around one real room over a
 * real store, on lines that lag, break and come back. It acts and keeps account; what must be true of the account is
 * the test's to say. With one seed it plays the same consultation every time.
 */
import { pino } from 'pino'
import { bracketsOf } from '../../shared/brackets/bracket.ts'
import { seenOfParagraph, seenOfProposal } from '../../shared/brackets/seen.ts'
import { paragraphText, type ConsultationText, type Paragraph } from '../../shared/document/text.ts'
import { isAgreed, may } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { Decision } from '../../shared/wire/http.ts'
import { createRooms, type RoomRegistry } from '../../server/rooms/registry.ts'
import type { Room } from '../../server/rooms/room.ts'
import type { StandingBook } from '../../server/rooms/rooms.ts'
import { wordsOf, type LostWords } from '../../client/sync/wordsUnderWay.ts'
import { openMemory } from '../../server/store/memory.ts'
import type { Commit, Store } from '../../server/store/store.ts'
import { Chance, drawClientIds } from './chance.ts'
import { Delegate, type Edit, type Refusal } from './delegate.ts'
import type { Marking, Writing } from './honestEditor.ts'
import { item, standingOf } from './table.ts'

export const consultation = 'simulated'
const conference = 'conference'

/** Everything that happened, for the test to judge. */
export interface Account {
  edits: number
  decisions: number
  /** Decisions the rules of procedure refused. */
  declined: number
  reloads: number
  disconnects: number
  /** Words under two insertions at once, seen after any step. */
  nested: number
  agreements: number
  /** Notices that words fell with what they stood in. */
  fallen: number
  readonly refusals: string[]
  /** What should never happen, with the step at which it did. */
  readonly faults: string[]
  readonly writings: Writing[]
  readonly markings: Marking[]
  /** Proposals of which their author lifted a mark. */
  readonly lifted: Set<string>
  /** Notices that a mark found its words gone. */
  wordsGone: number
  /** Characters that a decision, or another's withdrawal, took out of the text. */
  lost: string
  /** Words that only their author's device had, and kept. */
  readonly keptHere: string[]
  /** Whom her device has told that it alone had something of hers, and where. */
  readonly toldHere: { readonly participant: string; readonly paragraph: string }[]
}

/** An entry of the record that honest edits made without knowing of it may be refused for. */
interface Race {
  readonly seq: number
  /** Whose edits; null: anybody's. */
  readonly delegation: string | null
  /** Where; null: everywhere. */
  readonly paragraphs: ReadonlySet<string> | null
}

interface EditDetail {
  readonly changes: readonly { readonly proposal: string; readonly state: string }[]
  readonly fallen: readonly { readonly delegation: string; readonly paragraph: string }[]
}

type Refused = Pick<Refusal, 'reason' | 'paragraph' | 'words'> & { readonly seq: number; readonly delegation: string }

const acts = { edit: 40, say: 30, hear: 45, flush: 14, decide: 5, disconnect: 1.5, reload: 1, connect: 5, restart: 0.15 } as const

export class Negotiation {
  readonly chance: Chance
  readonly store: Store
  readonly account: Account = {
    edits: 0,
    decisions: 0,
    declined: 0,
    reloads: 0,
    disconnects: 0,
    nested: 0,
    agreements: 0,
    fallen: 0,
    refusals: [],
    faults: [],
    writings: [],
    markings: [],
    lifted: new Set(),
    wordsGone: 0,
    lost: '',
    keptHere: [],
    toldHere: [],
  }
  readonly delegates: readonly Delegate[]
  readonly observer: Delegate
  #rooms: RoomRegistry
  #clock = 1_000_000
  #ids = 0
  #signs = 0
  #step = 0
  /** Agreed paragraphs as they were when agreed. */
  readonly #frozen = new Map<string, Paragraph>()
  /** What closed or changed somebody's ground, in the order of the record. */
  readonly #races: Race[] = []
  /** Proposals of which their author took the last word back (B10), by the entry that says so. */
  readonly #closed = new Map<string, number>()
  /** The record's entries about what was refused. */
  readonly #refusals: Refused[] = []
  /** The last entry of the record. */
  #seq = 0
  /** Paragraphs that their own authors took back, in whatever moment others hear of it. */
  readonly #removed = new Set<string>()
  /** Agreed paragraphs in the order of the text. */
  #places: readonly string[] = []

  private constructor(seed: number, store: Store) {
    this.chance = new Chance(seed)
    drawClientIds(this.chance)
    this.store = { ...store, append: (of, epoch, commit) => store.append(of, epoch, commit).then(() => this.#note(commit)) }
    this.#rooms = this.#openRooms()
    const talk = {
      chance: this.chance,
      now: () => this.#clock,
      room: () => this.room(),
      moment: () => this.#seq,
      newSign: () => String.fromCharCode(0x4e00 + this.#signs++),
      wrote: (writing: Writing) => void this.account.writings.push(writing),
      removed: (paragraph: string) => void this.#removed.add(paragraph),
      marked: (marking: Marking) => void this.account.markings.push(marking),
      lifted: (proposal: string) => void this.account.lifted.add(proposal),
      kept: (by: string, { paragraph, pieces }: LostWords) => {
        this.account.keptHere.push(wordsOf(pieces))
        this.account.toldHere.push({ participant: by, paragraph })
      },
      refused: (by: Standing, refusal: Refusal, unrecorded: readonly Edit[], moment: number) => this.#hearRefusal(by, refusal, unrecorded, moment),
    }
    const seat = (code: string, role: 'delegation' | 'facilitator' | 'observer' = 'delegation') => new Delegate(talk, standingOf(code, role))
    this.delegates = [seat('ALV'), seat('BRE'), seat('CAS'), seat('DOV'), seat('FAC', 'facilitator')]
    this.observer = seat('IOA', 'observer')
  }

  static async open(seed: number): Promise<Negotiation> {
    const store = await openMemory()
    const negotiation = new Negotiation(seed, store)
    await negotiation.#seatEverybody()
    const secretariat = standingOf('SEC', 'secretariat')
    const meta = { title: 'Agenda', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' } as const
    const paragraphs = ['Organizational matters', 'Technical assistance', 'Prevention', 'Asset recovery', 'Other matters'].map((title, index) => item(`item-${index + 1}`, title))
    await negotiation.#rooms.found(consultation, secretariat, { meta, paragraphs })
    for (const each of negotiation.everyone) await each.connect()
    return negotiation
  }

  get everyone(): readonly Delegate[] {
    return [...this.delegates, this.observer]
  }

  async room(): Promise<Room> {
    const room = await this.#rooms.open(consultation)
    if (!room) throw new Error('The consultation is gone.')
    return room
  }

  async text(): Promise<ConsultationText> {
    return this.#rooms.text(consultation)
  }

  async play(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.#step += 1
      this.#clock += 100
      await this.#act()
    }
  }

  async #act(): Promise<void> {
    const someone = this.chance.one(this.delegates)!
    const anyone = this.chance.one(this.everyone)!
    switch (this.chance.weighted(acts)) {
      case 'edit':
        if (someone.edit() !== null) this.account.edits += 1
        return
      case 'say':
        if (anyone.say()) await this.#look()
        return
      case 'hear':
        for (let count = 1 + this.chance.below(4); count > 0; count--) anyone.hear()
        return
      case 'flush':
        await this.#look()
        return
      case 'decide':
        return this.#decide()
      case 'disconnect':
        if (anyone.isConnected) this.account.disconnects += 1
        anyone.disconnect()
        return
      case 'reload':
        this.account.reloads += 1
        anyone.reload()
        return
      case 'connect':
        for (const each of this.everyone) if (!each.isConnected && this.chance.odds(0.5)) await each.connect()
        return
      case 'restart':
        await this.#rooms.close()
        this.#rooms = this.#openRooms()
        return
    }
  }

  /** Everything reaches everyone: lines come back, frames arrive, until nobody has anything left to say. */
  async settle(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      this.#clock += 10_000
      for (const each of this.everyone) if (!each.isConnected) await each.connect()
      for (const each of this.everyone) while (each.say());
      await this.#look()
      for (const each of this.everyone) while (each.hear());
      if (this.everyone.every((each) => each.isSettled)) return
    }
    this.fault('the table did not come to rest')
  }

  async close(): Promise<void> {
    await this.#rooms.close()
    drawClientIds(null)
    await this.store.close()
  }

  fault(what: string): void {
    this.account.faults.push(`step ${this.#step}: ${what}`)
  }

  #openRooms(): RoomRegistry {
    const standing: StandingBook = { standing: () => null, prepare: async () => null }
    const newId = () => `kept-${String((this.#ids += 1)).padStart(6, '0')}`
    return createRooms({ store: this.store, now: () => this.#clock, newId, standing, log: pino({ level: 'silent' }) })
  }

  /** Words that fell with another's (B10), and words that were put back, are no ground to write on any more. */
  #note({ entries }: Commit): void {
    for (const { seq, act, delegation, detail } of entries) {
      this.#seq = seq
      if (act !== 'edit' && act !== 'refusal') continue
      const { changes = [], fallen = [], ...refused }: Partial<EditDetail & Refused> = JSON.parse(detail)
      for (const { proposal, state } of changes) if (state !== 'open') this.#closed.set(proposal, seq)
      for (const lost of fallen) this.#races.push({ seq, delegation: lost.delegation, paragraphs: new Set([lost.paragraph]) })
      if (act === 'edit') continue
      const { reason = 'malformed', paragraph = '', words = '' } = refused
      this.#refusals.push({ seq, delegation, reason, paragraph, words })
      this.#races.push({ seq, delegation, paragraphs: new Set([paragraph]) })
    }
  }

  /** Makes everything judged so far durable, and looks at what must hold at every moment. */
  async #look(): Promise<ConsultationText> {
    await (await this.room()).flush()
    const text = await this.text()
    for (const [id, was] of this.#frozen) {
      const is = text.paragraphs.find((paragraph) => paragraph.id === id)
      if (JSON.stringify(is) !== JSON.stringify(was)) this.fault(`agreed paragraph ${id} changed from ${JSON.stringify(was)} to ${JSON.stringify(is)}`)
    }
    const places = text.paragraphs.map(({ id }) => id).filter((id) => this.#frozen.has(id))
    const were = this.#places.filter((id) => places.includes(id))
    if (were.join() !== places.filter((id) => were.includes(id)).join()) this.fault(`agreed paragraphs stood as ${were.join()}, now as ${places.join()}`)
    this.#places = places
    this.account.nested += text.paragraphs.some(({ runs }) => runs.some(({ insertions }) => insertions.length > 1)) ? 1 : 0
    return text
  }

  async #decide(): Promise<void> {
    const before = await this.#look()
    const { decision, by } = this.#chooseDecision(before)
    const answer = await this.#afterFlush(this.#rooms.decide(consultation, by, decision))
    if (!answer.ok) {
      this.account.declined += 1
      if (may(by, decision, before).ok && answer.rule !== 'D9') this.fault(`${decision.act} was refused under ${answer.rule} ${answer.reason}`)
      return
    }
    this.account.decisions += 1
    const after = await this.text()
    const touched = new Set<string>()
    for (const paragraph of [...before.paragraphs, ...after.paragraphs]) {
      const was = before.paragraphs.find(({ id }) => id === paragraph.id)
      const is = after.paragraphs.find(({ id }) => id === paragraph.id)
      if (JSON.stringify(was) !== JSON.stringify(is)) touched.add(paragraph.id)
    }
    if ('paragraph' in decision) touched.add(decision.paragraph)
    this.#races.push({ seq: answer.seq, delegation: null, paragraphs: decision.act === 'stage' ? null : touched })
    this.account.lost += difference(charactersOf(before), charactersOf(after))
    if (decision.act === 'agree') {
      this.account.agreements += 1
      const paragraph = after.paragraphs.find(({ id }) => id === decision.paragraph)
      if (paragraph) this.#frozen.set(decision.paragraph, paragraph)
    }
    if (decision.act === 'reopen') this.#frozen.delete(decision.paragraph)
  }

  /** A decision resolves when it is durable; the clock that would write it stands still here. */
  async #afterFlush<T>(deciding: Promise<T>): Promise<T> {
    const room = await this.room()
    await Promise.resolve()
    await room.flush()
    return deciding
  }

  #chooseDecision(text: ConsultationText): { decision: Decision; by: Delegate['standing'] } {
    const facilitator = this.delegates.at(-1)!.standing
    const open = [...text.ledger.values()].filter(({ state }) => state === 'open')
    const proposal = this.chance.one(open)
    const paragraph = this.chance.one(text.paragraphs)!
    const place = proposal && this.chance.one(text.paragraphs.filter((candidate) => bracketsOf(candidate, text.ledger).some(({ proposals }) => proposals.includes(proposal.id))))
    const agreed = text.paragraphs.filter(({ id }) => isAgreed(text.status.get(id)?.tier))
    const agreeable = text.paragraphs.filter(({ id }) => may(facilitator, { act: 'agree', paragraph: id }, text).ok)
    // What the facilitator saw is sometimes what stands, and sometimes what her own late copy shows.
    const shown = this.chance.odds(0.5) ? text.paragraphs : this.delegates.at(-1)!.text.paragraphs
    const act = this.chance.weighted({ accept: 5, reject: 3, keepOriginal: 2, withdraw: 2, agree: 4, reopen: agreed.length, stage: 0.5 })
    if (text.meta.stage !== 'negotiation' && this.chance.odds(0.5)) return { by: facilitator, decision: { act: 'stage', stage: 'negotiation' } }
    switch (act) {
      case 'accept':
      case 'reject':
        if (proposal) return { by: facilitator, decision: { act, proposal: proposal.id, seen: seenOfProposal(shown, proposal.id) } }
        break
      case 'keepOriginal':
        if (proposal && place) {
          return { by: facilitator, decision: { act, proposal: proposal.id, paragraph: place.id, seen: seenOfParagraph(shown, place.id) } }
        }
        break
      case 'withdraw': {
        const author = this.delegates.find(({ code }) => code === proposal?.delegation)
        if (proposal && author) return { by: author.standing, decision: { act, proposal: proposal.id } }
        break
      }
      case 'reopen': {
        const reopened = this.chance.one(agreed)
        if (reopened) return { by: facilitator, decision: { act, paragraph: reopened.id, reason: 'A delegation received instructions.' } }
        break
      }
      case 'stage':
        return { by: facilitator, decision: { act, stage: this.chance.one(['compilation', 'closed'] as const)! } }
      case 'agree':
        break
    }
    const target = this.chance.one(agreeable) ?? paragraph
    return { by: facilitator, decision: { act: 'agree', paragraph: target.id, seen: seenOfParagraph(shown, target.id) } }
  }

  /** An honest edit is refused only when something its author could not know of happened where she made it. */
  #hearRefusal({ participant, delegation: { code } }: Standing, { rule, reason, paragraph, words }: Refusal, unrecorded: readonly Edit[], moment: number): void {
    if (reason === 'fallen') {
      this.account.fallen += 1
      return
    }
    if (reason === 'wordsGone') {
      this.account.wordsGone += 1
      return
    }
    this.account.refusals.push(`${rule} ${reason}`)
    const entry = this.#refusals.findLast((each) => each.delegation === code && each.reason === reason && each.paragraph === paragraph && each.words === words && each.seq <= moment)
    if (!entry) return this.fault(`${rule} ${reason} refused “${words}” in ${paragraph} of ${participant}, and the record does not say so`)
    // Words written on in a proposal whose last other word she took back herself, before she heard that this had closed it.
    const closings = this.account.writings.flatMap(({ by, sign, proposal }) => (by === participant && words.includes(sign) ? [this.#closed.get(proposal) ?? 0] : []))
    const raced = unrecorded.some(
      (edit) =>
        (paragraph === '' || edit.paragraphs.includes(paragraph)) &&
        // Words that another wrote into it meanwhile keep a paragraph from being taken back or changed.
        (((edit.does === 'remove' || edit.does === 'change') && reason === 'othersWords') ||
          edit.paragraphs.some((id) => this.#removed.has(id)) ||
          closings.some((seq) => edit.knew < seq && seq < entry.seq) ||
          this.#races.some(
            ({ seq, delegation, paragraphs }) =>
              edit.knew < seq && seq < entry.seq && (delegation ?? code) === code && (paragraphs === null || edit.paragraphs.some((id) => paragraphs.has(id))),
          )),
    )
    if (raced) return
    // Yjs tidies marks away on its own when it hears of others' work, even an observer's. Where that was too much no words are
    // at stake, and it is nobody's edit: whoever edits there herself, and has her edit refused, is refused for a race.
    const isTidying = words === '' && (reason === 'othersWords' || !unrecorded.some((edit) => edit.paragraphs.includes(paragraph)))
    if (isTidying) return
    this.fault(`${rule} ${reason} refused “${words}” in ${paragraph} of ${participant}, though nothing raced ${JSON.stringify(unrecorded)}`)
  }

  async #seatEverybody(): Promise<void> {
    const { people } = this.store
    await people.insertInto('conference').values({ id: conference, name: 'Conference', demonstration: 0 }).execute()
    for (const { standing } of this.everyone) {
      const { code, name, role, colour } = standing.delegation
      await people.insertInto('delegation').values({ id: code, conference, code, name, role, observer_rule: role === 'observer' ? 17 : null, colour }).execute()
      const person = { id: standing.participant, delegation: code, name, email: null, password_hash: null, persona: 0 }
      await people.insertInto('participant').values(person).execute()
    }
    const row = { id: consultation, conference, title: 'Agenda', symbol: '', kind: 'agenda', language: 'en', observer_policy: 'viewOnly', created_at: 0 } as const
    await people.insertInto('consultation').values(row).execute()
  }
}

export function charactersOf(text: ConsultationText): string {
  return text.paragraphs.map(paragraphText).join('')
}

/** The characters of `a` that `b` has not, each as often as it is missing. */
export function difference(a: string, b: string): string {
  const left = counted(b)
  let missing = ''
  for (const sign of a) {
    const count = left.get(sign) ?? 0
    if (count === 0) missing += sign
    else left.set(sign, count - 1)
  }
  return missing
}

export function counted(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  return counts
}
