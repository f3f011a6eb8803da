/** Reads who somebody is: a person, the delegation she speaks for and its conference. It changes nothing. */
import type { Delegation, Group } from '../../shared/procedure/roles.ts'
import type { Me, Persona } from '../../shared/wire/http.ts'
import type { Store } from '../store/store.ts'

export interface Conference {
  readonly id: string
  readonly name: string
  readonly demonstration: boolean
}

export interface Person {
  readonly me: Me
  readonly conference: Conference
}

export async function findPerson(store: Pick<Store, 'people'>, participant: string): Promise<Person | null> {
  const row = await seated(store).where('participant.id', '=', participant).executeTakeFirst()
  if (!row) return null
  return { me: personOf(row), conference: { id: row.conference, name: row.conferenceName, demonstration: row.demonstration === 1 } }
}

/** Who may be signed in to by one click, in the order they are shown. */
export async function personas(store: Pick<Store, 'people'>): Promise<Persona[]> {
  const rows = await seated(store)
    .where('participant.persona', '=', 1)
    .where('conference.demonstration', '=', 1)
    .orderBy('participant.id')
    .execute()
  return rows.map(personOf)
}

export interface Account {
  readonly participant: string
  readonly passwordHash: string | null
}

export async function findAccount(store: Pick<Store, 'people'>, email: string): Promise<Account | null> {
  const row = await store.people
    .selectFrom('participant')
    .select(['id', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst()
  return row ? { participant: row.id, passwordHash: row.password_hash } : null
}

export async function delegationsOf(store: Pick<Store, 'people'>, consultation: string): Promise<Delegation[]> {
  return store.people
    .selectFrom('consultation_delegation')
    .innerJoin('delegation', 'delegation.id', 'consultation_delegation.delegation')
    .select(['code', 'name', 'role', 'colour'])
    .where('consultation', '=', consultation)
    .orderBy('code')
    .execute()
}

/** The groups of the conference, each with its members that take part in the consultation. Groups without one are left out. */
export async function groupsOf(store: Pick<Store, 'people'>, consultation: string): Promise<Group[]> {
  const rows = await store.people
    .selectFrom('consultation_delegation')
    .innerJoin('group_member', 'group_member.delegation', 'consultation_delegation.delegation')
    .innerJoin('negotiating_group', 'negotiating_group.id', 'group_member.negotiating_group')
    .innerJoin('delegation', 'delegation.id', 'consultation_delegation.delegation')
    .select(['negotiating_group.code', 'negotiating_group.name', 'delegation.code as member', 'speaks'])
    .where('consultation', '=', consultation)
    .orderBy('negotiating_group.code')
    .orderBy('delegation.code')
    .execute()
  const codes = [...new Set(rows.map(({ code }) => code))]
  return codes.map((code) => {
    const own = rows.filter((row) => row.code === code)
    return {
      code,
      name: own[0]?.name ?? '',
      members: own.map(({ member }) => member),
      speakers: own.filter(({ speaks }) => speaks === 1).map(({ member }) => member),
    }
  })
}

function seated({ people }: Pick<Store, 'people'>) {
  return people
    .selectFrom('participant')
    .innerJoin('delegation', 'delegation.id', 'participant.delegation')
    .innerJoin('conference', 'conference.id', 'delegation.conference')
    .select([
      'participant.id',
      'participant.name',
      'delegation.code',
      'delegation.name as delegationName',
      'delegation.role',
      'delegation.colour',
      'delegation.conference',
      'conference.name as conferenceName',
      'conference.demonstration',
    ])
}

function personOf(row: { id: string; name: string; code: string; delegationName: string; role: Delegation['role']; colour: number }): Me {
  const { id, name, code, role, colour } = row
  return { id, name, delegation: { code, name: row.delegationName, role, colour } }
}
