/**
 * Who stands where, kept in memory because every frame of every socket asks (P1). Nothing is remembered from the
 * moment a socket opened: a session that ends, a person who changes delegation and a delegation that leaves a
 * consultation all show in the next answer. It closes no socket itself: `refresh` tells what was lost.
 */
import type { Delegation, ObserverPolicy, Standing } from '../../shared/procedure/roles.ts'
import type { StandingBook } from '../rooms/rooms.ts'
import type { Store } from '../store/store.ts'

/** A standing that is gone or different, in the words of `Rooms.revoke`. */
export type Changed = { session: string } | { participant: string; consultation: string }

export interface LiveStandingBook extends StandingBook {
  /** A session began or was prolonged. */
  sessionHeld(session: string, participant: string, expiresAt: number): void
  sessionEnded(session: string): void
  /** Reads again all it knows, so that changes made elsewhere show too, and answers whose standing changed. */
  refresh(): Promise<readonly Changed[]>
}

interface Session {
  readonly participant: string
  readonly expiresAt: number
}

interface Person {
  readonly name: string
  /** Row id, not the code. */
  readonly delegation: string
}

interface Consultation {
  readonly observerPolicy: ObserverPolicy
  /** By row id. */
  readonly delegations: ReadonlyMap<string, Delegation>
  /** Codes of groups, by row id of the delegation that may speak for them. */
  readonly speaksFor: ReadonlyMap<string, readonly string[]>
}

const nobody: readonly string[] = []

export function createStandingBook(store: Pick<Store, 'people'>, now: () => number): LiveStandingBook {
  const { people } = store
  const sessions = new Map<string, Session>()
  const persons = new Map<string, Person>()
  const consultations = new Map<string, Consultation>()
  /** Grows when a session ends, so that a row read just before its end is not taken for current. */
  let endings = 0

  function standing(session: string, consultation: string): Standing | null {
    const held = sessions.get(session)
    if (!held || held.expiresAt <= now()) return null
    const person = persons.get(held.participant)
    const room = consultations.get(consultation)
    const delegation = person && room?.delegations.get(person.delegation)
    if (!room || !delegation) return null
    return { participant: held.participant, name: person.name, delegation, observerPolicy: room.observerPolicy, speaksFor: room.speaksFor.get(person.delegation) ?? nobody }
  }

  async function readSessions(ids: readonly string[]): Promise<Map<string, Session>> {
    if (ids.length === 0) return new Map()
    const rows = await people.selectFrom('session').selectAll().where('id', 'in', ids).where('expires_at', '>', now()).execute()
    return new Map(rows.map((row) => [row.id, { participant: row.participant, expiresAt: row.expires_at }]))
  }

  async function readPersons(ids: readonly string[]): Promise<Map<string, Person>> {
    if (ids.length === 0) return new Map()
    const rows = await people.selectFrom('participant').select(['id', 'name', 'delegation']).where('id', 'in', ids).execute()
    return new Map(rows.map((row) => [row.id, { name: row.name, delegation: row.delegation }]))
  }

  async function readConsultations(ids: readonly string[]): Promise<Map<string, Consultation>> {
    if (ids.length === 0) return new Map()
    const [rows, members, speakers] = await Promise.all([
      people.selectFrom('consultation').select(['id', 'observer_policy']).where('id', 'in', ids).execute(),
      people
        .selectFrom('consultation_delegation')
        .innerJoin('delegation', 'delegation.id', 'consultation_delegation.delegation')
        .select(['consultation', 'delegation.id', 'code', 'name', 'role', 'colour'])
        .where('consultation', 'in', ids)
        .execute(),
      people
        .selectFrom('consultation_delegation')
        .innerJoin('group_member', 'group_member.delegation', 'consultation_delegation.delegation')
        .innerJoin('negotiating_group', 'negotiating_group.id', 'group_member.negotiating_group')
        .select(['consultation', 'group_member.delegation', 'code'])
        .where('consultation', 'in', ids)
        .where('speaks', '=', 1)
        .orderBy('code')
        .execute(),
    ])
    return new Map(
      rows.map((row) => {
        const delegations = members
          .filter((member) => member.consultation === row.id)
          .map(({ id, code, name, role, colour }): [string, Delegation] => [id, { code, name, role, colour }])
        const speaksFor = new Map<string, string[]>()
        for (const { consultation, delegation, code } of speakers) {
          if (consultation === row.id) speaksFor.set(delegation, [...(speaksFor.get(delegation) ?? []), code])
        }
        return [row.id, { observerPolicy: row.observer_policy, delegations: new Map(delegations), speaksFor }]
      }),
    )
  }

  return {
    standing,

    async prepare(session, consultation) {
      for (;;) {
        const before = endings
        const [held, rooms] = await Promise.all([readSessions([session]), readConsultations([consultation])])
        const participant = held.get(session)?.participant
        const person = participant === undefined ? new Map<string, Person>() : await readPersons([participant])
        if (before !== endings) continue
        learn(sessions, [session], held)
        if (participant !== undefined) learn(persons, [participant], person)
        learn(consultations, [consultation], rooms)
        return standing(session, consultation)
      }
    },

    sessionHeld(session, participant, expiresAt) {
      sessions.set(session, { participant, expiresAt })
    },

    sessionEnded(session) {
      endings += 1
      sessions.delete(session)
    },

    async refresh() {
      // Whatever is learned while the rows are read is newer than they are and is left alone.
      const known = { sessions: new Map(sessions), persons: new Map(persons), consultations: new Map(consultations) }
      const [freshSessions, freshPersons, freshConsultations] = await Promise.all([
        readSessions([...known.sessions.keys()]),
        readPersons([...known.persons.keys()]),
        readConsultations([...known.consultations.keys()]),
      ])
      const changed: Changed[] = []
      for (const [id, before] of known.sessions) {
        if (sessions.get(id) !== before) continue
        learn(sessions, [id], freshSessions)
        if (!sessions.has(id)) changed.push({ session: id })
      }
      for (const [id, before] of known.persons) {
        if (persons.get(id) !== before) continue
        learn(persons, [id], freshPersons)
        const after = persons.get(id)
        if (after?.name === before.name && after.delegation === before.delegation) continue
        for (const consultation of known.consultations.keys()) changed.push({ participant: id, consultation })
      }
      for (const [id, before] of known.consultations) {
        if (consultations.get(id) !== before) continue
        learn(consultations, [id], freshConsultations)
        const after = consultations.get(id)
        for (const [participant, { delegation }] of persons) {
          if (!sameSeat(before, after, delegation)) changed.push({ participant, consultation: id })
        }
      }
      forgetStrangers(sessions, persons)
      return changed
    },
  }
}

/** Takes over what was read about `ids`: what is no longer there is forgotten. */
function learn<Known>(book: Map<string, Known>, ids: readonly string[], read: ReadonlyMap<string, Known>): void {
  for (const id of ids) {
    const fresh = read.get(id)
    if (fresh === undefined) book.delete(id)
    else book.set(id, fresh)
  }
}

/** Persons without a session need no place in the book; they are read again when they return. */
function forgetStrangers(sessions: ReadonlyMap<string, Session>, persons: Map<string, Person>): void {
  const present = new Set([...sessions.values()].map((session) => session.participant))
  for (const id of persons.keys()) if (!present.has(id)) persons.delete(id)
}

function sameSeat(before: Consultation, after: Consultation | undefined, delegation: string): boolean {
  const was = before.delegations.get(delegation)
  const is = after?.delegations.get(delegation)
  if (!was || !is) return was === is
  const samePolicy = is.role !== 'observer' || before.observerPolicy === after?.observerPolicy
  return samePolicy && was.code === is.code && was.name === is.name && was.role === is.role && was.colour === is.colour
}
