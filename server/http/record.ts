/** The record as a list to read, newest first. Verifying it is the command line's business (`npm run record`). */
import { z } from 'zod'
import type { RecordEntryView, RecordPage } from '../../shared/wire/http.ts'
import type { RecordEntry } from '../store/store.ts'
import { readQuery } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'

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

function view({ seq, at, act, participant, delegation, detail, summary, hash }: RecordEntry): z.infer<typeof RecordEntryView> {
  return { seq, at, act, participant, delegation, detail: Detail.parse(JSON.parse(detail)), summary, hash }
}
