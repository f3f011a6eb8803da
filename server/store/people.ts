/** The plain tables: conferences, people, sessions and consultations. Rows are read and written through Kysely. */
import type { ObserverPolicy, Role } from '../../shared/procedure/roles.ts'
import type { TextKind } from '../../shared/document/schema.ts'

export interface PeopleTables {
  conference: { id: string; name: string; demonstration: number }
  delegation: {
    id: string
    conference: string
    code: string
    name: string
    role: Role
    /** Rule of procedure that admits an observer: 14, 15, 16 or 17; null for everyone else. */
    observer_rule: number | null
    colour: number
  }
  participant: {
    id: string
    delegation: string
    name: string
    /** Lower-cased; null for demonstration personas, who have no password. */
    email: string | null
    password_hash: string | null
    /** 1: may be signed in to by one click while the demonstration is loaded. */
    persona: number
  }
  session: { id: string; participant: string; expires_at: number }
  consultation: {
    id: string
    conference: string
    title: string
    symbol: string
    kind: TextKind
    language: string
    observer_policy: ObserverPolicy
    created_at: number
  }
  /** Which delegations take part in a consultation. */
  consultation_delegation: { consultation: string; delegation: string }
  /** Delegations of a conference that speak together. */
  negotiating_group: { id: string; conference: string; code: string; name: string }
  /** `speaks`: 1 where the delegation may speak for the group (T3). */
  group_member: { negotiating_group: string; delegation: string; speaks: number }
}
