/**
 * Who takes part in the demonstration. The conference and its facilitator are facts; every other delegation is
 * invented, and the screens say so, for no position may ever be ascribed to a real State.
 */
import type { Delegation } from '../../shared/procedure/roles.ts'

export const conference = {
  id: 'demonstration',
  name: 'Conference of the States Parties to the United Nations Convention against Corruption, seventh session',
} as const

/** Groups overlap, as groups do. The first of each list of members speaks for it. */
export const groups: readonly { readonly code: string; readonly name: string; readonly members: readonly [string, ...string[]] }[] = [
  { code: 'NG', name: 'Northern Group', members: ['BRE', 'ALV', 'DOV'] },
  { code: 'CS', name: 'Coastal States', members: ['CAS', 'DOV', 'EST'] },
]

interface Seat extends Delegation {
  readonly observerRule: number | null
  /** Name on the card that signs in by one click; null: nobody signs in for this delegation. */
  readonly persona: string | null
}

/** In the order of the cards. The facilitator speaks as facilitator, never for a country. */
export const seats: readonly Seat[] = [
  { code: 'FAC', name: 'Facilitator', role: 'facilitator', colour: 5, observerRule: null, persona: 'Facilitator (Guatemala)' },
  { code: 'ALV', name: 'Alvonia', role: 'delegation', colour: 0, observerRule: null, persona: 'Alvonia' },
  { code: 'BRE', name: 'Brenmark', role: 'delegation', colour: 1, observerRule: null, persona: 'Brenmark' },
  { code: 'CAS', name: 'Casteria', role: 'delegation', colour: 2, observerRule: null, persona: 'Casteria' },
  { code: 'DOV', name: 'Dovaria', role: 'delegation', colour: 3, observerRule: null, persona: null },
  { code: 'EST', name: 'Estmere', role: 'delegation', colour: 4, observerRule: null, persona: null },
  {
    code: 'IOA',
    name: 'Institute for Open Accounts',
    role: 'observer',
    colour: 6,
    observerRule: 17,
    persona: 'Observer: Institute for Open Accounts',
  },
  { code: 'SEC', name: 'Secretariat', role: 'secretariat', colour: 7, observerRule: null, persona: 'Secretariat' },
]
