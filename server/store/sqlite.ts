/**
 * The store in one SQLite file (better-sqlite3): the embedded default. One connection serves the record, through
 * prepared statements, and `people`, through Kysely; a write to the record waits for its turn on that connection, so it
 * never falls into somebody else's open transaction. It knows nothing of what the bytes mean.
 */
import { closeSync, openSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection } from 'kysely'
import { migrate, sqliteDialect } from './migrations.ts'
import type { PeopleTables } from './people.ts'
import { genesis } from './record.ts'
import type { Head } from './record.ts'
import { StaleOwner, StoreUnavailable } from './store.ts'
import type { Commit, KeptWord, RecordEntry, Snapshot, Store } from './store.ts'
import { assertContained, assertFollows, assertOwner, storableWord } from './succession.ts'
import { telling, tellingDialect, translateWhere } from './unavailable.ts'

/** How long a write waits for its turn before it gives up, in milliseconds. */
const patience = 10_000
/** The write-ahead log is cut back to this many bytes once a long reader, such as a copy being made, has let go of it. */
const logBytes = 16 * 1024 * 1024
/** So many entries are looked through before others have their turn: a few milliseconds. */
const entriesAtOnce = 1_000
/** With less room than this a disk that was full is still full: the first snapshot would fill it again. */
const roomBytes = 1024 * 1024

/** A full or failing disk, a file that may not be written now, another process that holds the file for longer than we wait. */
const passing = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY)/
const translate = translateWhere((error) => error instanceof Database.SqliteError && passing.test(error.code))

/**
 * Opens the store in `file`, creating the file (readable by its owner only) and its tables as needed; `:memory:` keeps
 * it in memory. Throws when the file cannot be opened, is no database, or was written by a newer version (`StoreTooNew`).
 */
export async function openSqlite(file: string): Promise<Store> {
  // SQLite gives its side files the permissions of the main one, so it is enough to create that one.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file)
  try {
    database.pragma('busy_timeout = 5000')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma(`journal_size_limit = ${logBytes}`)
    const people = await openPeople(database)
    return store(database, people)
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens a copy at rest for reading only: neither the file nor its tables are changed. Throws when it cannot be opened or
 * its tables are not those of a store.
 */
export function readSqlite(file: string): Store {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return store(database, new Kysely<PeopleTables>({ dialect: new SqliteDialect({ database }) }))
  } catch (error) {
    database.close()
    throw error
  }
}

/** Brings an open database's tables up to date and gives access to the plain ones. Destroying the result closes the database. */
export async function openPeople(database: Database.Database): Promise<Kysely<PeopleTables>> {
  database.pragma('foreign_keys = ON')
  const dialect = tellingDialect(new SqliteDialect({ database }), translate, () => new OneConnection(database))
  const people = new Kysely<PeopleTables>({ dialect })
  await migrate(people, sqliteDialect)
  return people
}

/** A full disk makes SQLite end a transaction by itself; ending it again would hide why. */
class OneConnection extends SqliteDriver {
  readonly #database: Database.Database

  constructor(database: Database.Database) {
    super({ database })
    this.#database = database
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

interface EntryRow extends Omit<RecordEntry, 'update'> {
  readonly update: Buffer
}

const entryColumns =
  'consultation, seq, at, act, participant, delegation, detail, summary, update_bytes AS "update", previous_hash AS previousHash, hash'
const keptColumns = 'id, consultation, participant, at, rule, reason, paragraph, label, words'

function store(database: Database.Database, people: Kysely<PeopleTables>): Store {
  const claimLease = database
    .prepare<[string], number>(
      'INSERT INTO lease (consultation, epoch) VALUES (?, 1) ON CONFLICT (consultation) DO UPDATE SET epoch = epoch + 1 RETURNING epoch',
    )
    .pluck()
  const epochOf = database.prepare<[string], number>('SELECT epoch FROM lease WHERE consultation = ?').pluck()
  const lastOf = database.prepare<[string], Head>('SELECT seq, hash FROM entry WHERE consultation = ? ORDER BY seq DESC LIMIT 1')
  const insertEntry = database.prepare<[RecordEntry]>(
    `INSERT INTO entry (consultation, seq, at, act, participant, delegation, detail, summary, update_bytes, previous_hash, hash)
     VALUES (@consultation, @seq, @at, @act, @participant, @delegation, @detail, @summary, @update, @previousHash, @hash)`,
  )
  const entriesAfter = database.prepare<[string, number, number], EntryRow>(
    `SELECT ${entryColumns} FROM entry WHERE consultation = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  const entriesBefore = database.prepare<[string, number, number], EntryRow>(
    `SELECT ${entryColumns} FROM entry WHERE consultation = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const entriesNaming = database.prepare<[string, number, number, string, number], EntryRow>(
    `SELECT ${entryColumns} FROM entry WHERE consultation = ? AND seq <= ? AND seq > ? AND instr(detail, ?) > 0 ORDER BY seq DESC LIMIT ?`,
  )
  const ownerOf = database
    .prepare<[string, number], string>('SELECT participant FROM binding WHERE consultation = ? AND client = ?')
    .pluck()
  const bind = database.prepare<[string, number, string]>(
    'INSERT INTO binding (consultation, client, participant) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const bindingsOf = database.prepare<[string], { client: number; participant: string }>(
    'SELECT client, participant FROM binding WHERE consultation = ?',
  )
  const saveState = database.prepare<[string, number, Uint8Array]>(
    `INSERT INTO snapshot (consultation, seq, state) VALUES (?, ?, ?)
     ON CONFLICT (consultation) DO UPDATE SET seq = excluded.seq, state = excluded.state WHERE excluded.seq >= snapshot.seq`,
  )
  const snapshotOf = database.prepare<[string], { seq: number; state: Buffer }>(
    'SELECT seq, state FROM snapshot WHERE consultation = ?',
  )
  const insertKept = database.prepare<[KeptWord]>(
    `INSERT INTO kept_word (${keptColumns})
     VALUES (@id, @consultation, @participant, @at, @rule, @reason, @paragraph, @label, @words)`,
  )
  const keptOf = database.prepare<[string, string], KeptWord>(
    `SELECT ${keptColumns} FROM kept_word WHERE consultation = ? AND participant = ? ORDER BY at, arrival`,
  )
  const dismiss = database.prepare<[string, string, string]>(
    'DELETE FROM kept_word WHERE consultation = ? AND participant = ? AND id = ?',
  )

  const headOf = (consultation: string): Head => lastOf.get(consultation) ?? genesis
  const assertEpoch = (consultation: string, epoch: number) => {
    if (epochOf.get(consultation) !== epoch) throw new StaleOwner(consultation, epoch)
  }
  const transact = database.transaction((work: () => void) => work())

  /** Runs `work` as one durable transaction when no transaction on `people` is open. */
  async function inTurn(work: () => void): Promise<void> {
    let waiting = true
    const turn = people.connection().execute(async () => {
      if (!waiting) return
      waiting = false
      // `immediate` takes the write lock before the first read, so no other process can write between check and insert.
      transact.immediate(work)
    })
    let timer: NodeJS.Timeout | undefined
    const impatience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        if (!waiting) return
        waiting = false
        reject(new Error('A transaction on people is still open; the record cannot be written from inside it.'))
      }, patience)
    })
    try {
      await telling(translate, () => Promise.race([turn, impatience]))
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    people,
    async probe() {
      const { bavail, bsize } = statfsSync(dirname(database.name))
      if (!database.memory && bavail * bsize < roomBytes) throw new StoreUnavailable('The disk is full.')
      // Changes nothing, but is a write all the same: SQLite logs the page and syncs it.
      await inTurn(() => database.pragma('user_version = 0'))
    },
    async claim(consultation) {
      let epoch: number | undefined
      await inTurn(() => {
        epoch = claimLease.get(consultation)
      })
      if (epoch === undefined) throw new Error(`The lease on consultation ${consultation} was not given.`)
      return epoch
    },
    append: (consultation, epoch, { entries, bindings, kept }: Commit) =>
      inTurn(() => {
        assertEpoch(consultation, epoch)
        assertFollows(consultation, headOf(consultation), entries)
        for (const entry of entries) insertEntry.run(entry)
        for (const [client, participant] of bindings) {
          assertOwner(consultation, client, ownerOf.get(consultation, client), participant)
          bind.run(consultation, client, participant)
        }
        for (const word of kept) insertKept.run(storableWord(word))
      }),
    entries: (consultation, after, limit) => telling(translate, () => entriesAfter.all(consultation, after, limit).map(entryOf)),
    latest: (consultation, before, limit) => telling(translate, () => entriesBefore.all(consultation, before, limit).map(entryOf)),
    async naming(consultation, name, limit) {
      const found: RecordEntry[] = []
      let last = await telling(translate, () => headOf(consultation).seq)
      while (last > 0 && found.length < limit) {
        const [to, left] = [last, limit - found.length]
        const portion = () => entriesNaming.all(consultation, to, to - entriesAtOnce, JSON.stringify(name), left).map(entryOf)
        found.push(...(await telling(translate, portion)))
        last -= entriesAtOnce
        // Whoever types is not to wait until a long record has been read.
        await setImmediate()
      }
      return found
    },
    saveSnapshot: (consultation, epoch, snapshot) =>
      inTurn(() => {
        assertEpoch(consultation, epoch)
        assertContained(consultation, headOf(consultation), snapshot)
        saveState.run(consultation, snapshot.seq, snapshot.state)
      }),
    async loadSnapshot(consultation): Promise<Snapshot | null> {
      const row = await telling(translate, () => snapshotOf.get(consultation))
      return row ? { seq: row.seq, state: new Uint8Array(row.state) } : null
    },
    bindings: (consultation) =>
      telling(translate, () => new Map(bindingsOf.all(consultation).map((row) => [row.client, row.participant]))),
    keptWords: (consultation, participant) => telling(translate, () => keptOf.all(consultation, participant)),
    keep: (word) =>
      inTurn(() => {
        insertKept.run(storableWord(word))
      }),
    async dismissKept(consultation, participant, id) {
      let dismissed = 0
      await inTurn(() => {
        dismissed = dismiss.run(consultation, participant, id).changes
      })
      return dismissed > 0
    },
    close: () => people.destroy(),
  }
}

/** Plain bytes instead of Node's Buffer, so that entries of every engine are equal as data. */
function entryOf(row: EntryRow): RecordEntry {
  return { ...row, update: new Uint8Array(row.update) }
}
