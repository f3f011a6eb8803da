/** GET /api/consultations/:id/text[?at=SEQ]: the recorded text, now or right after an entry of the record, with everything that is read beside its words. Lists that are empty are left out. */
import * as z from 'zod/mini'
import { paragraphKinds, textKinds } from '../document/schema.ts'
import { proposalKinds, proposalStates, stages, stances, tiers, type ConsultationText, type Proposal, type Run } from '../document/text.ts'
import { proposalsOf } from '../brackets/bracket.ts'
import type { Delegation, Group } from '../procedure/roles.ts'

const ids = z.optional(z.array(z.string()))

const Position = z.object({ stance: z.enum(stances), taken: z.int() })

export const TextView = z.object({
  meta: z.object({ title: z.string(), symbol: z.string(), kind: z.enum(textKinds), language: z.string(), stage: z.enum(stages) }),
  delegations: z.array(z.object({ code: z.string(), colour: z.int() })),
  groups: z.array(z.object({ code: z.string(), name: z.string(), members: z.array(z.string()), speakers: z.array(z.string()) })),
  paragraphs: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(paragraphKinds),
      level: z.int(),
      proposal: z.optional(z.string()),
      alternativeTo: z.optional(z.string()),
      movedFrom: z.optional(z.string()),
      runs: z.array(z.object({ text: z.string(), insertions: ids, deletions: ids, reservations: ids, italic: z.optional(z.boolean()) })),
    }),
  ),
  /** The lines of the ledger that the text names. */
  proposals: z.array(
    z.object({
      id: z.string(),
      delegation: z.string(),
      kind: z.enum(proposalKinds),
      paragraph: z.string(),
      order: z.int(),
      tabledAt: z.number(),
      state: z.enum(proposalStates),
      group: z.optional(z.string()),
      amended: z.optional(z.int()),
      positions: z.optional(z.record(z.string(), Position)),
    }),
  ),
  status: z.array(z.object({ paragraph: z.string(), tier: z.enum(tiers), at: z.number(), decision: z.int() })),
})
export type TextView = z.infer<typeof TextView>

export function viewOfText({ meta, paragraphs, ledger, status }: ConsultationText, delegations: readonly Delegation[], groups: readonly Group[]): TextView {
  const named = new Set<string>()
  for (const { proposal, runs } of paragraphs) {
    if (proposal !== undefined) named.add(proposal)
    for (const run of runs) for (const id of proposalsOf(run)) named.add(id)
  }
  return {
    meta,
    delegations: delegations.map(({ code, colour }) => ({ code, colour })),
    groups: groups.map(({ code, name, members, speakers }) => ({ code, name, members: [...members], speakers: [...speakers] })),
    paragraphs: paragraphs.map(({ runs, ...paragraph }) => ({ ...paragraph, runs: runs.map(short) })),
    proposals: [...named].flatMap((id) => ledger.get(id) ?? []).map(lineOf),
    status: [...status].map(([paragraph, { tier, at, decision }]) => ({ paragraph, tier, at, decision })),
  }
}

/** What is read beside the words: reasons are read in the room. */
function lineOf({ id, delegation, kind, paragraph, order, tabledAt, state, group, amended, positions }: Proposal): TextView['proposals'][number] {
  return {
    id,
    delegation,
    kind,
    paragraph,
    order,
    tabledAt,
    state,
    ...(group !== undefined && { group }),
    ...(amended !== undefined && { amended }),
    ...(positions !== undefined && { positions: Object.fromEntries(Object.entries(positions).map(([code, { stance, taken }]) => [code, { stance, taken }])) }),
  }
}

function short({ text, insertions, deletions, reservations, italic }: Run): TextView['paragraphs'][number]['runs'][number] {
  return {
    text,
    ...(insertions.length > 0 && { insertions: [...insertions] }),
    ...(deletions.length > 0 && { deletions: [...deletions] }),
    ...(reservations.length > 0 && { reservations: [...reservations] }),
    ...(italic && { italic }),
  }
}

/** The text again as plain data; its ledger has the lines that the text names. */
export function textOfView({ meta, paragraphs, proposals, status }: TextView): ConsultationText {
  return {
    meta,
    paragraphs: paragraphs.map(({ id, kind, level, proposal, alternativeTo, movedFrom, runs }) => ({
      id,
      kind,
      level,
      ...(proposal !== undefined && { proposal }),
      ...(alternativeTo !== undefined && { alternativeTo }),
      ...(movedFrom !== undefined && { movedFrom }),
      runs: runs.map(({ text, insertions = [], deletions = [], reservations = [], italic = false }) => ({ text, insertions, deletions, reservations, italic })),
    })),
    ledger: new Map(proposals.map(({ group, amended, positions, ...line }) => [line.id, { ...line, ...(group !== undefined && { group }), ...(amended !== undefined && { amended }), ...(positions !== undefined && { positions }) }])),
    status: new Map(status.map(({ paragraph, ...rest }) => [paragraph, rest])),
  }
}
