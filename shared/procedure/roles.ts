/** Who takes part. A participant is a person; she speaks for exactly one delegation. */

/** `delegation`: a State party. Observers are bound by the consultation's observer policy (P3). */
export const roles = ['delegation', 'observer', 'facilitator', 'secretariat'] as const
export type Role = (typeof roles)[number]

/** What observers may do in a consultation (rules 14 to 17 of the Conference's rules of procedure leave it to the conference). */
export const observerPolicies = ['viewOnly', 'mayPropose'] as const
export type ObserverPolicy = (typeof observerPolicies)[number]

export interface Delegation {
  /** Short code shown in brackets, e.g. `ALV`. Unique in its conference. */
  readonly code: string
  readonly name: string
  readonly role: Role
  /** 0 to 9: which of the ten delegation colours it wears. */
  readonly colour: number
}

/** Delegations that speak together. They overlap: a delegation may belong to several. */
export interface Group {
  /** Short code shown in brackets. No delegation of the conference has it. */
  readonly code: string
  readonly name: string
  /** Codes of delegations, in alphabetical order. */
  readonly members: readonly string[]
  /** Those of its members that may speak for it. */
  readonly speakers: readonly string[]
}

/** One person's standing in one consultation, looked up at every act. */
export interface Standing {
  readonly participant: string
  readonly name: string
  readonly delegation: Delegation
  readonly observerPolicy: ObserverPolicy
  /** Codes of the groups for which her delegation may speak (T3). */
  readonly speaksFor: readonly string[]
}
