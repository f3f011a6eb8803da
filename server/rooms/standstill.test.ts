/** R5 in a room: what everybody meets while the store cannot write, on a real store that a test makes fail. */
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/wire/messages.ts'
import { verifyRecord } from '../record/verify.ts'
import pg from 'pg'
import { openPostgres } from '../store/postgres.ts'
import { emptySchema, postgresForTests } from '../store/postgresForTests.ts'
import { StoreUnavailable, type Store } from '../store/store.ts'
import { Caller, consultation, openHall, seven, welcome, wordsIn, write, type Hall } from './testing.ts'

let hall: Hall | null = null
afterEach(async () => {
  await hall?.close()
  hall = null
})

/** A real store on a disk that fills up when a test says so. */
function disk() {
  const state = { full: false, noSnapshots: false, loads: 0 }
  const full = () => Promise.reject(new StoreUnavailable(new Error('database or disk is full')))
  const around = (store: Store): Store => ({
    ...store,
    claim: (...asked) => (state.full ? full() : store.claim(...asked)),
    append: (...asked) => (state.full ? full() : store.append(...asked)),
    saveSnapshot: (...asked) => (state.full || state.noSnapshots ? full() : store.saveSnapshot(...asked)),
    loadSnapshot: (...asked) => {
      state.loads += 1
      return store.loadSnapshot(...asked)
    },
  })
  return { state, around }
}

async function closeOf(caller: Caller): Promise<number | undefined> {
  await vi.waitFor(() => expect(caller.closed).not.toBeNull())
  return caller.closed?.code
}

test('R5 everybody is told 4507, nothing unrecorded was shown, and the room goes on when there is room', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  const author = await (await Caller.of(here, 'ALV')).join()
  const reader = await (await Caller.of(here, 'BRE')).join()
  author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
  await vi.waitFor(() => expect(wordsIn(reader.doc, 'item-seven')).toBe(`${seven} and (d)`))
  await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 2 }))

  state.full = true
  author.edit((doc) => write(doc, 'item-seven', ' and (e)', 'alv-001'))
  expect(await closeOf(author)).toBe(closeCodes.notRecording)
  expect(await closeOf(reader)).toBe(closeCodes.notRecording)
  expect(reader.closed?.reason).toContain('wait on your device')
  expect(wordsIn(reader.doc, 'item-seven')).toBe(`${seven} and (d)`)
  expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 2 })

  state.full = false
  const again = await (await Caller.of(here, 'ALV', { doc: author.doc })).join()
  expect(again.closed).toBeNull()
  await vi.waitFor(async () => expect(await here.words('item-seven')).toBe(`${seven} and (d) and (e)`))
  expect((await verifyRecord(here.store, consultation)).fault).toBeNull()
})

test('R5 who comes meanwhile reads what is recorded, once, and is told; her unrecorded words are not touched', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  const author = await (await Caller.of(here, 'ALV')).join()
  author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
  await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 2 }))
  state.full = true
  author.edit((doc) => write(doc, 'item-seven', ' and (e)', 'alv-001'))
  await closeOf(author)

  const visitor = await (await Caller.of(here, 'CAS')).join()
  expect(wordsIn(visitor.doc, 'item-seven')).toBe(`${seven} and (d)`)
  expect(await closeOf(visitor)).toBe(closeCodes.notRecording)
  // The author's copy holds words the record does not: she hears nothing that could sweep them away.
  const back = await Caller.of(here, 'ALV', { doc: author.doc })
  back.join().catch(() => undefined)
  expect(await closeOf(back)).toBe(closeCodes.notRecording)
  expect(back.updates).toBe(0)
  expect(wordsIn(back.doc, 'item-seven')).toBe(`${seven} and (d) and (e)`)
  // Lobby and document read the record as well.
  expect(await here.words('item-seven')).toBe(`${seven} and (d)`)
  expect(await here.rooms.progress(consultation)).toEqual({ paragraphs: 2, agreed: 0, openBrackets: 1 })
  await expect(here.decide('FAC', { act: 'agree', paragraph: 'item-six' })).rejects.toThrow(StoreUnavailable)
})

test('R5 P1 a stranger learns nothing of the text meanwhile', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  state.full = true
  const stranger = new Caller(here, { origin: here.origin })
  await once(stranger.socket, 'open')
  stranger.join().catch(() => undefined)
  expect(await closeOf(stranger)).toBe(closeCodes.signedOut)
  expect(stranger.updates).toBe(0)
})

test('R5 a thousand readers cost one loading, and each reads what is newest', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  state.full = true
  const before = state.loads
  const empty = Y.encodeStateVector(new Y.Doc())
  const answers = await Promise.all(Array.from({ length: 1000 }, () => here.rooms.missing(consultation, empty)))
  expect(state.loads - before).toBe(1)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, answers.at(-1) ?? new Uint8Array())
  expect(wordsIn(copy, 'item-seven')).toBe(seven)
  expect(await here.rooms.missing('nowhere', empty)).toBeNull()
})

test('R5 a snapshot that cannot be written harms nobody', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  state.noSnapshots = true
  const author = await (await Caller.of(here, 'ALV')).join()
  for (let count = 0; count < 300; count++) author.edit((doc) => write(doc, 'item-seven', 'x', 'alv-001'))
  await vi.waitFor(() => expect(author.heard.at(-1)).toEqual({ type: 'recorded', frames: 301 }), 5000)
  expect(author.closed).toBeNull()
  expect(await here.store.loadSnapshot(consultation)).toBeNull()
  state.noSnapshots = false
  for (let count = 0; count < 260; count++) author.edit((doc) => write(doc, 'item-seven', 'y', 'alv-001'))
  await vi.waitFor(async () => expect((await here.store.loadSnapshot(consultation))?.seq ?? 0).toBeGreaterThan(300), 5000)
  expect((await verifyRecord(here.store, consultation)).fault).toBeNull()
})

test('R5 a decision under way is refused to its sender with the reason', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  await here.rooms.open(consultation)
  state.full = true
  await expect(here.decide('FAC', { act: 'agree', paragraph: 'item-six' })).rejects.toThrow(StoreUnavailable)
  state.full = false
  await here.decide('FAC', { act: 'agree', paragraph: 'item-six' })
  expect((await here.rooms.text(consultation)).status.size).toBe(1)
})

test('R5 a stock client comes back by itself, and its words arrive', async () => {
  const { state, around } = disk()
  const here: Hall = (hall = await openHall({ around }))
  const guest = welcome(here, await here.as('ALV'))
  await vi.waitFor(() => expect(guest.provider.synced).toBe(true))
  state.full = true
  guest.write('item-seven', ' and (d)', 'alv-001')
  await vi.waitFor(() => expect(guest.closed).toContain(closeCodes.notRecording))
  state.full = false
  await vi.waitFor(async () => expect(await here.words('item-seven')).toBe(`${seven} and (d)`), 5000)
  guest.leave()
})

const postgres = await postgresForTests()

test.skipIf(postgres === null)('R5 PostgreSQL ends every connection again and again in mid-flow: everybody is told, nothing is lost or doubled', async () => {
  const schema = await emptySchema(postgres ?? '')
  const name = `adref-${process.pid}`
  const named = new URL(schema.url)
  named.searchParams.set('application_name', name)
  const store = await openPostgres(named.href)
  const other = new pg.Client({ connectionString: postgres ?? '' })
  await other.connect()
  const here = await openHall({ store, empty: true })
  try {
    let author = await (await Caller.of(here, 'ALV')).join()
    const { doc } = author
    const words: string[] = []
    const told: (number | undefined)[] = []
    let ended = 0
    // A quick machine has to be hit more often before a write is under way just then.
    for (let count = 0; count < 200 || (told.length === 0 && count < 1_500); count++) {
      const word = ` <${count}>`
      words.push(word)
      if (author.closed === null && author.socket.readyState === author.socket.OPEN) author.edit((copy) => write(copy, 'item-seven', word, 'alv-001'))
      else write(doc, 'item-seven', word, 'alv-001')
      if (count % 20 === 10) ended += (await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])).rowCount ?? 0
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (author.closed === null) continue
      told.push(author.closed.code)
      author = await Caller.of(here, 'ALV', { doc })
      author.join().catch(() => undefined)
    }
    await vi.waitFor(async () => {
      if (author.closed !== null) author = await (await Caller.of(here, 'ALV', { doc })).join()
      const text = await here.words('item-seven')
      expect(words.filter((word) => text.split(word).length !== 2)).toEqual([])
    }, 5000)
    expect(ended).toBeGreaterThan(4)
    expect(told.length).toBeGreaterThan(0)
    expect(told.filter((code) => code !== closeCodes.notRecording)).toEqual([])
    expect((await verifyRecord(store, consultation)).fault).toBeNull()
  } finally {
    await here.close()
    await other.end()
    await store.close()
    await schema.drop()
  }
}, 30_000)
