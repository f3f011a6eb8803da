/**
 * The `record` command: what an administrator can ask of the records without signing in. It only reads, and
 * leaves opening the store and ending the process to its caller.
 */
import type { Store } from '../store/store.ts'
import { verifyRecord } from './verify.ts'
import type { RecordFault, VerifyReport } from './verify.ts'

const usage = [
  'Usage:',
  '  record list                    the consultations, with how many entries each record has',
  '  record verify <consultation>   check every hash, replay every change, compare with the text in use',
]

const explanations: Readonly<Record<RecordFault, string>> = {
  gap: 'it is missing, or out of its place',
  link: 'it does not follow the entry before it: one of the two was replaced',
  content: 'it is not what was hashed: something in it was changed',
  update: 'its change does not fit the text as it stood before',
  cutOff: 'it is missing: a snapshot knows of this entry, the record does not',
  snapshot: 'the snapshot taken at this entry cannot be read, or the entries after it do not fit it',
  text: 'the snapshot taken at this entry is not the text that the record gives',
}

/** Runs the command and resolves to the exit code: 0 all is well, 1 a fault was found, 2 the command was not understood. */
export async function recordCommand(args: readonly string[], store: Store, write: (line: string) => void): Promise<number> {
  const [action, consultation, ...rest] = args
  if (action === 'list' && consultation === undefined) return list(store, write)
  if (action === 'verify' && consultation !== undefined && rest.length === 0) return verify(store, consultation, write)
  usage.forEach((line) => write(line))
  return 2
}

async function list(store: Store, write: (line: string) => void): Promise<number> {
  const consultations = await store.people.selectFrom('consultation').select(['id', 'title']).orderBy('created_at').orderBy('id').execute()
  if (consultations.length === 0) write('There are no consultations.')
  for (const { id, title } of consultations) {
    // Entries are numbered without gaps, so the last number is the count.
    const [last] = await store.latest(id, Number.MAX_SAFE_INTEGER, 1)
    write(`${id}  ${counted(last?.seq ?? 0, 'entry', 'entries')}  ${title}`)
  }
  return 0
}

async function verify(store: Store, consultation: string, write: (line: string) => void): Promise<number> {
  const known = await store.people.selectFrom('consultation').select('title').where('id', '=', consultation).executeTakeFirst()
  const report = await verifyRecord(store, consultation)
  if (report.entries === 0 && report.fault === null) {
    if (known) write(`The record of ${consultation} is empty: not even its opening is there.`)
    else write(`There is no consultation ${consultation}. "record list" names those there are.`)
    return known ? 1 : 2
  }
  write(known ? `Record of ${consultation}: ${known.title}` : `Record of ${consultation}`)
  describe(report).forEach((line) => write(line))
  return report.fault === null ? 0 : 1
}

function describe({ entries, decisions, first, last, head, text, fault }: VerifyReport): string[] {
  const lines = [`  ${counted(entries, 'sound entry', 'sound entries')}, ${counted(decisions, 'decision', 'decisions')} among them`]
  if (first !== null && last !== null) lines.push(`  from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}`)
  if (entries > 0) lines.push(`  entry ${head.seq} has the hash ${head.hash}`)
  if (text !== null) lines.push(`  the text has the digest  ${text}`)
  if (fault === null) lines.push('The record is sound: every hash is right, and replaying it gives the text in use.')
  else lines.push(`BROKEN at entry ${fault.seq}: ${explanations[fault.fault]}.`)
  return lines
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
