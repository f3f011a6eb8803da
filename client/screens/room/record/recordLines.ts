/**
 * The record as lines to read: what one person wrote in one go on the same proposals is one line, though it was
 * recorded letter by letter. Pure. Nothing is left out: a line holds all of its entries.
 */
import * as z from 'zod/mini'
import { proposalKinds, proposalStates } from '../../../../shared/document/text.ts'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'

const EditDetail = z.object({
  changes: z.array(
    z.object({
      proposal: z.string(),
      label: z.string(),
      kind: z.enum(proposalKinds),
      added: z.string(),
      struck: z.string(),
      state: z.enum(proposalStates),
    }),
  ),
})
export type EditChange = z.infer<typeof EditDetail>['changes'][number]

export interface RecordLine {
  /** Newest first, never empty; the first one tells how it stands. */
  readonly entries: readonly [RecordEntryView, ...RecordEntryView[]]
}

/** A longer pause begins another line. */
const pauseMilliseconds = 5 * 60_000

/** What an edit changed; null when its detail is of no shape known here. */
export function changesOf(entry: RecordEntryView): readonly EditChange[] | null {
  const parsed = EditDetail.safeParse(entry.detail)
  return parsed.success ? parsed.data.changes : null
}

/** `entries` newest first, as the server sends them. Others may write in between; after a decision everybody begins anew. */
export function recordLines(entries: readonly RecordEntryView[]): RecordLine[] {
  const lines: { key: string; entries: [RecordEntryView, ...RecordEntryView[]] }[] = []
  let open = new Map<string, (typeof lines)[number]>()
  for (const entry of entries) {
    const changes = entry.act === 'edit' ? changesOf(entry) : null
    if (entry.act === 'decision') open = new Map()
    if (!changes || changes.length === 0) {
      lines.push({ key: '', entries: [entry] })
      continue
    }
    const key = [...new Set(changes.map(({ proposal }) => proposal))].toSorted().join(' ')
    const line = open.get(entry.participant)
    if (line?.key === key && (line.entries.at(-1)?.at ?? 0) - entry.at <= pauseMilliseconds) {
      line.entries.push(entry)
      continue
    }
    const begun: (typeof lines)[number] = { key, entries: [entry] }
    open.set(entry.participant, begun)
    lines.push(begun)
  }
  return lines
}
