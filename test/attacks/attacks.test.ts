import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { updateOf, write, type Caller } from '../../server/rooms/testing.ts'
import { readText } from '../../shared/document/ydoc.ts'
import { closeCodes, messageQueryAwareness, messageSync } from '../../shared/wire/messages.ts'
import { attacks, type Aim, type Attack } from './attacks.ts'
import { knock } from './door.ts'
import { frameOf, syncStep1 } from './forging.ts'
import { person, plain, Scene, until } from './scene.ts'

/** Who attacks. Inside: may open the room. Outside: may not, and has stolen a copy of its text. */
interface Role {
  readonly who: string
  readonly inside: boolean
  readonly code: string
  /** What the door says to whoever may not come in. */
  readonly closes: number
  readonly says: string
  cookie(scene: Scene): Promise<string | null>
}
const roles: readonly Role[] = [
  { who: 'a delegate', inside: true, code: 'ALV', closes: 0, says: '', cookie: (scene) => scene.signIn('ALV') },
  { who: 'an observer', inside: true, code: 'IOA', closes: 0, says: '', cookie: (scene) => scene.signIn('IOA') },
  { who: 'another consultation’s delegate', inside: false, code: 'XEN', closes: closeCodes.unknownConsultation, says: 'There is no such consultation.', cookie: (scene) => scene.signIn('XEN', 'theirs') },
  { who: 'somebody signed out', inside: false, code: '', closes: closeCodes.signedOut, says: 'Sign in first.', cookie: () => Promise.resolve(null) },
]

describe.each(roles.map((role) => [role.who, role] as const))('%s', (_who, role) => {
  /** `G1 a delegate: clock poisoning …`: the rules, the attacker, the attack. */
  const named = (name: string) => name.replace(/^((?:[GS]\d )+)/, `$1${role.who}: `)
  let scene: Scene
  let cookie: string | null

  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(async () => {
    await scene.expectSound()
    await scene.close()
  })

  async function aim(): Promise<Aim> {
    const state = await scene.state()
    const clients = await scene.store.bindings(scene.ours)
    const elsewhere = await scene.store.bindings(scene.theirs)
    const of = (bindings: Map<number, string>, participant: string) => [...bindings].find(([, owner]) => owner === participant)?.[0] ?? 0
    return {
      copy() {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, state)
        return doc
      },
      places: scene.places,
      past: scene.past,
      victim: scene.brenmark.doc.clientID,
      server: of(clients, 'server'),
      stranger: of(elsewhere, person('theirs', 'XEN')),
    }
  }

  /** One connection of somebody inside: sends the frames, waits until they are judged, and says how she was answered. */
  async function send(frames: readonly Frame[], shows = false): Promise<{ caller: Caller; answer: string }> {
    // A session of her own for each connection: some attacks take more of them than one session may open at once (S4).
    const caller = await scene.caller((await role.cookie(scene)) ?? '')
    let asked = 0
    // The server asks back whenever it is asked, behind the commit of all it was sent before.
    caller.socket.on('message', (data: Buffer) => (asked += data[0] === messageSync && data[1] === 0 ? 1 : 0))
    for (const frame of frames) caller.send(frame)
    ask(caller)
    await until(() => caller.closed !== null || asked > 0, 'she is answered')
    if (shows) await until(() => scene.sees(role.code), 'the bystander sees the attacker')
    const answer = answerOf(caller)
    if (caller.closed === null) {
      // Not even this client is left diverged.
      const server = await scene.read()
      await until(() => plain(readText(caller.doc)) === plain(readText(server)), 'the attacker’s copy reads like the server’s')
    }
    caller.socket.terminate()
    return { caller, answer }
  }

  async function attackFromInside({ frames, apart, onRecord, shows, words = '', ...attack }: Attack): Promise<void> {
    const made = frames(await aim())
    const before = await scene.lastSeq()
    const should = role.code === 'IOA' ? (attack.observer ?? attack.delegate) : attack.delegate
    const told: string[] = []
    for (const some of chunks(apart ? made.map((frame) => [frame]) : [made], socketsAtOnce)) {
      for (const { caller, answer } of await Promise.all(some.map((each) => send(each, shows)))) {
        if (typeof should === 'string') expect(answer).toBe(should)
        else expect(answer).toMatch(should)
        told.push(...(closedUntold.has(caller.closed?.code ?? 0) ? (onRecord ?? []) : refusalsTold(caller)))
        if (words !== '') await expectKept(caller, words)
      }
    }
    await expectOnRecord(before, told)
  }

  /** R4: what a rule refused is on record, under the name of whoever sent it, and nothing else is. */
  async function expectOnRecord(before: number, told: readonly string[]): Promise<void> {
    await scene.read()
    const refusals = await scene.refusalsSince(before)
    const recorded = refusals.map(({ detail }) => Refusal.parse(JSON.parse(detail)))
    expect(recorded.map(({ rule, reason }) => `${rule} ${reason}`).toSorted()).toEqual(told.toSorted())
    for (const { participant } of refusals) expect(participant).toBe(person('ours', role.code))
  }

  async function expectKept(caller: Caller, words: string): Promise<void> {
    const ids = caller.heard.flatMap((message) => (message.type === 'refused' && message.words === words ? [message.kept] : []))
    const kept = await scene.store.keptWords(scene.ours, person('ours', role.code))
    expect(kept.filter(({ id }) => ids.includes(id)).map((each) => each.words)).toEqual([words])
  }

  /** Not a byte of the text, of who is there, or of the record: the door says its one code and nothing besides. */
  async function attackFromOutside(made: readonly Frame[]): Promise<void> {
    const bytes = made.map(bytesOf)
    const headers = { Origin: scene.origin, ...(cookie === null ? {} : { Cookie: cookie }) }
    const said = await knock(`${scene.address}/${scene.ours}?protocol=1`, headers, bytes)
    expect(said.status).toBe('HTTP/1.1 101 Switching Protocols')
    expect(said.closed).toEqual({ code: role.closes, reason: role.says })
    expect(said.besides).toHaveLength(0)
  }

  const proposalsOf = ({ leaves = [] }: Attack) => (role.code === 'ALV' ? leaves : [])

  async function attackAsRole(attack: Attack): Promise<void> {
    if (role.inside) return scene.undisturbed(() => attackFromInside(attack), { as: role.code, proposals: proposalsOf(attack) })
    return scene.undisturbed(async () => attackFromOutside(attack.frames(await aim())))
  }

  beforeEach(async () => {
    cookie = await role.cookie(scene)
  })

  test.each(attacks.map((attack) => [named(attack.name), attack] as const))('%s', (_name, attack) => attackAsRole(attack))

  test(`G1 ${role.who}: the client id of somebody who has come in and not written yet`, async () => {
    const newcomer = await scene.guest('DOV')
    await until(() => scene.casteria.provider.awareness.getStates().has(newcomer.doc.clientID), 'the newcomer is seen')
    await attackAsRole({
      name: 'squatting',
      frames({ copy, places }) {
        const doc = copy()
        doc.clientID = newcomer.doc.clientID
        return [frameOf(updateOf(doc, () => write(doc, places.clean, ' and beyond', 'squatting-1')))]
      },
      delegate: '4400 G1 foreignClient',
    })
    newcomer.write(scene.places.clean, ' after all', 'dov-first')
    await until(async () => readText(await scene.read()).ledger.get('dov-first')?.delegation === 'DOV', 'the newcomer’s words are recorded')
    expect(newcomer.closed).toEqual([])
    newcomer.leave()
    await scene.decide('DOV', { act: 'withdraw', proposal: 'dov-first' })
  })

  for (const given of ['https://elsewhere.example', 'null', undefined, 'lookalike']) test(`S2 ${role.who}: an upgrade from the origin ${given ?? 'none'}`, async () => {
    const origin = given === 'lookalike' ? `${scene.origin}.elsewhere.example` : given
    const headers = { ...(origin === undefined ? {} : { Origin: origin }), ...(cookie === null ? {} : { Cookie: cookie }) }
    await scene.undisturbed(async () => {
      const frames = attacks.filter(({ delegate }) => delegate === 'nothing refused').flatMap(({ frames: make }) => make).slice(0, 3)
      const aimed = await aim()
      const said = await knock(`${scene.address}/${scene.ours}?protocol=1`, headers, frames.flatMap((make) => make(aimed)).map(bytesOf))
      expect(said.status).toBe('HTTP/1.1 403 Forbidden')
      expect([said.closed, said.besides.length]).toEqual([null, 0])
    })
  })

  test(`S3 ${role.who}: a session that is revoked while the socket is open`, async () => {
    const aimed = await aim()
    const late = frameOf(updateOf(aimed.copy(), (doc) => write(doc, scene.places.clean, ' too late', 'late-words')))
    if (role.code === '') {
      // What is left to somebody signed out: the cookie of a session that has ended.
      cookie = await scene.signIn('ALV')
      await scene.signOut(cookie)
      return scene.undisturbed(() => attackFromOutside([late]))
    }
    const conference = role.inside ? 'ours' : 'theirs'
    await scene.undisturbed(async () => {
      const caller = await scene.caller(cookie ?? '', conference)
      const silent = await scene.caller(cookie ?? '', conference)
      const { updates, presence } = caller
      // Whoever does not listen does not know that it is over, and goes on.
      caller.socket.pause()
      await scene.signOut(cookie ?? '')
      // Sockets that say nothing are closed too, and at once.
      await until(() => silent.closed?.code === closeCodes.signedOut, 'the other socket of the session is closed')
      for (let times = 0; times < 3; times++) caller.send(late)
      caller.send(new Uint8Array([messageQueryAwareness]))
      ask(caller)
      await scene.read(conference)
      caller.socket.resume()
      await until(() => caller.closed !== null, 'the socket is closed')
      expect([caller.closed, caller.updates, caller.presence]).toEqual([{ code: closeCodes.signedOut, reason: 'The session has ended.' }, updates, presence])
      // Its answer to the server's question, when it came in, is all that was ever recorded of it.
      expect(caller.heard.filter((message) => message.type !== 'recorded' || message.frames > 1)).toEqual([])
    })
  })

  test(`G1 ${role.who}: an update for another consultation, and what is kept of it there`, async () => {
    const aimed = await aim()
    if (role.code === '') return scene.undisturbed(() => attackFromOutside([frameOf(scene.past.xenia), frameOf(scene.past.brenmark)]))
    if (role.inside) {
      const elsewhere = frameOf(Y.encodeStateAsUpdate(await scene.read('theirs')))
      return scene.undisturbed(() => attackFromInside({ name: 'the whole other text', frames: () => [elsewhere], delegate: '4400 G2 serverRoot' }), { as: role.code })
    }
    await scene.undisturbed(async () => {
      for (const bytes of [scene.past.brenmark, Y.encodeStateAsUpdate(aimed.copy())]) {
        const caller = await scene.caller(cookie ?? '', 'theirs')
        caller.sendUpdate(bytes)
        await until(() => caller.closed !== null, 'it is refused')
        expect(answerOf(caller)).toMatch(/^4400 G(1 gap|2 serverRoot)$/)
      }
    }, { refusedElsewhere: true })
  })

  test(`G1 ${role.who}: a consumer that never reads`, async () => {
    await scene.makeLong()
    const questions = Array.from({ length: 300 }, () => question(new Y.Doc()))
    if (!role.inside) {
      const headers = { Origin: scene.origin, ...(cookie === null ? {} : { Cookie: cookie }) }
      return scene.undisturbed(async () => {
        const said = await knock(`${scene.address}/${scene.ours}?protocol=1`, headers, questions, 500)
        expect([said.closed?.code, said.besides.length]).toEqual([role.closes, 0])
      })
    }
    await scene.undisturbed(async () => {
      const caller = await scene.caller(cookie ?? '')
      caller.socket.pause()
      const isThere = async () => (await scene.present()).includes(role.code)
      expect(await isThere()).toBe(true)
      for (let asked = 0; asked < questions.length && (await isThere()); asked++) {
        caller.send(questions[asked] ?? '')
        // Two questions of one window would be answered once.
        await wait(16)
      }
      expect(await isThere()).toBe(false)
      caller.socket.terminate()
    })
  })
})

type Frame = Uint8Array | string

const Refusal = z.object({ rule: z.string(), reason: z.string() })

/** Fewer than one session may have open. */
const socketsAtOnce = 10

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/** Whoever is closed with these is told why by the code alone. */
const closedUntold: ReadonlySet<number> = new Set([closeCodes.violations, 1009])

function refusalsTold({ heard }: Caller): string[] {
  return heard.flatMap((message) => (message.type === 'refused' || message.type === 'startAgain' ? [`${message.rule} ${message.reason}`] : []))
}

/** Asks the server what it has, which it answers behind everything it was told before. */
function ask({ socket, doc }: Caller): void {
  if (socket.readyState !== socket.OPEN) return
  socket.send(question(doc))
}
function question(doc: Y.Doc): Uint8Array {
  return frameOf(Y.encodeStateVector(doc), syncStep1)
}
const bytesOf = (frame: Frame) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : frame)

/** How somebody was answered, in a line: the code and what was said with it, or which rules put something back. */
function answerOf({ closed, heard }: Caller): string {
  if (closed !== null) {
    const told = heard.find((message) => message.type === 'startAgain')
    return `${closed.code} ${told?.type === 'startAgain' ? `${told.rule} ${told.reason}` : closed.reason}`
  }
  const refused = new Set(heard.flatMap((message) => (message.type === 'refused' ? [`${message.rule} ${message.reason}`] : [])))
  return refused.size === 0 ? 'nothing refused' : `put back: ${[...refused].toSorted().join(', ')}`
}
