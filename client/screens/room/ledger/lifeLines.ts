/**
 * The life of a proposal as lines to read (O5): every wording it had, though it was recorded letter by letter, and
 * whatever was said or decided about it. Pure. Oldest first.
 */
import * as z from 'zod/mini'
import { proposalStates, type ProposalState } from '../../../../shared/document/text.ts'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import { changesOf, type EditChange } from '../record/recordLines.ts'

/** What one person wrote in one go: the wording at its end. */
export interface WordingLine {
  readonly kind: 'wording'
  readonly first: RecordEntryView
  readonly last: RecordEntryView
  readonly wording: EditChange
}

/** Anything else. `fate`: what it made of the proposal. */
export interface ActLine {
  readonly kind: 'act'
  readonly entry: RecordEntryView
  readonly fate: ProposalState | null
}

export type LifeLine = WordingLine | ActLine

/** A longer pause begins another wording. */
const pauseMilliseconds = 2 * 60_000

const Closed = z.object({ closed: z.array(z.object({ proposal: z.string(), state: z.enum(proposalStates) })) })

/** `entries` oldest first, as the server sends them. */
export function lifeLines(entries: readonly RecordEntryView[], proposal: string): LifeLine[] {
  const lines: LifeLine[] = []
  for (const entry of entries) {
    const wording = entry.act === 'edit' ? changesOf(entry)?.findLast((change) => change.proposal === proposal) : undefined
    const before = lines.at(-1)
    if (!wording) lines.push({ kind: 'act', entry, fate: fateIn(entry, proposal) })
    else if (before?.kind === 'wording' && goesOn(before, entry, wording)) lines[lines.length - 1] = { ...before, last: entry, wording }
    else lines.push({ kind: 'wording', first: entry, last: entry, wording })
  }
  return lines
}

/** Taking all of it back is a line of its own: what stood until then is one of the wordings it had. */
function goesOn({ last, wording: before }: WordingLine, entry: RecordEntryView, wording: EditChange): boolean {
  return last.participant === entry.participant && entry.at - last.at <= pauseMilliseconds && before.state === wording.state
}

function fateIn({ act, detail }: RecordEntryView, proposal: string): ProposalState | null {
  // Somebody else's edit took away the words it stood in.
  if (act === 'edit') return 'fallen'
  const parsed = Closed.safeParse(detail)
  return (parsed.success ? parsed.data.closed.find((each) => each.proposal === proposal)?.state : undefined) ?? null
}
