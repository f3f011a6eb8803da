/**
 * The record to read: as a list, newest first, and of one proposal its life (O5). Verifying it is the command line's
 * business (`npm run record`).
 */
import { z } from 'zod'
import { idPattern } from '../../shared/document/schema.ts'
import type { ProposalLife, RecordEntryView, RecordPage } from '../../shared/wire/http.ts'
import type { RecordEntry } from '../store/store.ts'
import { readQuery } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'
import { refuse } from './refusals.ts'

const Page = z.object({
  before: z.coerce.number().int().min(1).max(2_147_483_647).default(2_147_483_647),
  /** Only what was recorded by this time, in milliseconds since 1970 UTC: which entry was the last at a moment. */
  until: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const Detail = z.record(z.string(), z.unknown())

export function readRecord(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation }) => {
    const page = readQuery(c, Page)
    if (!page.ok) return page.refusal
    const { before, until, limit } = page.value
    const last = until === undefined ? Infinity : await deps.rooms.lastEntryUntil(consultation, until)
    const entries = await deps.rooms.record(consultation, Math.min(before, last + 1), limit)
    const oldest = entries.at(-1)
    // Entries are numbered from 1 without gaps (R1), so that the oldest one shown tells whether there are more.
    return c.json({ entries: entries.map(view), more: oldest !== undefined && oldest.seq > 1 } satisfies z.infer<typeof RecordPage>)
  })
}

/** More than anyone reads: what one person writes in one go becomes one line of a life. */
const entriesOfLife = 500

/** What an entry says of proposals, of whatever act it is. */
const Named = z.object({ proposal: z.string() })
const Concerned = z.object({ proposal: z.string(), changes: z.array(Named), closed: z.array(Named), fallen: z.array(Named) }).partial()

export function readLife(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation }) => {
    const proposal = c.req.param('proposal') ?? ''
    if (!idPattern.test(proposal)) return refuse(c, 'notFound')
    // One more than is shown tells whether there are more.
    const found = await deps.store.naming(consultation, proposal, entriesOfLife + 1)
    const entries = found.slice(0, entriesOfLife).map(view).filter(({ detail }) => concerns(detail, proposal)).toReversed()
    return c.json({ entries, more: found.length > entriesOfLife } satisfies z.infer<typeof ProposalLife>)
  })
}

/** The store finds an id wherever it stands; words that somebody wrote may be one too. */
function concerns(detail: Readonly<Record<string, unknown>>, proposal: string): boolean {
  const parsed = Concerned.safeParse(detail)
  if (!parsed.success) return false
  const { proposal: named, changes = [], closed = [], fallen = [] } = parsed.data
  return named === proposal || [...changes, ...closed, ...fallen].some((each) => each.proposal === proposal)
}

function view({ seq, at, act, participant, delegation, detail, summary, hash }: RecordEntry): z.infer<typeof RecordEntryView> {
  return { seq, at, act, participant, delegation, detail: Detail.parse(JSON.parse(detail)), summary, hash }
}
