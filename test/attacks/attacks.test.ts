import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import type { Caller } from '../../server/rooms/testing.ts'
import { readText } from '../../shared/document/ydoc.ts'
import { closeCodes, messageSync } from '../../shared/wire/messages.ts'
import { attacks, type Aim, type Attack } from './attacks.ts'
import { knock } from './door.ts'
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

describe.each(roles)('$who', (role) => {
  let scene: Scene
  let cookie: string | null

  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterAll(async () => {
    await scene.close()
  })

  async function aim(): Promise<Aim> {
    const state = Y.encodeStateAsUpdate(await scene.read())
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
  async function send(frames: readonly Frame[]): Promise<{ caller: Caller; answer: string }> {
    const caller = await scene.caller(cookie ?? '')
    let asked = 0
    // The server asks back whenever it is asked, behind the commit of all it was sent before.
    caller.socket.on('message', (data: Buffer) => (asked += data[0] === messageSync && data[1] === 0 ? 1 : 0))
    for (const frame of frames) caller.send(frame)
    await ask(caller)
    await until(() => caller.closed !== null || asked > 0, 'she is answered')
    const answer = answerOf(caller)
    if (caller.closed === null) {
      // Not even this client is left diverged.
      const server = await scene.read()
      await until(() => plain(readText(caller.doc)) === plain(readText(server)), 'the attacker’s copy reads like the server’s')
    }
    caller.socket.terminate()
    return { caller, answer }
  }

  async function attackFromInside({ frames, apart, words = '', ...attack }: Attack): Promise<void> {
    const made = frames(await aim())
    const should = role.code === 'IOA' ? (attack.observer ?? attack.delegate) : attack.delegate
    for (const connection of apart ? made.map((frame) => [frame]) : [made]) {
      const before = await scene.lastSeq()
      const { caller, answer } = await send(connection)
      expect(answer).toMatch(typeof should === 'string' ? new RegExp(`^${should.replaceAll('.', '\\.')}$`) : should)
      await expectOnRecord(caller, before)
      if (words !== '') await expectKept(caller, words)
    }
  }

  /** R4: what a rule refused is on record, under the name of whoever sent it. */
  async function expectOnRecord(caller: Caller, before: number): Promise<void> {
    const told = caller.heard.flatMap((message) => (message.type === 'refused' || message.type === 'startAgain' ? [`${message.rule} ${message.reason}`] : []))
    const refusals = await scene.refusalsSince(before)
    const recorded = refusals.map(({ detail }) => z.object({ rule: z.string(), reason: z.string(), frame: z.boolean().optional() }).parse(JSON.parse(detail)))
    // What is no update at all is refused by the session, and is no act in the consultation.
    const ofUpdates = caller.closed?.code === closeCodes.startAgain && recorded.length === 0 ? [] : told
    expect(recorded.map(({ rule, reason }) => `${rule} ${reason}`)).toEqual(ofUpdates)
    for (const { participant } of refusals) expect(participant).toBe(person('ours', role.code))
  }

  async function expectKept(caller: Caller, words: string): Promise<void> {
    const ids = caller.heard.flatMap((message) => (message.type === 'refused' && message.words === words ? [message.kept] : []))
    const kept = await scene.store.keptWords(scene.ours, person('ours', role.code))
    expect(kept.filter(({ id }) => ids.includes(id)).map((each) => each.words)).toEqual([words])
  }

  /** Not a byte of the text, of who is there, or of the record: the door says its one code and nothing besides. */
  async function attackFromOutside(made: readonly Frame[]): Promise<void> {
    const bytes = made.map((frame) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : frame))
    const headers = { Origin: scene.origin, ...(cookie === null ? {} : { Cookie: cookie }) }
    const said = await knock(`${scene.address}/${scene.ours}?protocol=1`, headers, bytes)
    expect(said.status).toBe('HTTP/1.1 101 Switching Protocols')
    expect(said.closed).toEqual({ code: role.closes, reason: role.says })
    expect(said.besides).toHaveLength(0)
  }

  test.each(attacks)('$name', async (attack) => {
    cookie = await role.cookie(scene)
    if (!role.inside) return scene.undisturbed(async () => attackFromOutside(attack.frames(await aim())))
    const proposals = role.code === 'ALV' ? (attack.leaves ?? []) : []
    await scene.undisturbed(() => attackFromInside(attack), { as: role.code, proposals })
  })
})

type Frame = Uint8Array | string

/** Asks the server what it has, which it answers behind everything it was told before. */
async function ask({ socket, doc }: Caller): Promise<void> {
  if (socket.readyState !== socket.OPEN) return
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageSync)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint8Array(encoder, Y.encodeStateVector(doc))
  socket.send(encoding.toUint8Array(encoder))
}

/** How somebody was answered, in a line: the code and what was said with it, or which rules put something back. */
function answerOf({ closed, heard }: Caller): string {
  if (closed !== null) {
    const told = heard.find((message) => message.type === 'startAgain')
    return `${closed.code} ${told?.type === 'startAgain' ? `${told.rule} ${told.reason}` : closed.reason}`
  }
  const refused = new Set(heard.flatMap((message) => (message.type === 'refused' ? [`${message.rule} ${message.reason}`] : [])))
  return refused.size === 0 ? 'nothing refused' : `put back: ${[...refused].toSorted().join(', ')}`
}
