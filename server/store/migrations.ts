/**
 * The tables, as numbered steps from an empty database to the present one. A step that has been released never
 * changes: a new need is a new step. Both engines run the same steps; `Dialect` holds the few words they spell differently.
 */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/** The words of SQL that the engines spell differently. */
interface Dialect {
  /** Whole numbers up to 2^53. */
  readonly whole: string
  readonly bytes: string
  /** A column that numbers rows in the order they came. */
  readonly arrival: string
  /** What follows a table's closing parenthesis. */
  readonly tableEnd: string
  /** Makes a second server that starts at the same moment wait; null where opening the transaction already does. */
  readonly turn: string | null
}

interface Migration {
  readonly number: number
  readonly name: string
  statements(dialect: Dialect): readonly string[]
}

export const sqliteDialect: Dialect = {
  whole: 'INTEGER',
  bytes: 'BLOB',
  arrival: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  tableEnd: ' STRICT',
  turn: null,
}

export const postgresDialect: Dialect = {
  whole: 'bigint',
  bytes: 'bytea',
  arrival: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  tableEnd: '',
  // Any number will do, as long as every version of Ad Ref uses the same.
  turn: 'SELECT pg_advisory_xact_lock(20171106)',
}

const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'people and record',
    statements: ({ whole, bytes, arrival, tableEnd }) => [
      `CREATE TABLE conference (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        demonstration ${whole} NOT NULL
      )${tableEnd}`,
      `CREATE TABLE delegation (
        id TEXT PRIMARY KEY,
        conference TEXT NOT NULL REFERENCES conference (id),
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        observer_rule ${whole},
        colour ${whole} NOT NULL,
        UNIQUE (conference, code)
      )${tableEnd}`,
      `CREATE TABLE participant (
        id TEXT PRIMARY KEY,
        delegation TEXT NOT NULL REFERENCES delegation (id),
        name TEXT NOT NULL,
        email TEXT UNIQUE,
        password_hash TEXT,
        persona ${whole} NOT NULL
      )${tableEnd}`,
      `CREATE INDEX participant_delegation ON participant (delegation)`,
      `CREATE TABLE session (
        id TEXT PRIMARY KEY,
        participant TEXT NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
        expires_at ${whole} NOT NULL
      )${tableEnd}`,
      `CREATE INDEX session_participant ON session (participant)`,
      `CREATE TABLE consultation (
        id TEXT PRIMARY KEY,
        conference TEXT NOT NULL REFERENCES conference (id),
        title TEXT NOT NULL,
        symbol TEXT NOT NULL,
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        observer_policy TEXT NOT NULL,
        created_at ${whole} NOT NULL
      )${tableEnd}`,
      `CREATE INDEX consultation_conference ON consultation (conference)`,
      `CREATE TABLE consultation_delegation (
        consultation TEXT NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
        delegation TEXT NOT NULL REFERENCES delegation (id),
        PRIMARY KEY (consultation, delegation)
      )${tableEnd}`,
      `CREATE INDEX consultation_delegation_delegation ON consultation_delegation (delegation)`,
      // The record does not refer to the tables above: it outlives whatever is done to them.
      `CREATE TABLE lease (
        consultation TEXT PRIMARY KEY,
        epoch ${whole} NOT NULL
      )${tableEnd}`,
      `CREATE TABLE entry (
        consultation TEXT NOT NULL,
        seq ${whole} NOT NULL,
        at ${whole} NOT NULL,
        act TEXT NOT NULL,
        participant TEXT NOT NULL,
        delegation TEXT NOT NULL,
        detail TEXT NOT NULL,
        summary TEXT NOT NULL,
        update_bytes ${bytes} NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (consultation, seq)
      )${tableEnd}`,
      `CREATE TABLE binding (
        consultation TEXT NOT NULL,
        client ${whole} NOT NULL,
        participant TEXT NOT NULL,
        PRIMARY KEY (consultation, client)
      )${tableEnd}`,
      `CREATE TABLE snapshot (
        consultation TEXT PRIMARY KEY,
        seq ${whole} NOT NULL,
        state ${bytes} NOT NULL
      )${tableEnd}`,
      `CREATE TABLE kept_word (
        arrival ${arrival},
        id TEXT NOT NULL UNIQUE,
        consultation TEXT NOT NULL,
        participant TEXT NOT NULL,
        at ${whole} NOT NULL,
        rule TEXT NOT NULL,
        reason TEXT NOT NULL,
        paragraph TEXT NOT NULL,
        label TEXT NOT NULL,
        words TEXT NOT NULL
      )${tableEnd}`,
      `CREATE INDEX kept_word_author ON kept_word (consultation, participant)`,
    ],
  },
  {
    number: 2,
    name: 'groups',
    statements: ({ whole, tableEnd }) => [
      `CREATE TABLE negotiating_group (
        id TEXT PRIMARY KEY,
        conference TEXT NOT NULL REFERENCES conference (id),
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        UNIQUE (conference, code)
      )${tableEnd}`,
      `CREATE TABLE group_member (
        negotiating_group TEXT NOT NULL REFERENCES negotiating_group (id) ON DELETE CASCADE,
        delegation TEXT NOT NULL REFERENCES delegation (id),
        speaks ${whole} NOT NULL,
        PRIMARY KEY (negotiating_group, delegation)
      )${tableEnd}`,
      `CREATE INDEX group_member_delegation ON group_member (delegation)`,
    ],
  },
]

const newest = Math.max(...migrations.map((migration) => migration.number))

/** A later version of Ad Ref has written to this database; this one might misread it. */
export class StoreTooNew extends Error {
  constructor(found: number) {
    super(
      `This database was written by a newer version of Ad Ref (its tables are at step ${found}, this version knows steps up to ${newest}). ` +
        'Start that version, or restore a copy made before it ran.',
    )
    this.name = 'StoreTooNew'
  }
}

/**
 * Brings a database from whatever step it is at to the newest, in one transaction: it is changed wholly or not at all.
 * Throws `StoreTooNew`, having changed nothing, when a step is recorded that this version does not know.
 */
export async function migrate<Tables>(database: Kysely<Tables>, dialect: Dialect): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const run = (statement: string) => sql.raw(statement).execute(transaction)
    if (dialect.turn !== null) await run(dialect.turn)
    await run(`CREATE TABLE IF NOT EXISTS migration (number ${dialect.whole} PRIMARY KEY, name TEXT NOT NULL)${dialect.tableEnd}`)
    const applied = await sql<{ number: number }>`SELECT number FROM migration`.execute(transaction)
    const done = Math.max(0, ...applied.rows.map((row) => row.number))
    if (done > newest) throw new StoreTooNew(done)
    for (const migration of migrations) {
      if (migration.number <= done) continue
      for (const statement of migration.statements(dialect)) await run(statement)
      await sql`INSERT INTO migration (number, name) VALUES (${migration.number}, ${migration.name})`.execute(transaction)
    }
  })
}
