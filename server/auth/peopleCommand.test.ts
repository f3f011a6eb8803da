import { beforeEach, expect, test } from 'vitest'
import { openMemory } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { createPasswords } from './passwords.ts'
import { peopleCommand } from './peopleCommand.ts'

const passwords = createPasswords()
let store: Store
let lines: string[]

beforeEach(async () => {
  store = await openMemory()
  lines = []
})

let made = 0
function run(...args: string[]): Promise<number> {
  lines = []
  return peopleCommand(args, {
    store,
    passwords,
    newId: () => `id-${(made += 1)}`,
    write: (line) => lines.push(line),
    askPassword: async () => 'seven brackets left',
  })
}

async function conferenceAdded(): Promise<string> {
  await run('conference', '--name', 'Eighth session')
  return (await store.people.selectFrom('conference').select('id').executeTakeFirstOrThrow()).id
}

test('a conference, a delegation and a person who can sign in', async () => {
  const conference = await conferenceAdded()
  expect(await run('delegation', '--conference', conference, '--code', 'ALV', '--name', 'Alvonia', '--role', 'delegation', '--colour', '3')).toBe(0)
  expect(await run('person', '--conference', conference, '--delegation', 'ALV', '--name', 'Ana Alvar', '--email', 'Ana@Example.org')).toBe(0)
  const person = await store.people.selectFrom('participant').selectAll().executeTakeFirstOrThrow()
  expect(person).toMatchObject({ name: 'Ana Alvar', email: 'ana@example.org', persona: 0 })
  expect(await passwords.fits('seven brackets left', person.password_hash)).toBe(true)
  expect(await run('list')).toBe(0)
  expect(lines.join('\n')).toContain('ALV  Alvonia (delegation): Ana Alvar <ana@example.org>')
})

test('a delegation that comes late takes a seat in the consultations of its conference', async () => {
  const conference = await conferenceAdded()
  await store.people
    .insertInto('consultation')
    .values({ id: 'agenda', conference, title: 'T', symbol: '', kind: 'agenda', language: 'en', observer_policy: 'viewOnly', created_at: 0 })
    .execute()
  await run('delegation', '--conference', conference, '--code', 'EST', '--name', 'Estmere', '--role', 'delegation')
  expect(await store.people.selectFrom('consultation_delegation').select('consultation').execute()).toEqual([{ consultation: 'agenda' }])
})

test('what exists already, or does not exist, is refused by name and changes nothing', async () => {
  const conference = await conferenceAdded()
  const delegation = ['delegation', '--conference', conference, '--code', 'ALV', '--name', 'Alvonia', '--role', 'delegation']
  expect(await run(...delegation)).toBe(0)
  expect(await run(...delegation)).toBe(1)
  expect(lines.join()).toContain('already has a delegation ALV')
  expect(await run('person', '--conference', conference, '--delegation', 'BRE', '--name', 'Ben', '--email', 'ben@example.org')).toBe(1)
  expect(lines.join()).toContain('no delegation BRE')
  expect(await store.people.selectFrom('participant').select('id').execute()).toEqual([])
})

test('T3 a group has members and those who speak for it, a code of its own, and is changed by saying it anew', async () => {
  const conference = await conferenceAdded()
  for (const code of ['ALV', 'BRE']) await run('delegation', '--conference', conference, '--code', code, '--name', code, '--role', 'delegation')
  const group = (code: string, members: string, speakers: string) =>
    run('group', '--conference', conference, '--code', code, '--name', 'Northern Group', '--members', members, '--speakers', speakers)
  const rows = () => store.people.selectFrom('group_member').select(['delegation', 'speaks']).execute()
  expect(await group('NG', 'ALV, BRE', 'BRE')).toBe(0)
  expect((await rows()).map(({ speaks }) => speaks).toSorted((a, b) => a - b)).toEqual([0, 1])
  expect(await group('NG', 'ALV', '')).toBe(0)
  expect((await rows()).map(({ speaks }) => speaks)).toEqual([0])
  for (const [asked, why] of [
    [['ALV', 'ALV', 'ALV'], 'has a delegation ALV'],
    [['NG', 'ALV', 'BRE'], 'not among its members'],
    [['NG', 'DOV', ''], 'no delegation DOV'],
  ] as const) {
    expect(await group(...(asked as [string, string, string]))).toBe(1)
    expect(lines.join()).toContain(why)
  }
  expect((await rows()).map(({ speaks }) => speaks)).toEqual([0])
  expect(await run('delegation', '--conference', conference, '--code', 'NG', '--name', 'N', '--role', 'delegation')).toBe(1)
  expect(lines.join()).toContain('has a group NG')
})

test.each([[[]], [['dance']], [['person', '--name', 'Ana']], [['delegation', '--rôle', 'x']], [['person', 'extra']]])('%j is answered with how to use it', async (args) => {
  expect(await run(...args)).toBe(2)
  expect(lines.join('\n')).toContain('Usage:')
})
