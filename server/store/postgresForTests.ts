/**
 * Where tests find a PostgreSQL: at `ADREF_TEST_POSTGRES`, or on this machine's usual port. Only tests import this.
 * With ADREF_REQUIRE_ALL=1 it is an error when there is none.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'

/** The address of a database that tests may write to, or null, said once on the console, where there is none. */
export async function postgresForTests(): Promise<string | null> {
  const named = process.env['ADREF_TEST_POSTGRES']
  // A named database that does not answer is a failure, not a reason to test less.
  if (named !== undefined) return named
  const usual = 'postgres://postgres@127.0.0.1:5432/test'
  if (await answers(usual)) return usual
  const why = 'Not tried on PostgreSQL: set ADREF_TEST_POSTGRES to the URL of a database that tests may write to.'
  if (process.env['ADREF_REQUIRE_ALL'] === '1') throw new Error(why)
  console.info(why)
  return null
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1500 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}

/** The same database behind a line that a test may cut: then nothing answers until it is mended. */
export async function cuttableLine(url: string): Promise<{ url: string; cut(): void; mend(): void; close(): void }> {
  const target = new URL(url)
  const ends = new Set<Socket>()
  let whole = true
  const line = createServer((near) => {
    near.on('error', () => near.destroy())
    if (!whole) return near.destroy()
    const far = connect(Number(target.port || 5432), target.hostname)
    far.on('error', () => near.destroy())
    for (const [end, other] of [[near, far], [far, near]] as const) {
      ends.add(end)
      end.pipe(other)
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
    }
  })
  line.listen(0, '127.0.0.1')
  await once(line, 'listening')
  const bound = line.address()
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(typeof bound === 'object' && bound ? bound.port : 0)
  const cutAll = () => {
    for (const end of ends) end.destroy()
  }
  return {
    url: through.href,
    cut() {
      whole = false
      cutAll()
    },
    mend: () => void (whole = true),
    close() {
      line.close()
      cutAll()
    },
  }
}

/** A schema of the test's own, and the URL of a connection that sees nothing else. */
export async function emptySchema(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const schema = `adref_${randomBytes(6).toString('hex')}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await run(`CREATE SCHEMA ${schema}`)
  const within = new URL(url)
  within.searchParams.set('options', `-c search_path=${schema}`)
  return { url: within.href, drop: () => run(`DROP SCHEMA ${schema} CASCADE`) }
}
