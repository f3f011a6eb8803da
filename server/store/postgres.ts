/**
 * The store in PostgreSQL, for more than one server. Every write to the record first locks the consultation's lease row
 * and checks its epoch, so a server that has lost a consultation can write nothing more to it. It knows nothing of what
 * the bytes mean, and nothing of who else is connected.
 */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { migrate, postgresDialect } from './migrations.ts'
import type { PeopleTables } from './people.ts'
import { genesis } from './record.ts'
import type { Head } from './record.ts'
import { StaleOwner } from './store.ts'
import type { KeptWord, RecordEntry, Store } from './store.ts'
import { assertContained, assertFollows, assertOwner, storableWord } from './succession.ts'
import { telling, tellingDialect, translateWhere } from './unavailable.ts'

/** PostgreSQL's `bigint`, which pg would give back as text. */
const bigintType = pg.types.builtins.INT8

/**
 * PostgreSQL's codes for what passes: connections lost (08) or too many, memory or disk exhausted (53), the server
 * stopping or starting (57P0), its files failing (58), a standby that may not write yet (25006), a write that took too
 * long and was cut off (25P03).
 */
const passing = /^(08|53|57P0|58|25006|25P03)/
const broken = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/
/** What pg says of a connection without giving a code. */
const brokenWords = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed)/
const translate = translateWhere((error) => {
  if (error instanceof pg.DatabaseError) return passing.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  return brokenWords.test(error.message) || ('code' in error && typeof error.code === 'string' && broken.test(error.code))
})

/**
 * Opens the store in the database at `url`, creating its tables as needed; a `search_path` in the url's options chooses the
 * schema. Throws when the server cannot be reached within five seconds or was written by a newer version (`StoreTooNew`).
 */
export async function openPostgres(url: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    // A server that hangs in the middle of a write must not keep its successor from the lease for ever.
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: (id, format) => (id === bigintType ? wholeNumber : pg.types.getTypeParser(id, format)),
    },
  })
  // A broken connection is reported twice: to the query it carried, which throws, and as an event that ends the process
  // unless somebody listens. The pool replaces the connection by itself, so there is nothing left to do here.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const people = new Kysely<PeopleTables>({ dialect: tellingDialect(new PostgresDialect({ pool }), translate) })
  try {
    await migrate(people, postgresDialect)
  } catch (error) {
    await people.destroy()
    throw error
  }
  return store(pool, people)
}

interface EntryRow extends Omit<RecordEntry, 'update'> {
  readonly update: Buffer
}

const entryColumns =
  'consultation, seq, at, act, participant, delegation, detail, summary, update_bytes AS "update", previous_hash AS "previousHash", hash'
const keptColumns = 'id, consultation, participant, at, rule, reason, paragraph, label, words'

function store(pool: pg.Pool, people: Kysely<PeopleTables>): Store {
  /**
   * Runs `work` in one transaction that is synced to disk before this resolves, whatever the database's own settings.
   * READ COMMITTED: each statement sees what was committed before it began, so what is read after a lock is current.
   */
  function durably<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return telling(translate, () => transacted(work))
  }

  async function transacted<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await pool.connect()
    let broken = true
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit TO on')
      try {
        const result = await work(client)
        await client.query('COMMIT')
        broken = false
        return result
      } catch (error) {
        broken = await client.query('ROLLBACK').then(
          () => false,
          () => true,
        )
        throw error
      }
    } finally {
      // A connection in an unknown state is closed, not handed to the next caller.
      client.release(broken)
    }
  }

  /** Locks the lease until the transaction ends and gives the last entry; throws `StaleOwner` when another has claimed since. */
  async function asOwner(client: pg.PoolClient, consultation: string, epoch: number): Promise<Head> {
    const lease = await client.query<{ epoch: number }>('SELECT epoch FROM lease WHERE consultation = $1 FOR UPDATE', [consultation])
    if (lease.rows[0]?.epoch !== epoch) throw new StaleOwner(consultation, epoch)
    // A statement of its own: joined to the one above it would read what stood before the lock was granted.
    const last = await client.query<Head>('SELECT seq, hash FROM entry WHERE consultation = $1 ORDER BY seq DESC LIMIT 1', [consultation])
    return last.rows[0] ?? genesis
  }

  function ask<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<Row>> {
    return telling(translate, () => pool.query<Row>(text, values))
  }

  return {
    people,
    // A transaction that was given a number is written and synced when it commits.
    probe: () => durably(async (client) => void (await client.query('SELECT txid_current()'))),
    claim: (consultation) =>
      durably(async (client) => {
        const lease = await client.query<{ epoch: number }>(
          `INSERT INTO lease (consultation, epoch) VALUES ($1, 1)
           ON CONFLICT (consultation) DO UPDATE SET epoch = lease.epoch + 1 RETURNING epoch`,
          [consultation],
        )
        const epoch = lease.rows[0]?.epoch
        if (epoch === undefined) throw new Error(`The lease on consultation ${consultation} was not given.`)
        return epoch
      }),
    append: (consultation, epoch, { entries, bindings, kept }) =>
      durably(async (client) => {
        assertFollows(consultation, await asOwner(client, consultation, epoch), entries)
        if (entries.length > 0) await insertEntries(client, consultation, entries)
        if (bindings.size > 0) await bind(client, consultation, bindings)
        if (kept.length > 0) await insertKept(client, kept)
      }),
    async entries(consultation, after, limit) {
      const found = await ask<EntryRow>(
        `SELECT ${entryColumns} FROM entry WHERE consultation = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
        [consultation, after, limit],
      )
      return found.rows.map(entryOf)
    },
    async latest(consultation, before, limit) {
      // PostgreSQL has whole numbers only, and a caller may say "before infinity".
      const bound = Math.min(before, Number.MAX_SAFE_INTEGER)
      const found = await ask<EntryRow>(
        `SELECT ${entryColumns} FROM entry WHERE consultation = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,
        [consultation, bound, limit],
      )
      return found.rows.map(entryOf)
    },
    async naming(consultation, name, limit) {
      const found = await ask<EntryRow>(
        `SELECT ${entryColumns} FROM entry WHERE consultation = $1 AND strpos(detail, $2) > 0 ORDER BY seq DESC LIMIT $3`,
        [consultation, JSON.stringify(name), limit],
      )
      return found.rows.map(entryOf)
    },
    saveSnapshot: (consultation, epoch, snapshot) =>
      durably(async (client) => {
        assertContained(consultation, await asOwner(client, consultation, epoch), snapshot)
        await client.query(
          `INSERT INTO snapshot (consultation, seq, state) VALUES ($1, $2, $3)
           ON CONFLICT (consultation) DO UPDATE SET seq = excluded.seq, state = excluded.state WHERE excluded.seq >= snapshot.seq`,
          [consultation, snapshot.seq, snapshot.state],
        )
      }),
    async loadSnapshot(consultation) {
      const found = await ask<{ seq: number; state: Buffer }>('SELECT seq, state FROM snapshot WHERE consultation = $1', [
        consultation,
      ])
      const row = found.rows[0]
      return row ? { seq: row.seq, state: new Uint8Array(row.state) } : null
    },
    async bindings(consultation) {
      const found = await ask<{ client: number; participant: string }>(
        'SELECT client, participant FROM binding WHERE consultation = $1',
        [consultation],
      )
      return new Map(found.rows.map((row) => [row.client, row.participant]))
    },
    async keptWords(consultation, participant) {
      const found = await ask<KeptWord>(
        `SELECT ${keptColumns} FROM kept_word WHERE consultation = $1 AND participant = $2 ORDER BY at, arrival`,
        [consultation, participant],
      )
      return found.rows
    },
    keep: (word) => durably((client) => insertKept(client, [word])),
    dismissKept: (consultation, participant, id) =>
      durably(async (client) => {
        const dismissed = await client.query('DELETE FROM kept_word WHERE consultation = $1 AND participant = $2 AND id = $3', [
          consultation,
          participant,
          id,
        ])
        return (dismissed.rowCount ?? 0) > 0
      }),
    close: () => people.destroy(),
  }
}

/** All entries in one round trip: each column travels as one array. */
async function insertEntries(client: pg.PoolClient, consultation: string, entries: readonly RecordEntry[]): Promise<void> {
  await client.query(
    `INSERT INTO entry (consultation, seq, at, act, participant, delegation, detail, summary, update_bytes, previous_hash, hash)
     SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[], $11::text[])`,
    [
      consultation,
      entries.map((entry) => entry.seq),
      entries.map((entry) => entry.at),
      entries.map((entry) => entry.act),
      entries.map((entry) => entry.participant),
      entries.map((entry) => entry.delegation),
      entries.map((entry) => entry.detail),
      entries.map((entry) => entry.summary),
      entries.map((entry) => entry.update),
      entries.map((entry) => entry.previousHash),
      entries.map((entry) => entry.hash),
    ],
  )
}

/** Under the lease's lock nobody else binds, so what is read here cannot change before the commit. */
async function bind(client: pg.PoolClient, consultation: string, bindings: ReadonlyMap<number, string>): Promise<void> {
  const clients = [...bindings.keys()]
  const bound = await client.query<{ client: number; participant: string }>(
    'SELECT client, participant FROM binding WHERE consultation = $1 AND client = ANY ($2::bigint[])',
    [consultation, clients],
  )
  const owners = new Map(bound.rows.map((row) => [row.client, row.participant]))
  for (const [id, participant] of bindings) assertOwner(consultation, id, owners.get(id), participant)
  await client.query(
    `INSERT INTO binding (consultation, client, participant)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[]) ON CONFLICT DO NOTHING`,
    [consultation, clients, [...bindings.values()]],
  )
}

async function insertKept(client: pg.PoolClient, kept: readonly KeptWord[]): Promise<void> {
  for (const word of kept.map(storableWord)) {
    await client.query(`INSERT INTO kept_word (${keptColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [
      word.id,
      word.consultation,
      word.participant,
      word.at,
      word.rule,
      word.reason,
      word.paragraph,
      word.label,
      word.words,
    ])
  }
}

/** Plain bytes instead of Node's Buffer, so that entries of every engine are equal as data. */
function entryOf(row: EntryRow): RecordEntry {
  return { ...row, update: new Uint8Array(row.update) }
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${text} is larger than a number can hold exactly.`)
  return value
}
