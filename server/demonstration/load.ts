/**
 * Loads the demonstration into a database that holds no conference of its own. Everything has a fixed id, so a load
 * that broke off is finished by the next start and one that was finished is left alone.
 */
import type { Kysely } from 'kysely'
import type { Standing } from '../../shared/procedure/roles.ts'
import { personas } from '../auth/persons.ts'
import type { AppDeps } from '../http/deps.ts'
import { asParagraphs, openConsultation } from '../http/openConsultation.ts'
import type { PeopleTables } from '../store/people.ts'
import type { Store } from '../store/store.ts'
import { agenda, consultation, meta } from './agenda.ts'
import { conference, groups, seats } from './people.ts'

/** False: there was nothing to do. */
export async function loadDemonstration(deps: Pick<AppDeps, 'store' | 'rooms' | 'now' | 'newId'>): Promise<boolean> {
  const { people } = deps.store
  const conferences = await people.selectFrom('conference').select('id').execute()
  if (conferences.some(({ id }) => id !== conference.id)) return false
  const seated = await people.selectFrom('consultation_delegation').select('delegation').where('consultation', '=', consultation).execute()
  if (seated.length > 0) {
    // A demonstration of an earlier version had no groups.
    await people.transaction().execute(seatGroups)
    return false
  }
  await seatEverybody(deps.store)
  const secretariat = (await personas(deps.store)).find(({ delegation }) => delegation.role === 'secretariat')
  if (!secretariat) throw new Error('The demonstration has no secretariat to open its consultation.')
  const by: Standing = { participant: secretariat.id, name: secretariat.name, delegation: secretariat.delegation, observerPolicy: 'viewOnly', speaksFor: [] }
  await openConsultation(deps, by, { id: consultation, conference: conference.id, meta, paragraphs: asParagraphs(agenda, deps.newId) })
  return true
}

/** With the demonstration switched off, whoever is still signed in as a persona is no longer. */
export async function closePersonaSessions(store: Pick<Store, 'people'>): Promise<void> {
  await store.people
    .deleteFrom('session')
    .where('participant', 'in', (query) => query.selectFrom('participant').select('id').where('persona', '=', 1))
    .execute()
}

async function seatEverybody(store: Pick<Store, 'people'>): Promise<void> {
  await store.people.transaction().execute(async (people) => {
    await people
      .insertInto('conference')
      .values({ id: conference.id, name: conference.name, demonstration: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [place, { code, name, role, colour, observerRule, persona }] of seats.entries()) {
      const delegation = `${conference.id}-${code}`
      await people
        .insertInto('delegation')
        .values({ id: delegation, conference: conference.id, code, name, role, observer_rule: observerRule, colour })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      if (persona === null) continue
      await people
        .insertInto('participant')
        .values({ id: `persona-${place + 1}-${code}`, delegation, name: persona, email: null, password_hash: null, persona: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await seatGroups(people)
  })
}

async function seatGroups(people: Kysely<PeopleTables>): Promise<void> {
  for (const { code, name, members } of groups) {
    const id = `${conference.id}-group-${code}`
    await people
      .insertInto('negotiating_group')
      .values({ id, conference: conference.id, code, name })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [place, member] of members.entries()) {
      await people
        .insertInto('group_member')
        .values({ negotiating_group: id, delegation: `${conference.id}-${member}`, speaks: place === 0 ? 1 : 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }
}
