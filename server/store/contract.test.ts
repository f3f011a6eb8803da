/** The contract of `store.ts`, proved once for every engine, with real files and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMemory } from './memory.ts'
import { openPostgres } from './postgres.ts'
import { sql } from 'kysely'
import { cuttableLine, emptySchema, postgresForTests } from './postgresForTests.ts'
import { chain, genesis } from './record.ts'
import type { Act, Head } from './record.ts'
import { openSqlite } from './sqlite.ts'
import { BoundElsewhere, OutOfSequence, StaleOwner, StoreUnavailable } from './store.ts'
import type { KeptWord, RecordEntry, Store } from './store.ts'

/** Where one test's data lies. Two stores opened in one place share it, as two servers or two starts would. */
interface Place {
  open(): Promise<Store>
  /** From now on this store cannot write, for a reason that passes; the answer makes it pass. Null where nothing can fail. */
  fail: ((store: Store) => Promise<() => Promise<void>>) | null
  clear(): Promise<void>
}

interface Engine {
  readonly name: string
  readonly shared: boolean
  place(): Promise<Place>
}

const engines: Engine[] = [
  {
    name: 'SQLite',
    shared: true,
    async place() {
      const folder = mkdtempSync(join(tmpdir(), 'adref-store-'))
      return {
        open: () => openSqlite(join(folder, 'adref.sqlite')),
        async fail(store) {
          await sql`PRAGMA query_only = ON`.execute(store.people)
          return async () => void (await sql`PRAGMA query_only = OFF`.execute(store.people))
        },
        clear: async () => rmSync(folder, { recursive: true }),
      }
    },
  },
  { name: 'memory', shared: false, place: async () => ({ open: openMemory, fail: null, clear: async () => {} }) },
]

const address = await postgresForTests()
if (address !== null) {
  engines.push({
    name: 'PostgreSQL',
    shared: true,
    async place() {
      const schema = await emptySchema(address)
      const line = await cuttableLine(schema.url)
      return {
        open: () => openPostgres(line.url),
        async fail() {
          line.cut()
          return async () => line.mend()
        },
        async clear() {
          line.close()
          await schema.drop()
        },
      }
    },
  })
}

const agenda = 'agenda-7'

function act(over: Partial<Act> = {}): Act {
  return {
    consultation: agenda,
    at: 1_508_140_800_123,
    act: 'edit',
    participant: 'amara',
    delegation: 'ALV',
    detail: '{"id":"edited"}',
    summary: 'ALV proposed “encourages” — 鼓励, يشجع',
    update: Uint8Array.of(0, 1, 2, 253, 254, 255, 0),
    ...over,
  }
}

function word(over: Partial<KeptWord> = {}): KeptWord {
  return {
    id: 'word-1',
    consultation: agenda,
    participant: 'amara',
    at: 1000,
    rule: 'G4',
    reason: 'agreed',
    paragraph: 'item07',
    label: '7.',
    words: 'and (d)',
    ...over,
  }
}

/** An owner who writes one consultation's record as a room does, remembering where it stands. */
async function scribe(store: Store, consultation = agenda) {
  const epoch = await store.claim(consultation)
  let head: Head = genesis
  return {
    epoch,
    head: () => head,
    write: async (acts: readonly Partial<Act>[], rest: { bindings?: [number, string][]; kept?: KeptWord[] } = {}): Promise<RecordEntry[]> => {
      const entries = chain(
        head,
        acts.map((over) => act({ consultation, ...over })),
      )
      await store.append(consultation, epoch, { entries, bindings: new Map(rest.bindings), kept: rest.kept ?? [] })
      head = entries.at(-1) ?? head
      return entries
    },
  }
}

function commit(entries: RecordEntry[]) {
  return { entries, bindings: new Map<number, string>(), kept: [] }
}

describe.each(engines)('$name', (engine) => {
  let place: Place
  let store: Store
  const opened: Store[] = []

  async function open(): Promise<Store> {
    const another = await place.open()
    opened.push(another)
    return another
  }

  beforeEach(async () => {
    place = await engine.place()
    store = await open()
  })

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
    await place.clear()
  })

  async function everything(consultation = agenda, participant = 'amara') {
    return {
      entries: await store.entries(consultation, 0, 1000),
      bindings: await store.bindings(consultation),
      kept: await store.keptWords(consultation, participant),
      snapshot: await store.loadSnapshot(consultation),
    }
  }

  test('R1 an entry is read back as it was written, every field and every byte', async () => {
    const { write } = await scribe(store)
    const written = await write([
      { act: 'open', participant: 'server', update: new Uint8Array() },
      {},
      { act: 'refusal', delegation: 'IOA', summary: "it's \\ \"quoted\"\n{1,2}", at: 0 },
      { act: 'decision', update: Uint8Array.from({ length: 70_000 }, (_, index) => index % 256) },
    ])
    expect(await store.entries(agenda, 0, 10)).toEqual(written)
  })

  test('R1 text that an engine could not hold is stored as it was hashed', async () => {
    const { write } = await scribe(store)
    const written = await write([{ summary: 'nul \0, half \uD83D, whole \u{1F600}', detail: '{"words":"\uDE00"}' }])
    expect(await store.entries(agenda, 0, 10)).toEqual(written)
    await store.keep(word({ words: 'a\0b\uD800', label: '\0', reason: '\0', paragraph: '\0' }))
    expect(await store.keptWords(agenda, 'amara')).toMatchObject([{ words: 'a\uFFFDb\uFFFD', label: '\uFFFD' }])
  })

  test('R5 a store that cannot write says that and nothing else, keeps what it had, and goes on when the cause has passed', async () => {
    const { epoch, write, head } = await scribe(store)
    await write([{}, {}], { kept: [word()] })
    const before = await everything()
    await store.probe()
    if (place.fail === null) return
    const next = chain(head(), [act()])
    const mend = await place.fail(store)
    const conference = { id: 'c1', name: 'never', demonstration: 0 }
    const attempts = [
      () => store.probe(),
      () => store.claim(agenda),
      () => store.claim('elsewhere'),
      () => store.append(agenda, epoch, commit(next)),
      () => store.saveSnapshot(agenda, epoch, { seq: 1, state: Uint8Array.of(1) }),
      () => store.keep(word({ id: 'word-2' })),
      () => store.dismissKept(agenda, 'amara', 'word-1'),
      () => store.people.insertInto('conference').values(conference).execute(),
      () => store.people.transaction().execute((people) => people.insertInto('conference').values(conference).execute()),
    ]
    for (const attempt of attempts) await expect(attempt(), String(attempt)).rejects.toThrow(StoreUnavailable)
    await mend()
    await store.probe()
    expect(await everything()).toEqual(before)
    expect(await store.people.selectFrom('conference').selectAll().execute()).toEqual([])
    await store.append(agenda, epoch, commit(next))
    expect(await store.entries(agenda, 0, 10)).toHaveLength(3)
    // What is wrong with the asking stays what it was.
    await expect(store.append(agenda, epoch, commit(next))).rejects.toThrow(OutOfSequence)
    await expect(sql`SELECT nothing FROM nowhere`.execute(store.people)).rejects.not.toThrow(StoreUnavailable)
  })

  test('R1 a record has no gaps and no second entry under one number', async () => {
    const { epoch, write, head } = await scribe(store)
    await write([{}, {}])
    const next = chain(head(), [act(), act()])
    const before = await everything()
    await expect(store.append(agenda, epoch, commit(next.slice(1)))).rejects.toThrow(OutOfSequence)
    await expect(store.append(agenda, epoch, commit(before.entries.slice(1)))).rejects.toThrow(OutOfSequence)
    await expect(store.append(agenda, epoch, commit([next[0]!, next[0]!]))).rejects.toThrow(OutOfSequence)
    expect(await everything()).toEqual(before)
  })

  test('R1 an entry that names another past is refused although its number fits', async () => {
    const { epoch, write } = await scribe(store)
    const [, second] = await write([{}, {}])
    const forged = chain({ seq: second!.seq, hash: 'f'.repeat(64) }, [act()])
    await expect(store.append(agenda, epoch, commit(forged))).rejects.toThrow(OutOfSequence)
    expect(await store.entries(agenda, 0, 10)).toHaveLength(2)
  })

  test('R1 an entry of one consultation is not written into another', async () => {
    const { epoch } = await scribe(store)
    const astray = chain(genesis, [act({ consultation: 'elsewhere' })])
    await expect(store.append(agenda, epoch, commit(astray))).rejects.toThrow(OutOfSequence)
    expect(await store.entries('elsewhere', 0, 10)).toEqual([])
  })

  test('an owner whose consultation was claimed since writes nothing, although its entries would fit', async () => {
    const stale = await scribe(store)
    await stale.write([{}])
    const fresh = await store.claim(agenda)
    expect(fresh).toBeGreaterThan(stale.epoch)
    const before = await everything()
    const next = chain(stale.head(), [act()])
    await expect(stale.write([{}], { bindings: [[7, 'amara']], kept: [word()] })).rejects.toThrow(StaleOwner)
    await expect(store.saveSnapshot(agenda, stale.epoch, { seq: 1, state: Uint8Array.of(1) })).rejects.toThrow(StaleOwner)
    expect(await everything()).toEqual(before)
    await store.append(agenda, fresh, commit(next))
    expect(await store.entries(agenda, 0, 10)).toHaveLength(2)
  })

  test('nobody writes without a claim', async () => {
    const entries = chain(genesis, [act()])
    for (const epoch of [0, 1]) await expect(store.append(agenda, epoch, commit(entries))).rejects.toThrow(StaleOwner)
  })

  test('every claim gets a higher epoch, at whatever moment it comes', async () => {
    const epochs = await Promise.all(Array.from({ length: 8 }, () => store.claim(agenda)))
    expect(new Set(epochs).size).toBe(8)
    expect(await store.claim(agenda)).toBeGreaterThan(Math.max(...epochs))
    expect(await store.claim('elsewhere')).toBe(1)
  })

  test('R2 a commit is all or nothing: kept words whose id repeats undo its entries and bindings', async () => {
    const { write } = await scribe(store)
    await write([{}], { kept: [word()] })
    const before = await everything()
    await expect(write([{}], { bindings: [[7, 'amara']], kept: [word({ id: 'word-2' }), word()] })).rejects.toThrow()
    await expect(write([{}], { bindings: [[7, 'amara']], kept: [word({ id: 'word-3' }), word({ id: 'word-3' })] })).rejects.toThrow()
    expect(await everything()).toEqual(before)
    await write([{}], { bindings: [[7, 'amara']], kept: [word({ id: 'word-2' })] })
    expect(await everything()).not.toEqual(before)
  })

  test('a commit without entries still writes its bindings and kept words', async () => {
    const { write } = await scribe(store)
    await write([], { bindings: [[7, 'amara']], kept: [word()] })
    expect(await everything()).toEqual({ entries: [], bindings: new Map([[7, 'amara']]), kept: [word()], snapshot: null })
  })

  test('G1 a client id belongs to its first participant for ever', async () => {
    const { write } = await scribe(store)
    const highest = 2 ** 32 - 1
    await write([{}], { bindings: [[highest, 'amara'], [0, 'bruno']] })
    await expect(write([{}], { bindings: [[8, 'bruno'], [highest, 'bruno']] })).rejects.toThrow(BoundElsewhere)
    expect(await store.bindings(agenda)).toEqual(new Map([[highest, 'amara'], [0, 'bruno']]))
    expect(await store.entries(agenda, 0, 10)).toHaveLength(1)
    await write([{}], { bindings: [[highest, 'amara'], [8, 'bruno']] })
    expect(await store.bindings(agenda)).toEqual(new Map([[highest, 'amara'], [0, 'bruno'], [8, 'bruno']]))
    const elsewhere = await scribe(store, 'elsewhere')
    await elsewhere.write([{}], { bindings: [[highest, 'bruno']] })
    expect(await store.bindings('elsewhere')).toEqual(new Map([[highest, 'bruno']]))
  })

  test('the latest snapshot is the one that loads', async () => {
    const { epoch, write } = await scribe(store)
    await write([{}, {}, {}])
    expect(await store.loadSnapshot(agenda)).toBeNull()
    const [early, late] = [{ seq: 1, state: Uint8Array.of(1) }, { seq: 3, state: Uint8Array.of(0, 255, 3) }]
    await store.saveSnapshot(agenda, epoch, early)
    expect(await store.loadSnapshot(agenda)).toEqual(early)
    await store.saveSnapshot(agenda, epoch, late)
    await store.saveSnapshot(agenda, epoch, early)
    expect(await store.loadSnapshot(agenda)).toEqual(late)
    await expect(store.saveSnapshot(agenda, epoch, { seq: 4, state: Uint8Array.of(4) })).rejects.toThrow(OutOfSequence)
    expect(await store.loadSnapshot(agenda)).toEqual(late)
    expect(await store.loadSnapshot('elsewhere')).toBeNull()
  })

  test('kept words stay with their author and consultation until she dismisses them', async () => {
    const { write } = await scribe(store)
    const hers = [word({ id: 'c', at: 1 }), word({ id: 'b', at: 2 }), word({ id: 'a', at: 2 })]
    await write([{}], { kept: [hers[1]!, hers[2]!] })
    await store.keep(hers[0]!)
    await store.keep(word({ id: 'd', participant: 'bruno' }))
    await store.keep(word({ id: 'e', consultation: 'elsewhere' }))
    expect(await store.keptWords(agenda, 'amara')).toEqual(hers)
    await expect(store.keep(word({ id: 'a', words: 'other words' }))).rejects.toThrow()
    expect(await store.dismissKept(agenda, 'bruno', 'c')).toBe(false)
    expect(await store.dismissKept('elsewhere', 'amara', 'c')).toBe(false)
    expect(await store.dismissKept(agenda, 'amara', 'nothing')).toBe(false)
    expect(await store.keptWords(agenda, 'amara')).toEqual(hers)
    expect(await store.dismissKept(agenda, 'amara', 'c')).toBe(true)
    expect(await store.dismissKept(agenda, 'amara', 'c')).toBe(false)
    expect(await store.keptWords(agenda, 'amara')).toEqual(hers.slice(1))
    expect(await store.keptWords(agenda, 'bruno')).toHaveLength(1)
  })

  test('the entries that name a proposal are found, newest first, and those of no other', async () => {
    const { write } = await scribe(store)
    await write([
      { detail: '{"changes":[{"proposal":"alv_1-xyz"}]}' },
      { detail: '{"changes":[{"proposal":"alvX1-xyz"},{"proposal":"ALV_1-XYZ"},{"proposal":"alv_1-xyz-2"}]}' },
      { detail: '{"words":"alv_1-xyz and 100%"}' },
      { act: 'decision', detail: '{"act":"accept","closed":[{"proposal":"alv_1-xyz"}]}' },
      { act: 'decision', detail: '{"act":"withdraw","proposal":"alv_1-xyz"}' },
    ])
    const elsewhere = await scribe(store, 'elsewhere')
    await elsewhere.write([{ detail: '{"proposal":"alv_1-xyz"}' }])
    const seqs = (entries: RecordEntry[]) => entries.map((entry) => entry.seq)
    const found = await store.naming(agenda, 'alv_1-xyz', 10)
    expect(seqs(found)).toEqual([5, 4, 1])
    expect(found[2]).toEqual((await store.entries(agenda, 0, 1))[0])
    expect(seqs(await store.naming(agenda, 'alv_1-xyz', 2))).toEqual([5, 4])
    expect(await store.naming(agenda, '%', 10)).toEqual([])
    expect(await store.naming('nowhere', 'alv_1-xyz', 10)).toEqual([])
    // A long record is looked through to its beginning.
    await write(Array.from({ length: 2_500 }, () => ({})))
    expect(seqs(await store.naming(agenda, 'alv_1-xyz', 10))).toEqual([5, 4, 1])
    expect(await store.naming(agenda, 'edited', 2_503)).toHaveLength(2_500)
  })

  test('a record is read in pages, forwards and backwards', async () => {
    const { write } = await scribe(store)
    const written = await write(Array.from({ length: 12 }, () => ({})))
    const seqs = (entries: RecordEntry[]) => entries.map((entry) => entry.seq)
    expect(seqs(await store.entries(agenda, 0, 5))).toEqual([1, 2, 3, 4, 5])
    expect(seqs(await store.entries(agenda, 9, 5))).toEqual([10, 11, 12])
    expect(await store.entries(agenda, 12, 5)).toEqual([])
    expect(await store.entries(agenda, 99, 5)).toEqual([])
    expect(seqs(await store.latest(agenda, Number.MAX_SAFE_INTEGER, 3))).toEqual([12, 11, 10])
    expect(seqs(await store.latest(agenda, Infinity, 2))).toEqual([12, 11])
    expect(seqs(await store.latest(agenda, 10, 2))).toEqual([9, 8])
    expect(seqs(await store.latest(agenda, 3, 5))).toEqual([2, 1])
    expect(await store.latest(agenda, 1, 5)).toEqual([])
    expect((await store.latest(agenda, 13, 1))[0]).toEqual(written[11])
  })

  test('one consultation never sees another', async () => {
    const here = await scribe(store)
    const there = await scribe(store, 'elsewhere')
    await here.write([{}, {}], { bindings: [[1, 'amara']], kept: [word()] })
    await here.write([{}])
    const [only] = await there.write([{ summary: 'elsewhere' }])
    await store.saveSnapshot(agenda, here.epoch, { seq: 3, state: Uint8Array.of(3) })
    expect(await everything('elsewhere')).toEqual({ entries: [only], bindings: new Map(), kept: [], snapshot: null })
    expect(await everything('nowhere')).toEqual({ entries: [], bindings: new Map(), kept: [], snapshot: null })
  })

  test('the record is written in the order it was asked, while the plain tables are in use', async () => {
    const { epoch } = await scribe(store)
    const entries = chain(
      genesis,
      Array.from({ length: 30 }, () => act()),
    )
    const writing = (async () => {
      for (const entry of entries) await store.append(agenda, epoch, commit([entry]))
    })()
    for (let round = 0; round < 30; round++) {
      const undone = store.people.transaction().execute(async (transaction) => {
        await transaction.insertInto('conference').values({ id: `c${round}`, name: 'never', demonstration: 0 }).execute()
        await new Promise((resolve) => setImmediate(resolve))
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
    }
    await writing
    expect(await store.entries(agenda, 0, 100)).toEqual(entries)
    expect(await store.people.selectFrom('conference').selectAll().execute()).toEqual([])
  })

  describe('the plain tables', () => {
    const conference = { id: 'cosp7', name: 'Conference', demonstration: 1 }
    const delegation = { id: 'd1', conference: 'cosp7', code: 'ALV', name: 'Alvonia', role: 'delegation' as const, observer_rule: null, colour: 3 }
    const participant = { id: 'amara', delegation: 'd1', name: 'Amara', email: 'amara@example.org', password_hash: '$argon2id$…', persona: 0 }
    const persona = { id: 'p1', delegation: 'd2', name: 'Observer', email: null, password_hash: null, persona: 1 }
    const session = { id: 's1', participant: 'amara', expires_at: 1_508_140_800_123 }
    const consultation = {
      id: agenda,
      conference: 'cosp7',
      title: 'Provisional agenda 临时议程',
      symbol: 'CAC/COSP/2017/1',
      kind: 'agenda' as const,
      language: 'en',
      observer_policy: 'viewOnly' as const,
      created_at: 1_508_140_800_123,
    }

    beforeEach(async () => {
      await store.people.insertInto('conference').values(conference).execute()
      await store.people
        .insertInto('delegation')
        .values([delegation, { ...delegation, id: 'd2', code: 'IOA', role: 'observer', observer_rule: 17 }])
        .execute()
      await store.people.insertInto('participant').values([participant, persona]).execute()
      await store.people.insertInto('session').values(session).execute()
      await store.people.insertInto('consultation').values(consultation).execute()
      await store.people.insertInto('consultation_delegation').values({ consultation: agenda, delegation: 'd1' }).execute()
    })

    test('a row is read back as it was written', async () => {
      const { people } = store
      expect(await people.selectFrom('conference').selectAll().execute()).toEqual([conference])
      expect(await people.selectFrom('delegation').selectAll().orderBy('code').execute()).toEqual([
        delegation,
        { ...delegation, id: 'd2', code: 'IOA', role: 'observer', observer_rule: 17 },
      ])
      expect(await people.selectFrom('participant').selectAll().orderBy('id').execute()).toEqual([participant, persona])
      expect(await people.selectFrom('session').selectAll().execute()).toEqual([session])
      expect(await people.selectFrom('consultation').selectAll().execute()).toEqual([consultation])
      expect(await people.selectFrom('consultation_delegation').selectAll().execute()).toEqual([
        { consultation: agenda, delegation: 'd1' },
      ])
    })

    test('a row cannot name what does not exist, nor leave others behind', async () => {
      const { people } = store
      await expect(people.insertInto('session').values({ ...session, id: 's2', participant: 'nobody' }).execute()).rejects.toThrow()
      await expect(people.insertInto('participant').values({ ...persona, id: 'p2', delegation: 'none' }).execute()).rejects.toThrow()
      await expect(people.insertInto('consultation').values({ ...consultation, id: 'x', conference: 'none' }).execute()).rejects.toThrow()
      await expect(
        people.insertInto('consultation_delegation').values({ consultation: agenda, delegation: 'none' }).execute(),
      ).rejects.toThrow()
      await expect(people.deleteFrom('delegation').where('id', '=', 'd1').execute()).rejects.toThrow()
      await expect(people.deleteFrom('conference').execute()).rejects.toThrow()
    })

    test('two people never share an address, but many have none', async () => {
      const { people } = store
      await expect(people.insertInto('participant').values({ ...participant, id: 'other' }).execute()).rejects.toThrow()
      await people.insertInto('participant').values({ ...persona, id: 'p2' }).execute()
    })

    test('a code is unique in its conference only', async () => {
      const { people } = store
      await expect(people.insertInto('delegation').values({ ...delegation, id: 'd3' }).execute()).rejects.toThrow()
      await people.insertInto('conference').values({ ...conference, id: 'cosp8' }).execute()
      await people.insertInto('delegation').values({ ...delegation, id: 'd3', conference: 'cosp8' }).execute()
    })

    test('S3 sessions go with their participant', async () => {
      await store.people.deleteFrom('participant').where('id', '=', 'amara').execute()
      expect(await store.people.selectFrom('session').selectAll().execute()).toEqual([])
    })

    test.runIf(engine.shared)('R2 everything is there after closing and opening again', async () => {
      const { epoch, write } = await scribe(store)
      await write([{}, {}], { bindings: [[7, 'amara']], kept: [word()] })
      await store.saveSnapshot(agenda, epoch, { seq: 2, state: Uint8Array.of(9) })
      const before = await everything()
      await store.close()
      opened.splice(0)
      store = await open()
      expect(await everything()).toEqual(before)
      expect(await store.people.selectFrom('consultation').selectAll().execute()).toEqual([consultation])
      expect(await store.claim(agenda)).toBeGreaterThan(epoch)
    })
  })

  test.runIf(engine.shared)('of two servers only the one that claimed last writes', async () => {
    const other = await open()
    const first = await scribe(store)
    await first.write([{}])
    const taken = await other.claim(agenda)
    await expect(first.write([{}])).rejects.toThrow(StaleOwner)
    const [entry] = await other.entries(agenda, 0, 10)
    const next = chain(entry!, [act()])
    await other.append(agenda, taken, commit(next))
    expect((await store.entries(agenda, 1, 10))[0]).toEqual(next[0])
  })

  test.runIf(engine.shared)('two servers that claim and write at once leave one unbroken record', async () => {
    const servers = [store, await open()]
    let written = 0
    let fenced = 0
    await Promise.all(
      servers.map(async (server) => {
        for (let round = 0; round < 15; round++) {
          const epoch = await server.claim(agenda)
          const [last] = await server.latest(agenda, Infinity, 1)
          try {
            await server.append(agenda, epoch, commit(chain(last ?? genesis, [act(), act()])))
            written += 2
          } catch (error) {
            expect(error).toBeInstanceOf(StaleOwner)
            fenced += 1
          }
        }
      }),
    )
    const entries = await store.entries(agenda, 0, 1000)
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: written }, (_, index) => index + 1))
    expect(written / 2 + fenced).toBe(30)
  })

  test.runIf(engine.shared)('a database that a newer version wrote is not opened', async () => {
    await store.people.insertInto('migration' as never).values({ number: 999, name: 'from the future' }).execute()
    await expect(place.open()).rejects.toThrow(/newer version of Ad Ref \(its tables are at step 999/)
  })
})
