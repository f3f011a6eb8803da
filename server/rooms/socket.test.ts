import { once } from 'node:events'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun } from '../../shared/document/text.ts'
import { bodyOf, paragraphElement } from '../../shared/document/ydoc.ts'
import { closeCodes, messageAwareness, messageSync } from '../../shared/wire/messages.ts'
import { updateLimits } from './admission.ts'
import { closingRate, frameRate, presenceRate, socketsPerSession, weightAllowed } from '../../shared/wire/limits.ts'
import { Caller, consultation, openHall, seven, textOf, updateOf, welcome, wordsIn, write, type Guest, type Hall, type Ticket } from './testing.ts'

let hall: Hall
const guests: Guest[] = []

beforeEach(async () => {
  hall = await openHall()
})
afterEach(async () => {
  for (const guest of guests.splice(0)) guest.leave()
  await hall.close()
})

async function guest(code: string, doc?: Y.Doc): Promise<Guest> {
  const someone = welcome(hall, await hall.as(code), doc)
  guests.push(someone)
  await vi.waitFor(() => expect(someone.provider.synced).toBe(true))
  return someone
}

describe('a stock y-websocket client', () => {
  test('joins, reads, and writes within the rules', async () => {
    const alv = await guest('ALV')
    const bre = await guest('BRE')
    expect(alv.words('item-seven')).toBe(seven)
    alv.write('item-seven', ' and (d)', 'alv-001')
    await vi.waitFor(() => expect(bre.words('item-seven')).toBe(`${seven} and (d)`))
    bre.write('item-six', ' now', 'bre-001')
    await vi.waitFor(() => expect(alv.words('item-six')).toBe('International cooperation now'))
    expect([...alv.closed, ...bre.closed]).toEqual([])
    const text = await hall.rooms.text(consultation)
    expect([...text.ledger.values()].map(({ id, delegation }) => [id, delegation])).toEqual([['alv-001', 'ALV'], ['bre-001', 'BRE']])
  })

  test('G5 writes base text in vain: its copy reads like everybody’s again', async () => {
    const alv = await guest('ALV')
    textOf(alv.doc, 'item-seven').insert(0, 'Full ')
    await vi.waitFor(() => expect(alv.words('item-seven')).toBe(seven))
    expect(alv.closed).toEqual([])
  })

  test('returns with what it wrote offline', async () => {
    const alv = await guest('ALV')
    alv.provider.disconnect()
    alv.write('item-seven', ' and (d)', 'alv-001')
    alv.provider.connect()
    await vi.waitFor(async () => expect(await hall.words('item-seven')).toBe(`${seven} and (d)`))
  })

  test('returns under a new client id with a copy it kept, as after closing a tab', async () => {
    const alv = await guest('ALV')
    alv.provider.disconnect()
    alv.write('item-seven', ' and (d)', 'alv-001')
    const kept = new Y.Doc()
    Y.applyUpdate(kept, Y.encodeStateAsUpdate(alv.doc))
    const again = await guest('ALV', kept)
    again.write('item-six', ' now', 'alv-002')
    await vi.waitFor(async () => expect(await hall.words('item-six')).toBe('International cooperation now'))
    expect(await hall.words('item-seven')).toBe(`${seven} and (d)`)
    expect(again.closed).toEqual([])
  })

  test('G1 may write while it waits to be asked for what it wrote offline', async () => {
    const alv = await guest('ALV')
    alv.provider.disconnect()
    alv.write('item-seven', ' and', 'alv-001')
    alv.provider.on('status', ({ status }) => {
      if (status === 'connected') alv.write('item-seven', ' (d)', 'alv-001')
    })
    alv.provider.connect()
    await vi.waitFor(async () => expect(await hall.words('item-seven')).toBe(`${seven} and (d)`))
    expect(alv.closed).toEqual([])
  })

  test('gets the words back that it wrote offline into a paragraph that has gone since', async () => {
    const bre = await guest('BRE')
    const alv = await guest('ALV')
    alv.doc.transact(() => {
      const element = new Y.XmlElement('paragraph')
      for (const [name, value] of Object.entries({ id: 'new-item', kind: 'item', proposal: 'alv-001' })) element.setAttribute(name, value)
      // Yjs types attributes as strings; the schema's level is a number.
      element.setAttribute('level', 1 as unknown as string)
      const words = new Y.XmlText()
      words.insert(0, 'Asset recovery', { [markKey('insertion', 'alv-001')]: { proposal: 'alv-001' } })
      element.insert(0, [words])
      bodyOf(alv.doc).push([element])
    })
    await vi.waitFor(() => expect(bre.words('new-item')).toBe('Asset recovery'))
    bre.provider.disconnect()
    bre.write('new-item', ' and return', 'bre-001')
    await hall.decide('FAC', { act: 'reject', proposal: 'alv-001' })
    bre.provider.connect()
    await vi.waitFor(async () => {
      const kept = await hall.store.keptWords(consultation, 'person-BRE')
      expect(kept.map(({ words, reason }) => [words, reason])).toEqual([[' and return', 'paragraphGone']])
    })
    await vi.waitFor(() => expect(bre.words('new-item')).toBe('(gone)'))
  })
})

describe('R4 connections closed for what they sent', () => {
  const refusals = async () => {
    // Asking for the text writes what is waiting.
    await hall.rooms.text(consultation)
    const entries = (await hall.store.entries(consultation, 0, 1_000)).filter(({ act }) => act === 'refusal')
    return entries.map(({ participant, detail }): string => {
      const { rule, reason }: { rule: string; reason: string } = JSON.parse(detail)
      return `${participant} ${rule} ${reason}`
    })
  }
  const again = async (ticket: Ticket) => {
    const caller = new Caller(hall, { cookie: ticket.cookie, origin: hall.origin })
    await once(caller.socket, 'open')
    return caller
  }
  const closed = (caller: Caller) => vi.waitFor(() => expect(caller.closed).not.toBeNull(), 3000)
  const malformed = (caller: Caller) => caller.send(new Uint8Array([messageAwareness, 6, 1, 5, 1, 2, 123, 34]))

  test.each([
    ['a malformed caret', malformed, 'G1 malformed'],
    ['a message in letters', (caller: Caller) => caller.send('{"type":"decided"}'), 'G1 malformed'],
    ['a frame above the limit', (caller: Caller) => caller.send(new Uint8Array(updateLimits.bytes * 2)), 'G1 tooLarge'],
    ['more frames than anybody types', (caller: Caller) => Array.from({ length: frameRate.burst + 100 }, () => caller.send(new Uint8Array([3]))), 'S4 tooFast'],
    ['more carets than anybody moves', (caller: Caller) => Array.from({ length: presenceRate.burst + 1_000 }, () => caller.send(new Uint8Array([messageAwareness, 1, 0]))), 'S4 tooFast'],
  ] as const)('R4 %s leaves one entry', async (_what, send, entry) => {
    const caller = await again(await hall.as('ALV'))
    send(caller)
    await closed(caller)
    expect(await refusals()).toEqual([`person-ALV ${entry}`])
  })

  test('R4 a window too many leaves one entry', async () => {
    const ticket = await hall.as('ALV')
    const open = await Promise.all(Array.from({ length: socketsPerSession }, () => again(ticket)))
    const turnedAway = await again(ticket)
    await closed(turnedAway)
    expect(await refusals()).toEqual(['person-ALV S4 tooManyWindows'])
    for (const caller of open) caller.socket.terminate()
  })

  test('R4 whoever comes back to be refused again and again does not fill the record', async () => {
    const ticket = await hall.as('ALV')
    const provoke = async () => {
      const caller = await again(ticket)
      malformed(caller)
      await closed(caller)
    }
    for (let times = closingRate.burst + 5; times > 0; times--) await provoke()
    expect(await refusals()).toHaveLength(closingRate.burst)
    hall.pass(1_000 / closingRate.perSecond)
    await provoke()
    await provoke()
    expect(await refusals()).toHaveLength(closingRate.burst + 1)
  })
})

describe('G1 frames', () => {
  /** What refused this frame, and proof that it changed nothing and broke nothing. */
  async function refusalOf(send: (caller: Caller) => void | Promise<void>): Promise<string> {
    const bystander = await guest('CAS')
    const caller = await (await Caller.of(hall, 'ALV')).join()
    await send(caller)
    await vi.waitFor(() => expect(caller.closed).not.toBeNull(), 3000)
    expect(await hall.words('item-seven')).toBe(seven)
    expect(await hall.words('item-six')).toBe('International cooperation')
    bystander.write('item-seven', ' still', 'cas-001')
    const fresh = await guest('BRE')
    await vi.waitFor(() => expect(fresh.words('item-seven')).toBe(`${seven} still`))
    const told = caller.heard.find((message) => message.type === 'startAgain')
    return `${caller.closed?.code}${told?.type === 'startAgain' ? ` ${told.rule} ${told.reason}` : ''}`
  }
  const honest = (caller: Caller) => updateOf(caller.doc, (doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))

  test('G1 an update that ends too early', async () => {
    expect(await refusalOf((caller) => caller.sendUpdate(honest(caller).subarray(0, -5)))).toBe('4400 G1 malformed')
  })

  test('G1 a frame that ends too early', async () => {
    expect(await refusalOf((caller) => caller.send(new Uint8Array([messageSync, 2, 200, 1])))).toBe('4400 G1 malformed')
  })

  test('G1 an empty frame', async () => {
    expect(await refusalOf((caller) => caller.send(new Uint8Array()))).toBe('4400 G1 malformed')
  })

  test('G1 a message nobody knows', async () => {
    expect(await refusalOf((caller) => caller.send(new Uint8Array([77, 1, 2])))).toBe('4400 G1 malformed')
  })

  test('G1 a state vector that is none', async () => {
    expect(await refusalOf((caller) => caller.send(new Uint8Array([messageSync, 0, 3, 9, 255, 255])))).toBe('4400 G1 malformed')
  })

  test('G1 a text frame', async () => {
    expect(await refusalOf((caller) => caller.send('words'))).toMatch(/^4400/)
  })

  test('G1 an update in encoding V2', async () => {
    expect(
      await refusalOf((caller) => {
        const before = Y.encodeStateVector(caller.doc)
        write(caller.doc, 'item-seven', ' and (d)', 'alv-001')
        caller.sendUpdate(Y.encodeStateAsUpdateV2(caller.doc, before))
      }),
    ).toMatch(/^4400 G1/)
  })

  test('G1 a client id that is bound to somebody else', async () => {
    const bre = await guest('BRE')
    bre.write('item-six', ' ', 'bre-001')
    await vi.waitFor(async () => expect(await hall.words('item-six')).toBe('International cooperation '))
    bre.doc.transact(() => textOf(bre.doc, 'item-six').delete('International cooperation'.length, 1))
    await vi.waitFor(async () => expect(await hall.words('item-six')).toBe('International cooperation'))
    const forged = bre.doc.clientID
    bre.leave()
    expect(
      await refusalOf((caller) => {
        caller.doc.clientID = forged
        caller.sendUpdate(honest(caller))
      }),
    ).toBe('4400 G1 foreignClient')
  })

  test('G1 the server’s own client id', async () => {
    expect(
      await refusalOf((caller) => {
        const [server] = [...Y.decodeStateVector(Y.encodeStateVector(caller.doc)).keys()]
        caller.doc.clientID = server ?? 0
        caller.sendUpdate(honest(caller))
      }),
    ).toBe('4400 G1 foreignClient')
  })

  test('G1 a gap', async () => {
    expect(
      await refusalOf((caller) => {
        honest(caller)
        caller.sendUpdate(updateOf(caller.doc, (doc) => write(doc, 'item-seven', ' and (e)', 'alv-001')))
      }),
    ).toBe('4400 G1 gap')
  })

  test('G1 a root nobody knows', async () => {
    expect(await refusalOf((caller) => caller.edit((doc) => doc.getMap('secrets').set('a', 1)))).toBe('4400 G1 unknownRoot')
  })

  test.each(['ledger', 'status', 'meta'])('G2 the server’s root %s', async (root) => {
    expect(await refusalOf((caller) => caller.edit((doc) => doc.getMap(root).set('stage', 'closed')))).toBe('4400 G2 serverRoot')
  })

  test('G2 deleting from a server’s root', async () => {
    expect(await refusalOf((caller) => caller.edit((doc) => doc.getMap('meta').delete('title')))).toBe('4400 G2 serverRoot')
  })

  test('G1 G3 a subdocument', async () => {
    expect(
      await refusalOf((caller) =>
        caller.edit((doc) => {
          const element = bodyOf(doc).get(0)
          // A document where an attribute should be: Yjs allows it, the schema does not.
          if (element instanceof Y.XmlElement) element.setAttribute('kind', new Y.Doc() as unknown as string)
        }),
      ),
    ).toMatch(/^4400 G[13]/)
  })

  test('G1 a garbage-collected struct of enormous length', async () => {
    expect(
      await refusalOf((caller) => {
        const encoder = encoding.createEncoder()
        for (const number of [1, 1, 4711, 0]) encoding.writeVarUint(encoder, number)
        encoding.writeUint8(encoder, 0)
        encoding.writeVarUint(encoder, 2 ** 50)
        encoding.writeVarUint(encoder, 0)
        caller.sendUpdate(encoding.toUint8Array(encoder))
      }),
    ).toBe('4400 G1 tooLarge')
  })

  test('G1 an update above the limit', async () => {
    expect(await refusalOf((caller) => caller.sendUpdate(new Uint8Array(updateLimits.bytes + 1)))).toBe('4400 G1 tooLarge')
  })

  test('G1 a frame above the limit', async () => {
    expect(await refusalOf((caller) => caller.send(new Uint8Array(updateLimits.bytes * 2)))).toBe('1009')
  })

  test('G1 more frames than anybody types', async () => {
    expect(
      await refusalOf((caller) => {
        for (let frames = frameRate.burst + 100; frames > 0; frames--) caller.send(new Uint8Array([3]))
      }),
    ).toBe('4429')
  })

  test('G1 random bytes, many times', async () => {
    for (let round = 0; round < 25; round++) {
      const caller = await (await Caller.of(hall, 'ALV')).join()
      const bytes = honest(caller)
      for (let hits = 1 + (round % 4); hits > 0; hits--) bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256)
      caller.sendUpdate(bytes)
      caller.sendUpdate(crypto.getRandomValues(new Uint8Array(1 + round * 7)))
      await vi.waitFor(() => expect(caller.closed).not.toBeNull(), 3000)
    }
    // Whatever stood the test was a proposal: base text never changed.
    const text = await hall.rooms.text(consultation)
    const base = text.paragraphs.filter(({ proposal }) => proposal === undefined)
    expect(base.map(({ runs }) => runs.filter(({ insertions }) => insertions.length === 0).map((run) => run.text).join(''))).toEqual(['International cooperation', seven])
    const fresh = await guest('BRE')
    expect(wordsIn(fresh.doc, 'item-six')).toContain('International')
  }, 20_000)

  test('G1 a refused frame is on record', async () => {
    await refusalOf((caller) => caller.edit((doc) => doc.getMap('secrets').set('a', 1)))
    const [entry] = (await hall.store.entries(consultation, 0, 100)).filter(({ act }) => act === 'refusal')
    expect(entry).toMatchObject({ participant: 'person-ALV', delegation: 'ALV' })
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ rule: 'G1', reason: 'unknownRoot' })
  })

  test('G3 the third refusal that no honest editor causes closes a connection, once its author was told', async () => {
    const caller = await (await Caller.of(hall, 'BRE')).join()
    const again = () => caller.edit((doc) => bodyOf(doc).push([paragraphElement({ id: 'item-six', kind: 'item', level: 1, proposal: 'bre-001', runs: [{ ...plainRun('twice'), insertions: ['bre-001'] }] })]))
    again()
    again()
    await vi.waitFor(() => expect(caller.heard.filter(({ type }) => type === 'refused')).toHaveLength(2))
    expect(caller.closed).toBeNull()
    again()
    await vi.waitFor(() => expect(caller.closed).toMatchObject({ code: closeCodes.violations, reason: expect.stringMatching(/^violations:/) }))
    expect(caller.heard.filter(({ type }) => type === 'refused')).toHaveLength(3)
  })

  test('G5 attributing words to another closes a connection only when it goes on and on', async () => {
    const alv = await guest('ALV')
    alv.write('item-seven', ' and (d)', 'alv-001')
    const caller = await (await Caller.of(hall, 'BRE')).join()
    await vi.waitFor(() => expect(wordsIn(caller.doc, 'item-seven')).toContain('(d)'))
    const forge = () => caller.edit((doc) => write(doc, 'item-seven', 'x', 'alv-001'))
    for (let forged = 0; forged < weightAllowed - 1; forged++) forge()
    await vi.waitFor(() => expect(caller.heard.filter(({ type }) => type === 'refused')).toHaveLength(weightAllowed - 1))
    expect(caller.closed).toBeNull()
    forge()
    await vi.waitFor(() => expect(caller.closed?.code).toBe(closeCodes.violations))
    expect(await hall.words('item-seven')).toBe(`${seven} and (d)`)
  })
})

describe('who may come in', () => {
  test.each([['https://elsewhere.example'], ['null'], [undefined]])('S2 an upgrade from the origin %s is refused outright', async (origin) => {
    const { cookie } = await hall.as('ALV')
    const caller = new Caller(hall, { cookie, ...(origin === undefined ? {} : { origin }) })
    await vi.waitFor(() => expect(caller.refusedUpgrade).toBe(403))
    caller.socket.terminate()
  })

  test('S1 without a session the socket closes at once', async () => {
    const caller = new Caller(hall, { origin: hall.origin, cookie: '__Host-adref=nonsense' })
    await vi.waitFor(() => expect(caller.closed?.code).toBe(closeCodes.signedOut))
    expect(caller.updates).toBe(0)
  })

  test('S1 an expired session opens nothing, and closes what it had opened at the next frame', async () => {
    const ticket = await hall.as('ALV')
    const caller = new Caller(hall, { cookie: ticket.cookie, origin: hall.origin })
    await once(caller.socket, 'open')
    await caller.join()
    hall.pass(13 * 3600 * 1000)
    caller.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await vi.waitFor(() => expect(caller.closed?.code).toBe(closeCodes.signedOut))
    expect(await hall.words('item-seven')).toBe(seven)
    const again = new Caller(hall, { cookie: ticket.cookie, origin: hall.origin })
    await vi.waitFor(() => expect(again.closed?.code).toBe(closeCodes.signedOut))
  })

  test('S3 signing out closes the sockets of that session at once, and no other', async () => {
    const ticket = await hall.as('ALV')
    const mine = welcome(hall, ticket)
    guests.push(mine)
    const other = await guest('ALV')
    await vi.waitFor(() => expect(mine.provider.synced).toBe(true))
    await hall.sessions.end(ticket.session)
    await vi.waitFor(() => expect(mine.closed).toEqual([closeCodes.signedOut]))
    other.write('item-seven', ' and (d)', 'alv-001')
    await vi.waitFor(async () => expect(await hall.words('item-seven')).toContain('(d)'))
    expect(other.closed).toEqual([])
  })

  test('P1 a stranger cannot tell a consultation that is not his from one that is not there', async () => {
    const { people } = hall.store
    await people.deleteFrom('consultation_delegation').where('delegation', '=', 'CAS').execute()
    const { cookie } = await hall.as('CAS')
    for (const room of [consultation, 'nowhere']) {
      const caller = new Caller(hall, { cookie, origin: hall.origin }, { room })
      await vi.waitFor(() => expect(caller.closed?.code).toBe(closeCodes.unknownConsultation))
      expect(caller.updates).toBe(0)
    }
  })

  test('P1 a delegation that leaves the consultation is sent out while it writes', async () => {
    const caller = await (await Caller.of(hall, 'CAS')).join()
    await hall.store.people.deleteFrom('consultation_delegation').where('delegation', '=', 'CAS').execute()
    await hall.sessions.sweep()
    await vi.waitFor(() => expect(caller.closed?.code).toBe(closeCodes.notMember))
  })

  test('P3 an observer reads, and what it writes is put back and kept for it', async () => {
    const caller = await (await Caller.of(hall, 'IOA')).join()
    expect(wordsIn(caller.doc, 'item-seven')).toBe(seven)
    caller.edit((doc) => write(doc, 'item-seven', ' and (d)', 'ioa-001'))
    await vi.waitFor(() => expect(caller.heard.map(({ type }) => type)).toEqual(['refused', 'recorded']))
    expect(caller.heard[0]).toMatchObject({ rule: 'P3', reason: 'observer', words: ' and (d)' })
    await vi.waitFor(() => expect(wordsIn(caller.doc, 'item-seven')).toBe(seven))
    expect((await hall.store.keptWords(consultation, 'person-IOA')).map(({ words }) => words)).toEqual([' and (d)'])
  })

  test('more windows than anybody opens are closed', async () => {
    const { cookie } = await hall.as('ALV')
    const callers = Array.from({ length: 21 }, () => new Caller(hall, { cookie, origin: hall.origin }))
    await vi.waitFor(() => expect(callers.filter(({ closed }) => closed?.code === closeCodes.violations)).toHaveLength(1))
    for (const { socket } of callers) socket.terminate()
  })
})

test('a reader that never reads is cut off, and the room goes on', async () => {
  const alv = await guest('ALV')
  const long = 'x'.repeat(19_000)
  for (let count = 0; count < 15; count++) {
    const doc = bodyOf(alv.doc)
    doc.push([paragraphElement({ id: `long-item-${count}`, kind: 'item', level: 1, proposal: `alv-${count}00`, runs: [{ ...plainRun(long), insertions: [`alv-${count}00`] }] })])
  }
  await vi.waitFor(async () => expect((await hall.rooms.text(consultation)).paragraphs).toHaveLength(17))
  const slow = await Caller.of(hall, 'BRE')
  slow.socket.pause()
  // Each question is answered with the whole text, which nobody takes in; two of one window would be answered once.
  const nothing = Y.encodeStateVector(new Y.Doc())
  for (let questions = 0; questions < 150; questions++) {
    slow.send((encoder) => {
      encoding.writeVarUint(encoder, messageSync)
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarUint8Array(encoder, nothing)
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const isPresent = () => hall.rooms.present(consultation).some(({ code }) => code === 'BRE')
  await vi.waitFor(() => expect(isPresent()).toBe(false), 5000)
  alv.write('item-six', ' now', 'alv-last')
  await vi.waitFor(async () => expect(await hall.words('item-six')).toBe('International cooperation now'))
  slow.socket.terminate()
}, 30_000)
