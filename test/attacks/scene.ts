/**
 * The running server and its people: two conferences with one consultation each, opened and furnished over HTTP and
 * sockets as people do. Brenmark is the victim, Casteria the bystander; both use stock providers. `undisturbed` holds
 * whatever is done to the server against the promise of the gate. Attacks themselves are in attacks.ts.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { Caller, textOf, updateOf, welcome, write, type Guest } from '../../server/rooms/testing.ts'
import { textDigest } from '../../server/record/digest.ts'
import { verifyRecord } from '../../server/record/verify.ts'
import { serve, type Serving } from '../../server/serve.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import type { KeptWord, RecordEntry, Store } from '../../server/store/store.ts'
import { markKey } from '../../shared/document/marks.ts'
import { joinRuns, paragraphText, plainRun, type ConsultationText } from '../../shared/document/text.ts'
import { bodyOf, paragraphElement, readParagraphs, readText } from '../../shared/document/ydoc.ts'
import type { Role } from '../../shared/procedure/roles.ts'
import { ConsultationList, Created, type Decision } from '../../shared/wire/http.ts'

type Conference = 'ours' | 'theirs'
const seats: Readonly<Record<Conference, readonly [code: string, role: Role][]>> = {
  ours: [['SEC', 'secretariat'], ['FAC', 'facilitator'], ['ALV', 'delegation'], ['BRE', 'delegation'], ['CAS', 'delegation'], ['DOV', 'delegation'], ['IOA', 'observer']],
  theirs: [['SEC', 'secretariat'], ['FAC', 'facilitator'], ['XEN', 'delegation'], ['YAR', 'delegation']],
}
const words = ['Opening of the session', 'Implementation of article 63', 'Other matters', 'Adoption of the report', 'Date and venue', 'Participation of observers'] as const

/** Paragraphs of our text, by what is to be known about each. */
export interface Places {
  /** Base text without a bracket. */
  readonly clean: string
  /** With Brenmark's insertion and Casteria's deletion. */
  readonly bracketed: string
  /** Agreed in informals. */
  readonly agreed: string
  /** Casteria's and Brenmark's desks: there they write after every attack. */
  readonly casteria: string
  readonly brenmark: string
  /** A new paragraph that Brenmark proposes. */
  readonly proposed: string
}

/** Updates that were once sent, exactly as they were. */
export interface Past {
  /** Alvonia's, whose words she has taken back since. */
  readonly alvonia: Uint8Array
  /** Brenmark's insertion that stands. */
  readonly brenmark: Uint8Array
  /** Brenmark's words that were rejected. */
  readonly rejected: Uint8Array
  /** Xenia's, in the other consultation. */
  readonly xenia: Uint8Array
}

/** Brenmark's words, and her proposals: one that stands, one that was rejected, a new paragraph; and Casteria's deletion. */
export const standing = { words: ' and article 64', brenmark: 'bre-open', rejected: 'bre-rejected', paragraph: 'bre-paragraph', casteria: 'cas-strikes' } as const

/** What an attack may leave behind: proposals under these ids, the attacker's own. */
export interface Leave {
  readonly proposals?: readonly string[]
  /** Who attacked, if it is anybody who may be on record. */
  readonly as?: string
  /** The attack was on the other consultation: it has a refusal on record, and is the same but for that. */
  readonly refusedElsewhere?: true
}

const patience = 5_000

/** Waits until it is so; fails, with `what`, when it does not come about. */
export async function until(is: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + patience; !(await is()); await wait(2)) if (Date.now() > end) throw new Error(`It did not come about that ${what}.`)
}

export class Scene {
  readonly store: Store
  readonly #serving: Serving
  readonly #folder: string
  readonly #guests: Guest[] = []
  readonly #cookies = new Map<string, string>()
  #round = 0
  #watch: Watch | null = null
  #known: Noted | null = null

  /** The consultations' ids. */
  ours = ''
  theirs = ''
  places!: Places
  past!: Past
  brenmark!: Guest
  casteria!: Guest

  private constructor(store: Store, serving: Serving, folder: string) {
    this.store = store
    this.#serving = serving
    this.#folder = folder
  }

  static async open(): Promise<Scene> {
    const folder = mkdtempSync(join(tmpdir(), 'adref-attacks-'))
    const store = await openSqlite(join(folder, 'adref.sqlite'))
    for (const conference of ['ours', 'theirs'] as const) await seat(store, conference)
    const serving = await serve(
      { port: 0, host: '127.0.0.1', dataFolder: folder, database: null, origins: ['http://127.0.0.1:0'], demonstration: true, logLevel: 'silent' },
      { store, now: Date.now, newId: randomUUID, log: pino({ level: 'silent' }), clientFolder: null },
    )
    const scene = new Scene(store, serving, folder)
    await scene.#furnish()
    return scene
  }

  async close(): Promise<void> {
    for (const guest of this.#guests) guest.leave()
    await this.#serving.stop()
    await this.store.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get origin(): string {
    return this.#serving.address
  }
  get address(): string {
    return `${this.origin.replace('http', 'ws')}/rooms`
  }

  /** Signs in over HTTP: a session of its own each time. */
  async signIn(code: string, conference: Conference = 'ours'): Promise<string> {
    const answer = await this.#send('POST', '/api/session/persona', '', { persona: person(conference, code) })
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  async signOut(cookie: string): Promise<void> {
    await this.#send('DELETE', '/api/session', cookie)
  }

  async decide(code: string, decision: Decision): Promise<void> {
    await this.#send('POST', `/api/consultations/${this.ours}/decisions`, await this.#cookie(code), decision)
  }

  async #send(method: string, path: string, cookie: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      headers: { origin: this.origin, ...(cookie === '' ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  async #cookie(code: string, conference: Conference = 'ours'): Promise<string> {
    const known = this.#cookies.get(`${conference} ${code}`) ?? (await this.signIn(code, conference))
    this.#cookies.set(`${conference} ${code}`, known)
    return known
  }

  /** Somebody with a stock provider, in sync. */
  async guest(code: string, conference: Conference = 'ours'): Promise<Guest> {
    const guest = welcome(this, { cookie: await this.#cookie(code, conference) }, new Y.Doc(), this[conference])
    this.#guests.push(guest)
    await until(() => guest.provider.synced, `${code} has the text`)
    // Others take note of somebody only from her second word about herself.
    guest.provider.awareness.setLocalState({})
    return guest
  }

  /** Somebody who speaks the protocol by hand, and has the text. */
  async caller(cookie: string, conference: Conference = 'ours'): Promise<Caller> {
    const caller = new Caller(this, { cookie, origin: this.origin }, { room: this[conference] })
    await once(caller.socket, 'open')
    return caller.join()
  }

  /** The text in use, as it is given to the facilitator who comes in now. */
  async read(conference: Conference = 'ours'): Promise<Y.Doc> {
    // A session of its own each time: reading after every attack would use one session's allowance up (S4).
    const { doc, socket } = await this.caller(await this.signIn('FAC', conference), conference)
    socket.terminate()
    return doc
  }

  /** Codes of the delegations in our room now, as the lobby shows them. */
  async present(): Promise<string[]> {
    const answer = await fetch(`${this.origin}/api/consultations`, { headers: { cookie: await this.#cookie('FAC') } })
    return ConsultationList.parse(await answer.json()).consultations.flatMap(({ present }) => present.map(({ code }) => code))
  }

  async #furnish(): Promise<void> {
    for (const conference of ['ours', 'theirs'] as const) {
      const paragraphs = words.map((text) => ({ kind: 'item', level: 1, runs: [{ text: conference === 'ours' ? text : `${text}, elsewhere`, italic: false }] }))
      const body = { title: 'Agenda', symbol: '', kind: 'agenda', language: 'en', observerPolicy: 'viewOnly', paragraphs }
      const answer = await this.#send('POST', '/api/consultations', await this.#cookie('SEC', conference), body)
      this[conference] = Created.parse(await answer.json()).id
    }
    const xenia = await this.guest('XEN', 'theirs')
    const sentElsewhere = recorded(xenia.doc, () => xenia.write(readParagraphs(xenia.doc)[0]?.id ?? '', ' of the other body', 'xen-open'))
    await until(async () => readText(await this.read('theirs')).ledger.size === 1, 'Xenia’s words are recorded')

    const ids = readParagraphs(await this.read()).map(({ id }) => id)
    const [clean, bracketed, agreed, casteria, brenmark] = ids
    if (!clean || !bracketed || !agreed || !casteria || !brenmark) throw new Error('The text is too short.')
    const proposed = 'paragraph-of-brenmark'
    this.places = { clean, bracketed, agreed, casteria, brenmark, proposed }
    const bre = (this.brenmark = await this.guest('BRE'))
    const cas = (this.casteria = await this.guest('CAS'))
    const alv = await this.guest('ALV')
    const rejected = recorded(bre.doc, () => bre.write(clean, ' at once', standing.rejected))
    await until(() => alv.words(clean).endsWith(' at once'), 'everybody reads Brenmark’s words')
    await this.decide('FAC', { act: 'reject', proposal: standing.rejected })
    const open = recorded(bre.doc, () => bre.write(bracketed, standing.words, standing.brenmark))
    bre.doc.transact(() => {
      const run = { ...plainRun('Asset recovery'), insertions: [standing.paragraph] }
      bodyOf(bre.doc).push([paragraphElement({ id: proposed, kind: 'item', level: 1, proposal: standing.paragraph, runs: [run] })])
    })
    const struck = textOf(cas.doc, bracketed)
    struck.format('Implementation of '.length, 'article 63'.length, { [markKey('deletion', standing.casteria)]: { proposal: standing.casteria } })
    const hers = recorded(alv.doc, () => alv.write(clean, ' in time', 'alv-early'))
    await until(() => alv.words(clean).endsWith(' in time') && cas.words(clean).endsWith(' in time'), 'Alvonia’s words are recorded')
    alv.doc.transact(() => textOf(alv.doc, clean).delete('Opening of the session'.length, ' in time'.length))
    await until(() => cas.words(clean) === 'Opening of the session', 'Alvonia’s words are gone')
    await this.decide('FAC', { act: 'agree', paragraph: agreed })
    alv.leave()
    this.past = { alvonia: hers, brenmark: open, rejected, xenia: sentElsewhere }
    await this.#writeOn(await this.#noting())
    await until(() => cas.provider.awareness.getStates().has(bre.doc.clientID), 'Casteria sees Brenmark')
    this.#watch = new Watch(cas, bre)
  }

  /**
   * Does something to the server and holds the outcome against the promise: base text, agreed paragraphs, others' words,
   * ledger, status and meta stand as they stood, but for proposals that were the attacker's to make; the other consultation
   * is the same to the byte; the record verifies and gives the text in use; others' kept words and client ids are theirs;
   * victim and bystander stay, saw nothing of it, write on and converge with the server.
   */
  async undisturbed(attack: () => Promise<void>, leave: Leave = {}): Promise<void> {
    const before = (this.#known = await this.#noting(false))
    const proposals = new Set(leave.proposals)
    const should = plain(before.text)
    this.#watch?.begin(proposals)

    await attack()

    const after = await this.#noting()
    expectPromise(before, after, leave, this.brenmark.doc.clientID)
    // A record that has not grown was verified after the attack before.
    if (after.entries.length > before.entries.length) await this.expectSound(after.text)

    // Whatever they saw, they saw by now: what they write next comes behind it.
    await this.#writeOn(after)
    this.#watch?.expectNothing(should)
    if (proposals.size > 0) await this.#withdraw(after.text, proposals, leave.as ?? '')
  }

  /** R1, R3: the record verifies, and gives the text in use. */
  async expectSound(text?: ConsultationText): Promise<void> {
    await expectRecord(this.store, this.ours, text ?? readText(await this.read()))
  }

  /** The text in use, to aim at. */
  async state(): Promise<Uint8Array> {
    return Y.encodeStateAsUpdate((await this.#noting(false)).doc)
  }

  /** Whether the bystander has seen somebody of this delegation since the attack began. */
  sees(code: string): boolean {
    return this.#watch?.codes.has(code) ?? false
  }

  /** The refusals that came on record since `seq`. */
  async refusalsSince(seq: number): Promise<RecordEntry[]> {
    return (await this.store.entries(this.ours, seq, 10_000)).filter(({ act }) => act === 'refusal')
  }
  async lastSeq(conference: Conference = 'ours'): Promise<number> {
    return (await this.store.latest(this[conference], Number.MAX_SAFE_INTEGER, 1))[0]?.seq ?? 0
  }

  /** The text in use and the record, read anew; what was read last serves as long as the record has not grown since. */
  async #noting(anew = true): Promise<Noted> {
    const { store, ours, theirs } = this
    const isCurrent = !anew && this.#known !== null && this.#known.entries.length === (await this.lastSeq()) && this.#known.elsewhere.entries.length === (await this.lastSeq('theirs'))
    if (isCurrent && this.#known) return this.#known
    const [doc, other] = await Promise.all([this.read(), this.read('theirs')])
    const [entries, bindings, kept, entriesElsewhere, bindingsElsewhere] = await Promise.all([
      store.entries(ours, 0, 100_000),
      store.bindings(ours),
      Promise.all(['BRE', 'CAS', 'DOV', 'FAC'].map((code) => store.keptWords(ours, person('ours', code)))),
      store.entries(theirs, 0, 100_000),
      store.bindings(theirs),
    ])
    const state = Buffer.from(Y.encodeStateAsUpdate(other)).toString('base64')
    return { doc, text: readText(doc), entries, bindings, kept, elsewhere: { state, entries: entriesElsewhere.map(({ hash }) => hash), bindings: bindingsElsewhere } }
  }

  /** Victim and bystander put another word where they wrote the last one, and converge with the server. */
  async #writeOn({ text }: Noted): Promise<void> {
    this.#round += 1
    const word = ` (${this.#round})`
    const desks = [
      [this.casteria, this.places.casteria, 'cas'],
      [this.brenmark, this.places.brenmark, 'bre'],
    ] as const
    for (const [guest, paragraph, code] of desks) {
      const last = text.paragraphs.find(({ id }) => id === paragraph)
      const base = last ? paragraphText({ ...last, runs: last.runs.filter((run) => run.insertions.length === 0) }).length : 0
      guest.doc.transact(() => {
        const written = textOf(guest.doc, paragraph)
        written.delete(base, written.length - base)
        write(guest.doc, paragraph, word, `${code}-round-${this.#round}`)
      })
    }
    const guests = [this.casteria, this.brenmark]
    await until(() => guests.every((guest) => desks.every(([, paragraph]) => guest.words(paragraph).endsWith(word))), 'victim and bystander read each other')
    this.#known = await this.#noting()
    const server = this.#known.doc
    await until(() => guests.every(({ doc }) => plain(readText(doc)) === plain(readText(server))), 'victim and bystander converge with the server')
    for (const guest of guests) expectConverged(guest, server)
  }

  /** Brenmark proposes so many paragraphs that the text is far larger than any line will hold at once. */
  async makeLong(): Promise<void> {
    const { doc } = this.brenmark
    for (let count = 0; count < 15; count++) {
      const proposal = `bre-long-${count}`
      const run = { ...plainRun('x'.repeat(19_000)), insertions: [proposal] }
      bodyOf(doc).push([paragraphElement({ id: `long-item-${count}`, kind: 'item', level: 1, proposal, runs: [run] })])
    }
    await until(async () => readParagraphs(await this.read()).some(({ id }) => id === 'long-item-14'), 'the long paragraphs are recorded')
    await until(() => this.casteria.words('long-item-14') !== '(gone)', 'Casteria has them')
  }

  async #withdraw({ ledger }: ConsultationText, proposals: ReadonlySet<string>, code: string): Promise<void> {
    for (const id of proposals) if (ledger.get(id)?.state === 'open') await this.decide(code, { act: 'withdraw', proposal: id })
  }
}

/** Nothing is otherwise than it was, but for what the attacker may leave; `victim` is the client id Brenmark writes under. */
function expectPromise(before: Noted, after: Noted, leave: Leave, victim: number): void {
  const proposals = new Set(leave.proposals)
  const should = plain(before.text)
  for (const id of proposals) expect(before.text.ledger.has(id), `${id} is new`).toBe(false)
  expect(plain(without(after.text, proposals))).toBe(should)
  for (const id of proposals) expect(after.text.ledger.get(id)?.delegation ?? leave.as).toBe(leave.as)
  if (leave.refusedElsewhere) expect(after.elsewhere.entries.length).toBeGreaterThan(before.elsewhere.entries.length)
  expect(leave.refusedElsewhere ? { ...after.elsewhere, entries: before.elsewhere.entries } : after.elsewhere).toEqual(before.elsewhere)
  expect(after.kept).toEqual(before.kept)
  for (const [client, owner] of after.bindings) expect(owner, `client ${client}`).toBe(before.bindings.get(client) ?? person('ours', leave.as ?? 'nobody'))
  expect(after.bindings.get(victim)).toBe(person('ours', 'BRE'))
  const acts = after.entries.slice(before.entries.length)
  expect(after.entries.slice(0, before.entries.length).map(({ hash }) => hash)).toEqual(before.entries.map(({ hash }) => hash))
  for (const { participant, act } of acts) expect([participant, act === 'edit' || act === 'refusal']).toEqual([person('ours', leave.as ?? 'nobody'), true])
}

async function expectRecord(store: Store, consultation: string, text: ConsultationText): Promise<void> {
  const verified = await verifyRecord(store, consultation)
  expect([verified.fault, verified.text]).toEqual([null, textDigest(text)])
}

/** Connected from the first, waiting for nothing, and with the server's every struct. */
function expectConverged({ doc, closed, provider }: Guest, server: Y.Doc): void {
  expect([closed, provider.wsconnected, doc.store.pendingStructs, doc.store.pendingDs]).toEqual([[], true, null, null])
  expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(Y.decodeStateVector(Y.encodeStateVector(server)))
}

type ShownState = { user?: { code?: string; name?: string; colour?: number }; cursor?: unknown }

/** Whoever is shown is who she is, and the victim's caret is where it was. */
function expectOwnNames(states: readonly [number, ShownState][], victim: number): void {
  for (const [client, { user, cursor, ...more }] of states) {
    expect([user, more]).toEqual([userOf(user?.code ?? ''), {}])
    expect(client === victim).toBe(user?.code === 'BRE')
    if (user?.code === 'BRE') expect(cursor).toBeNull()
    expect(JSON.stringify(cursor).length).toBeLessThan(2_100)
  }
}
function userOf(code: string) {
  return { code, name: nameOf(code), colour: seats.ours.findIndex(([each]) => each === code) }
}
interface Seen {
  /** Every text that was shown, and the one it should be. */
  readonly texts: readonly string[]
  readonly should: string
  /** Client ids whose carets went, states that were shown, the victim's now. */
  readonly gone: readonly number[]
  readonly states: readonly [number, ShownState][]
  readonly now: unknown
  readonly victim: number
}
function expectSeen({ texts, should, gone, states, now, victim }: Seen): void {
  expect(texts.filter((text) => text !== should)).toEqual([])
  expect(gone).not.toContain(victim)
  expect(now).toEqual({ user: userOf('BRE'), cursor: null })
  expectOwnNames(states, victim)
}

interface Noted {
  readonly doc: Y.Doc
  readonly text: ConsultationText
  readonly entries: readonly RecordEntry[]
  readonly bindings: ReadonlyMap<number, string>
  readonly kept: readonly KeptWord[][]
  readonly elsewhere: { readonly state: string; readonly entries: readonly string[]; readonly bindings: ReadonlyMap<number, string> }
}

/** Notes every text and every presence that passes before the bystander's eyes. */
class Watch {
  readonly #seen = new Set<string>()
  readonly #people = new Set<string>()
  readonly #gone: number[] = []
  readonly #bystander: Guest
  readonly #victim: Guest
  #proposals: ReadonlySet<string> = new Set()

  constructor(bystander: Guest, victim: Guest) {
    this.#bystander = bystander
    this.#victim = victim
    bystander.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === bystander.provider) this.#seen.add(this.#withoutRound(readText(bystander.doc)))
    })
    bystander.provider.awareness.on('change', ({ removed }: { removed: number[] }) => {
      this.#gone.push(...removed)
      for (const [client, state] of bystander.provider.awareness.getStates()) {
        if (client !== bystander.doc.clientID) this.#people.add(JSON.stringify([client, state]))
      }
    })
  }

  begin(proposals: ReadonlySet<string>): void {
    this.#proposals = proposals
    this.#seen.clear()
    this.#people.clear()
    this.#gone.length = 0
  }

  get codes(): Set<string | undefined> {
    return new Set(this.#states.map(([, { user }]) => user?.code))
  }

  get #states(): [number, ShownState][] {
    return [...this.#people].map((entry) => JSON.parse(entry))
  }

  expectNothing(should: string): void {
    const victim = this.#victim.doc.clientID
    const now = this.#bystander.provider.awareness.getStates().get(victim)
    expectSeen({ texts: [...this.#seen], should, gone: this.#gone, states: this.#states, now, victim })
  }

  /** What the two write after an attack is no part of it. */
  #withoutRound(text: ConsultationText): string {
    return plain(without(text, this.#proposals))
  }
}

const round = /^(bre|cas)-round-\d+$/

/** The text as plain data in one string, without what victim and bystander write to show that they can. */
export function plain(text: ConsultationText): string {
  const rounds = new Set([...text.ledger.keys()].filter((id) => round.test(id)))
  const { meta, paragraphs, ledger, status } = without(text, rounds)
  return JSON.stringify({ meta, paragraphs, ledger: inOrder(ledger), status: inOrder(status) })
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** The text as if these proposals had never been made. Written apart from the projection of the gate, which it is here to check. */
export function without(text: ConsultationText, proposals: ReadonlySet<string>): ConsultationText {
  const others = (ids: readonly string[]) => ids.filter((id) => !proposals.has(id))
  return {
    ...text,
    paragraphs: text.paragraphs
      .filter(({ proposal }) => proposal === undefined || !proposals.has(proposal))
      .map((paragraph) => ({
        ...paragraph,
        runs: joinRuns(
          paragraph.runs
            .filter(({ insertions }) => others(insertions).length === insertions.length)
            .map((run) => ({ ...run, deletions: others(run.deletions), reservations: others(run.reservations) })),
        ),
      })),
    ledger: new Map([...text.ledger].filter(([id]) => !proposals.has(id))),
  }
}

/** The update that `change` makes in `doc`, which sends it by itself. */
function recorded(doc: Y.Doc, change: () => void): Uint8Array {
  return updateOf(doc, change)
}

export function person(conference: Conference, code: string): string {
  return `${conference}-person-${code}`
}
function nameOf(code: string): string {
  return `Delegation of ${code}`
}

async function seat({ people }: Store, conference: Conference): Promise<void> {
  await people.insertInto('conference').values({ id: conference, name: `The conference that is ${conference}`, demonstration: 1 }).execute()
  for (const [colour, [code, role]] of seats[conference].entries()) {
    const delegation = `${conference}-${code}`
    await people.insertInto('delegation').values({ id: delegation, conference, code, name: nameOf(code), role, observer_rule: role === 'observer' ? 17 : null, colour }).execute()
    await people.insertInto('participant').values({ id: person(conference, code), delegation, name: `Person of ${code}`, email: null, password_hash: null, persona: 1 }).execute()
  }
}
