import { beforeEach, expect, test } from 'vitest'
import { openMemory } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { createStandingBook } from './standing.ts'
import type { LiveStandingBook } from './standing.ts'

let store: Store
let book: LiveStandingBook
let clock: number

beforeEach(async () => {
  clock = 1_000_000
  store = await openMemory()
  book = createStandingBook(store, () => clock)
  const { people } = store
  await people.insertInto('conference').values([{ id: 'conf', name: 'Conference', demonstration: 0 }]).execute()
  await people
    .insertInto('delegation')
    .values([
      { id: 'd-alv', conference: 'conf', code: 'ALV', name: 'Alvonia', role: 'delegation', observer_rule: null, colour: 0 },
      { id: 'd-bre', conference: 'conf', code: 'BRE', name: 'Brenmark', role: 'delegation', observer_rule: null, colour: 1 },
      { id: 'd-ioa', conference: 'conf', code: 'IOA', name: 'Institute for Open Accounts', role: 'observer', observer_rule: 17, colour: 6 },
    ])
    .execute()
  const person = { email: null, password_hash: null, persona: 0 }
  await people
    .insertInto('participant')
    .values([
      { id: 'ana', delegation: 'd-alv', name: 'Ana', ...person },
      { id: 'ben', delegation: 'd-bre', name: 'Ben', ...person },
      { id: 'ida', delegation: 'd-ioa', name: 'Ida', ...person },
    ])
    .execute()
  await people
    .insertInto('session')
    .values(['ana', 'ben', 'ida'].map((participant) => ({ id: `s-${participant}`, participant, expires_at: clock + 1000 })))
    .execute()
  const consultation = { conference: 'conf', title: 'T', symbol: '', kind: 'agenda', language: 'en', observer_policy: 'viewOnly', created_at: 0 } as const
  await people.insertInto('consultation').values([{ id: 'agenda', ...consultation }, { id: 'other', ...consultation }]).execute()
  await people
    .insertInto('consultation_delegation')
    .values([
      { consultation: 'agenda', delegation: 'd-alv' },
      { consultation: 'agenda', delegation: 'd-ioa' },
      { consultation: 'other', delegation: 'd-bre' },
    ])
    .execute()
})

test('P1 a member has a standing, once it is prepared', async () => {
  expect(book.standing('s-ana', 'agenda')).toBeNull()
  const standing = await book.prepare('s-ana', 'agenda')
  expect(standing).toEqual({
    participant: 'ana',
    name: 'Ana',
    delegation: { code: 'ALV', name: 'Alvonia', role: 'delegation', colour: 0 },
    observerPolicy: 'viewOnly',
    speaksFor: [],
  })
  expect(book.standing('s-ana', 'agenda')).toEqual(standing)
})

test('T3 for which groups a delegation speaks is looked up like the rest, and changing it closes nothing', async () => {
  const { people } = store
  await book.prepare('s-ana', 'agenda')
  await people.insertInto('negotiating_group').values({ id: 'g', conference: 'conf', code: 'NG', name: 'Northern Group' }).execute()
  await people.insertInto('group_member').values({ negotiating_group: 'g', delegation: 'd-alv', speaks: 1 }).execute()
  expect(await book.refresh()).toEqual([])
  expect(book.standing('s-ana', 'agenda')?.speaksFor).toEqual(['NG'])
  await people.updateTable('group_member').set({ speaks: 0 }).execute()
  await book.refresh()
  expect(book.standing('s-ana', 'agenda')?.speaksFor).toEqual([])
})

test('P1 nobody stands in a consultation of others, in none, or with no session', async () => {
  expect(await book.prepare('s-ana', 'other')).toBeNull()
  expect(await book.prepare('s-ana', 'nowhere')).toBeNull()
  expect(await book.prepare('s-nobody', 'agenda')).toBeNull()
})

test('S1 a standing ends with the session, to the millisecond, and without asking the store', async () => {
  await book.prepare('s-ana', 'agenda')
  clock += 999
  expect(book.standing('s-ana', 'agenda')).not.toBeNull()
  clock += 1
  expect(book.standing('s-ana', 'agenda')).toBeNull()
  expect(await book.prepare('s-ana', 'agenda')).toBeNull()
})

test('S3 a session that ended has no standing at the next act', async () => {
  await book.prepare('s-ana', 'agenda')
  book.sessionEnded('s-ana')
  expect(book.standing('s-ana', 'agenda')).toBeNull()
})

test('S3 a session that ends while it is being prepared gains no standing', async () => {
  const preparing = book.prepare('s-ana', 'agenda')
  await store.people.deleteFrom('session').where('id', '=', 's-ana').execute()
  book.sessionEnded('s-ana')
  expect(await preparing).toBeNull()
  expect(book.standing('s-ana', 'agenda')).toBeNull()
})

test('S3 what another process changes shows at the next refresh, and is named', async () => {
  await book.prepare('s-ana', 'agenda')
  await book.prepare('s-ben', 'other')
  expect(await book.refresh()).toEqual([])

  await store.people.updateTable('participant').set({ delegation: 'd-bre' }).where('id', '=', 'ana').execute()
  expect(await book.refresh()).toEqual([
    { participant: 'ana', consultation: 'agenda' },
    { participant: 'ana', consultation: 'other' },
  ])
  expect(book.standing('s-ana', 'agenda')).toBeNull()

  await store.people.deleteFrom('session').where('id', '=', 's-ben').execute()
  expect(await book.refresh()).toEqual([{ session: 's-ben' }])
  expect(book.standing('s-ben', 'other')).toBeNull()
})

test('S3 a delegation that leaves one consultation loses that one only', async () => {
  await store.people.insertInto('consultation_delegation').values({ consultation: 'other', delegation: 'd-alv' }).execute()
  await book.prepare('s-ana', 'agenda')
  await book.prepare('s-ana', 'other')
  await store.people.deleteFrom('consultation_delegation').where('consultation', '=', 'agenda').where('delegation', '=', 'd-alv').execute()
  expect(await book.refresh()).toEqual([{ participant: 'ana', consultation: 'agenda' }])
  expect(book.standing('s-ana', 'agenda')).toBeNull()
  expect(book.standing('s-ana', 'other')).not.toBeNull()
})

test('P3 a new observer policy changes the standing of observers and of nobody else', async () => {
  await book.prepare('s-ana', 'agenda')
  await book.prepare('s-ida', 'agenda')
  await store.people.updateTable('consultation').set({ observer_policy: 'mayPropose' }).where('id', '=', 'agenda').execute()
  expect(await book.refresh()).toEqual([{ participant: 'ida', consultation: 'agenda' }])
  expect(book.standing('s-ida', 'agenda')?.observerPolicy).toBe('mayPropose')
})

test('S1 a session prolonged during a refresh keeps its longer time', async () => {
  await book.prepare('s-ana', 'agenda')
  const refreshing = book.refresh()
  book.sessionHeld('s-ana', 'ana', clock + 5000)
  await refreshing
  clock += 4999
  expect(book.standing('s-ana', 'agenda')).not.toBeNull()
})
