/**
 * The `backup` command: saves a copy of the store beside a running server, and puts one back where none runs (R6). It
 * says what it did in sentences and leaves ending the process to its caller.
 */
import { restoreCopy, saveCopy } from './copy.ts'
import type { Contents } from './copy.ts'

const usage = [
  'Usage:',
  '  backup save FILE [--replace]   copy the store to FILE, beside a running server; only --replace overwrites a file',
  '  backup restore FILE            put a copy in the place of the store, which is kept under another name; stop the server first',
]

const withPostgres = [
  'The records are in PostgreSQL, which copies itself while it runs:',
  '  pg_dump --format=custom --file=FILE "$ADREF_DATABASE"',
  'and puts a copy back, with no server running:',
  '  pg_restore --clean --if-exists --single-transaction --dbname="$ADREF_DATABASE" FILE',
  'Verify each record afterwards: npm run record -- list, then npm run record -- verify <consultation>.',
]

export interface BackupCommandDeps {
  readonly dataFolder: string
  /** The records lie in PostgreSQL instead. */
  readonly postgres: boolean
  readonly now: () => number
  readonly write: (line: string) => void
}

/** Exit codes: 0 done, 1 refused, 2 not understood. */
export async function backupCommand(args: readonly string[], { dataFolder, postgres, now, write }: BackupCommandDeps): Promise<number> {
  const [action, ...rest] = args
  const replace = rest.includes('--replace')
  const [file, ...more] = rest.filter((each) => each !== '--replace')
  const understood = (action === 'save' || (action === 'restore' && !replace)) && file !== undefined && !file.startsWith('--') && more.length === 0
  if (!understood) {
    usage.forEach((line) => write(line))
    return 2
  }
  if (postgres) {
    withPostgres.forEach((line) => write(line))
    return 1
  }
  const copied = action === 'save' ? await saveCopy(dataFolder, file, replace) : await restoreCopy(dataFolder, file, now())
  if (!copied.ok) {
    write(copied.problem)
    write('Nothing was changed.')
    return 1
  }
  write(`${action === 'save' ? 'Saved to' : 'Restored from'} ${file}: ${inWords(copied.contents)}. Every record is sound.`)
  for (const { consultation, entries, hash } of copied.contents.records) write(`  ${consultation}: ${entries} entries, the last ${hash}`)
  if (copied.setAside !== null) write(`The store that was there is kept as ${copied.setAside}`)
  if (action === 'restore') write('Start the server again. Everybody signs in anew.')
  return 0
}

function inWords({ bytes, records }: Contents): string {
  return `${(bytes / 1e6).toFixed(1)} MB, ${records.length} ${records.length === 1 ? 'record' : 'records'}`
}
