import { once } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun } from '../../shared/document/text.ts'
import { readLedger } from '../../shared/document/ledger.ts'
import { attributesOf } from '../../shared/document/ydoc.ts'
import { closeCodes } from '../../shared/wire/messages.ts'
import { verifyRecord } from '../record/verify.ts'
import type { Store } from '../store/store.ts'
import { Caller, consultation, openHall, seven, textOf, welcome, wordsIn, write, type Guest, type Hall } from './testing.ts'

const halls: Hall[] = []
const guests: Guest[] = []

afterEach(async () => {
  for (const guest of guests.splice(0)) guest.leave()
  for (const hall of halls.splice(0).reverse()) await hall.close()
})

async function open(options: Parameters<typeof openHall>[0] = {}): Promise<Hall> {
  const hall = await openHall(options)
  halls.push(hall)
  return hall
}

async function guest(hall: Hall, code: string): Promise<Guest> {
  const someone = welcome(hall, await hall.as(code))
  guests.push(someone)
  await vi.waitFor(() => expect(someone.provider.synced).toBe(true))
  return someone
}

/** A real store whose disk is as slow, or as broken, as a test wants. */
function disk() {
  let gate: Promise<void> = Promise.resolve()
  let failures = 0
  let appends = 0
  return {
    around: (store: Store): Store => ({
      ...store,
      async append(...commit) {
        await gate
        if (failures > 0) {
          failures -= 1
          throw new Error('The disk is full.')
        }
        appends += 1
        return store.append(...commit)
      },
    }),
    /** Nothing is written until the returned function is called. */
    hold(): () => void {
      let release = () => undefined as void
      gate = new Promise((resolve) => (release = resolve))
      return () => release()
    },
    failNext: () => void (failures = 1),
    get appends() {
      return appends
    },
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('R2 what is shown is durable', () => {
  test('R2 an edit is neither acknowledged nor shown to anyone while the disk is at work', async () => {
    const slow = disk()
    const hall = await open({ around: slow.around })
    const author = await (await Caller.of(hall, 'ALV')).join()
    const reader = await (await Caller.of(hall, 'BRE')).join()
    await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 1 }))
    const release = slow.hold()
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await pause(150)
    expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 1 })
    expect(wordsIn(reader.doc, 'item-seven')).toBe(seven)
    expect(await hall.store.entries(consultation, 1, 10)).toEqual([])
    release()
    await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 2 }))
    await vi.waitFor(() => expect(wordsIn(reader.doc, 'item-seven')).toBe(`${seven} and (d)`))
    expect((await hall.store.entries(consultation, 1, 10)).map(({ act, delegation }) => [act, delegation])).toEqual([['edit', 'ALV']])
  })

  test('R2 a joiner is shown nothing that is not on disk', async () => {
    const slow = disk()
    const hall = await open({ around: slow.around })
    const author = await (await Caller.of(hall, 'ALV')).join()
    const release = slow.hold()
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await pause(60)
    const joiner = await Caller.of(hall, 'BRE')
    const joining = joiner.join()
    await pause(100)
    expect(wordsIn(joiner.doc, 'item-seven')).toBe('(gone)')
    release()
    await joining
    await vi.waitFor(() => expect(wordsIn(joiner.doc, 'item-seven')).toBe(`${seven} and (d)`))
  })

  test('R2 who has not asked for the text yet hears of no change to it', async () => {
    const hall = await open()
    const author = await (await Caller.of(hall, 'ALV')).join()
    const silent = await Caller.of(hall, 'BRE')
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 2 }))
    await pause(50)
    expect(silent.updates).toBe(0)
    await silent.join()
    await vi.waitFor(() => expect(wordsIn(silent.doc, 'item-seven')).toBe(`${seven} and (d)`))
  })

  test('R2 a decision is answered when it is durable', async () => {
    const slow = disk()
    const hall = await open({ around: slow.around })
    await hall.rooms.open(consultation)
    const release = slow.hold()
    let decided = false
    const deciding = hall.decide('FAC', { act: 'agree', paragraph: 'item-six' }).then(() => (decided = true))
    await pause(100)
    expect(decided).toBe(false)
    release()
    await deciding
    expect((await hall.store.entries(consultation, 1, 10)).map(({ act }) => act)).toEqual(['decision'])
  })

  test('R2 many edits at once share few writes, and each is acknowledged', async () => {
    const counted = disk()
    const hall = await open({ around: counted.around })
    const author = await (await Caller.of(hall, 'ALV')).join()
    const before = counted.appends
    for (let letter = 0; letter < 60; letter++) author.edit((doc) => write(doc, 'item-seven', 'x', 'alv-001'))
    await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 61 }))
    expect(counted.appends - before).toBeLessThan(30)
    expect(await hall.words('item-seven')).toBe(seven + 'x'.repeat(60))
  })
})

describe('when the store fails', () => {
  test('R2 everybody is sent away, nothing unrecorded was shown, and the next visitor finds the recorded text', async () => {
    const failing = disk()
    const hall = await open({ around: failing.around })
    const author = await (await Caller.of(hall, 'ALV')).join()
    const reader = await (await Caller.of(hall, 'BRE')).join()
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await vi.waitFor(() => expect(wordsIn(reader.doc, 'item-seven')).toContain('(d)'))
    failing.failNext()
    author.edit((doc) => write(doc, 'item-seven', ' and (e)', 'alv-001'))
    await vi.waitFor(() => expect([author.closed?.code, reader.closed?.code]).toEqual([closeCodes.comeBack, closeCodes.comeBack]))
    expect(wordsIn(reader.doc, 'item-seven')).toBe(`${seven} and (d)`)
    expect(author.heard.filter(({ type }) => type === 'recorded').at(-1)).toEqual({ type: 'recorded', frames: 2 })

    const next = await guest(hall, 'CAS')
    expect(next.words('item-seven')).toBe(`${seven} and (d)`)
    // The author still has her words, and brings them back.
    const again = await (await Caller.of(hall, 'ALV', { doc: author.doc })).join()
    await vi.waitFor(() => expect(next.words('item-seven')).toBe(`${seven} and (d) and (e)`))
    expect(again.closed).toBeNull()
    expect((await verifyRecord(hall.store, consultation)).fault).toBeNull()
  })

  test('a stock client comes back by itself after the store failed', async () => {
    const failing = disk()
    const hall = await open({ around: failing.around })
    const alv = await guest(hall, 'ALV')
    const bre = await guest(hall, 'BRE')
    failing.failNext()
    alv.write('item-seven', ' and (d)', 'alv-001')
    await vi.waitFor(() => expect(bre.words('item-seven')).toBe(`${seven} and (d)`), 5000)
    expect(alv.closed).toEqual([closeCodes.comeBack])
  })

  test('a decision that could not be recorded is refused to its sender, and did not happen', async () => {
    const failing = disk()
    const hall = await open({ around: failing.around })
    await hall.rooms.open(consultation)
    failing.failNext()
    await expect(hall.decide('FAC', { act: 'agree', paragraph: 'item-six' })).rejects.toThrow('The disk is full.')
    expect((await hall.rooms.text(consultation)).status.size).toBe(0)
  })
})

test('D5 words that fall with what they stood in come back to everyone who speaks for their author', async () => {
  const hall = await open()
  const alv = await (await Caller.of(hall, 'ALV')).join()
  const bre = await (await Caller.of(hall, 'BRE')).join()
  alv.edit((doc) => write(doc, 'item-seven', ' and return', 'alv-001'))
  await vi.waitFor(() => expect(wordsIn(bre.doc, 'item-seven')).toContain('return'))
  bre.edit((doc) => {
    const enclosing = { [markKey('insertion', 'alv-001')]: { proposal: 'alv-001' }, [markKey('insertion', 'bre-001')]: { proposal: 'bre-001' } }
    textOf(doc, 'item-seven').insert(`${seven} and`.length, ' full', enclosing)
  })
  await vi.waitFor(async () => expect(await hall.words('item-seven')).toBe(`${seven} and full return`))
  await hall.decide('FAC', { act: 'reject', proposal: 'alv-001' })
  expect(await hall.words('item-seven')).toBe(seven)
  expect((await hall.store.keptWords(consultation, 'person-BRE')).map(({ words, rule, reason }) => [words, rule, reason])).toEqual([[' full', 'D5', 'fallen']])
  await vi.waitFor(() => expect(bre.heard.find(({ type }) => type === 'refused')).toMatchObject({ rule: 'D5', reason: 'fallen', words: ' full' }))
  expect(await hall.store.keptWords(consultation, 'person-ALV')).toEqual([])
})

describe('R4 what did not stand is on record', () => {
  test('R4 words that fell with the very edit that brought them are in its entry, and among their author’s kept words', async () => {
    const hall = await open()
    const author = await (await Caller.of(hall, 'ALV')).join()
    const other = await (await Caller.of(hall, 'BRE')).join()
    const marked = (...proposals: string[]) => attributesOf({ ...plainRun(''), insertions: proposals })
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await vi.waitFor(() => expect(wordsIn(other.doc, 'item-seven')).toBe(`${seven} and (d)`))
    other.edit((doc) => textOf(doc, 'item-seven').insert(seven.length + 4, ', later,', marked('alv-001', 'bre-001')))
    await vi.waitFor(() => expect(wordsIn(author.doc, 'item-seven')).toBe(`${seven} and, later, (d)`))
    // In one update she writes inside the other's words and takes back her own, on which those stand.
    author.edit((doc) => {
      const text = textOf(doc, 'item-seven')
      text.insert(seven.length + 6, 'much ', marked('alv-001', 'alv-002', 'bre-001'))
      text.delete(seven.length + 17, 4)
      text.delete(seven.length, 4)
    })
    await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 3 }))
    expect(await hall.words('item-seven')).toBe(seven)
    const [entry] = (await hall.store.entries(consultation, 0, 100)).slice(-1)
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ fallen: [{ delegation: 'BRE', words: ', later,' }, { delegation: 'ALV', words: 'much ' }] })
    expect((await hall.store.keptWords(consultation, 'person-ALV')).map(({ reason, words }) => [reason, words])).toEqual([['fallen', 'much ']])
  })
})

describe('G1 client ids', () => {
  test('G1 the server writes under one client id, however much it writes', async () => {
    const hall = await open()
    const alv = await guest(hall, 'ALV')
    for (let count = 0; count < 30; count++) alv.write('item-seven', 'x', `alv-${100 + count}`)
    await vi.waitFor(async () => expect((await hall.rooms.text(consultation)).ledger.size).toBe(30))
    await vi.waitFor(() => expect(readLedger(alv.doc).size).toBe(30))
    // The one that opened the consultation, the room's, and Alvonia's.
    expect(Y.decodeStateVector(Y.encodeStateVector(alv.doc)).size).toBe(3)
  })

  test('G1 a client id stays bound when the room is loaded again', async () => {
    const hall = await open()
    const alv = await guest(hall, 'ALV')
    alv.write('item-seven', ' and (d)', 'alv-001')
    await vi.waitFor(async () => expect(await hall.words('item-seven')).toContain('(d)'))
    const forged = alv.doc.clientID
    alv.leave()
    const second = await open({ store: hall.store })
    const thief = await Caller.of(second, 'BRE')
    await thief.join()
    thief.doc.clientID = forged
    thief.edit((doc) => write(doc, 'item-six', ' stolen', 'bre-001'))
    await vi.waitFor(() => expect(thief.closed?.reason).toBe('G1: foreignClient'))
  })
})

test('S3 everybody is told to come back when the server stops, and nothing acknowledged is lost', async () => {
  const hall = await open()
  const author = await (await Caller.of(hall, 'ALV')).join()
  author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
  author.edit((doc) => write(doc, 'item-seven', ' and (e)', 'alv-001'))
  await once(author.socket, 'message')
  await hall.rooms.close()
  await vi.waitFor(() => expect(author.closed?.code).toBe(closeCodes.comeBack))
  const second = await open({ store: hall.store })
  const frames = author.heard.flatMap((message) => (message.type === 'recorded' ? [message.frames] : [])).at(-1) ?? 0
  const words = await second.words('item-seven')
  if (frames >= 2) expect(words).toContain(' and (d)')
  if (frames >= 3) expect(words).toContain(' and (e)')
})
