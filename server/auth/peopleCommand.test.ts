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

test.each([[[]], [['dance']], [['person', '--name', 'Ana']], [['delegation', '--rôle', 'x']], [['person', 'extra']]])('%j is answered with how to use it', async (args) => {
  expect(await run(...args)).toBe(2)
  expect(lines.join('\n')).toContain('Usage:')
})
