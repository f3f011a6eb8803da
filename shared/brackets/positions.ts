/**
 * Who stands where on a proposal (T1 to T3): positions taken, those that groups took for their members, and the author's
 * own support. Pure reading of a line of the ledger.
 */
import { stances, type Proposal, type Stance } from '../document/text.ts'
import type { Group } from '../procedure/roles.ts'

/** One that stands somewhere: a delegation, or a group that spoke for all its members. */
export interface Voice {
  readonly code: string
  /** Members that stand there with the group; empty for a delegation. */
  readonly aligned: readonly string[]
  readonly reason: string
  /** Tabled it, and so supports it. */
  readonly tabled: boolean
}

export type Stand = Readonly<Record<Stance, readonly Voice[]>>

/** T1 to T3. Of each stance: who tabled it first, then groups, then delegations, in the order they spoke. */
export function standOn(proposal: Proposal, groups: readonly Group[]): Stand {
  const stand: Record<Stance, Voice[]> = { support: [], oppose: [], reserve: [], pending: [], noPosition: [] }
  const positions = proposal.positions ?? {}
  const author = proposal.group ?? proposal.delegation
  stand.support.push({ code: author, aligned: alignedWith(author, proposal, groups), reason: '', tabled: true })
  const taken = Object.entries(positions).sort(([, a], [, b]) => a.taken - b.taken)
  const isGroup = (code: string) => groups.some((group) => group.code === code)
  for (const [code, { stance, reason = '' }] of [...taken.filter(([code]) => isGroup(code)), ...taken.filter(([code]) => !isGroup(code))]) {
    if (code === author) continue
    stand[stance].push({ code, aligned: alignedWith(code, proposal, groups), reason, tabled: false })
  }
  return stand
}

/** T3: the members that stand with their group. Not those that spoke for themselves, nor those that another group of theirs leads elsewhere. */
function alignedWith(code: string, proposal: Proposal, groups: readonly Group[]): string[] {
  const group = groups.find((each) => each.code === code)
  if (!group) return []
  const stanceOf = (each: string): Stance | undefined => (each === proposal.group ? 'support' : proposal.positions?.[each]?.stance)
  const own = (member: string) => member === proposal.delegation || proposal.positions?.[member] !== undefined
  return group.members.filter((member) => {
    if (member === proposal.delegation) return code === proposal.group
    if (own(member)) return false
    return groups.every((other) => !other.members.includes(member) || stanceOf(other.code) === undefined || stanceOf(other.code) === stanceOf(code))
  })
}

/** The delegations of one stance, those that stand there with their group among them. */
export function delegationsOf(voices: readonly Voice[], groups: readonly Group[]): string[] {
  return [...new Set(voices.flatMap(({ code, aligned }) => (groups.some((group) => group.code === code) ? aligned : [code])))]
}

/** Where one delegation stands: by its own word, or with its group. Null: nobody has spoken for it. */
export function stanceOf(delegation: string, stand: Stand): { readonly stance: Stance; readonly with: string | null } | null {
  for (const stance of stances) {
    for (const { code, aligned } of stand[stance]) {
      if (code === delegation) return { stance, with: null }
      if (aligned.includes(delegation)) return { stance, with: code }
    }
  }
  return null
}

/** Codes written in a bracket after words that so many support: `ALV, CAS`, and `ALV + 14` where they would take more room than the words. */
export function codesInBracket(proposal: Proposal, groups: readonly Group[], most = 3): string[] {
  const { support } = standOn(proposal, groups)
  const [first, ...others] = support
  if (!first || support.length <= most) return support.map(({ code }) => code)
  const counted = delegationsOf(others, groups).filter((code) => code !== first.code && !first.aligned.includes(code))
  return [`${first.code} + ${counted.length}`]
}
