/**
 * Sets up conferences, delegations and people from the command line (`npm run people`), where there is no screen for
 * it yet. A running server notices within seconds. It asks for a password and never takes one as an argument.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { roles } from '../../shared/procedure/roles.ts'
import type { Store } from '../store/store.ts'
import type { Passwords } from './passwords.ts'

const usage = `Usage:
  people list
  people conference --name "Name of the body, its session"
  people delegation --conference ID --code ALV --name Alvonia --role ${roles.join('|')} [--colour 0-9] [--observer-rule 14-17]
  people group --conference ID --code NG --name "Northern Group" --members ALV,BRE,DOV --speakers BRE
  people person --conference ID --delegation CODE --name "Given Family" --email her@example.org
The password of a person (10 characters or more) is asked for, or read from the first line of what is piped in.`

const text = z.string().trim().min(1).max(300)
const NewConference = z.object({ name: text })
const NewDelegation = z.object({
  conference: text,
  code: z.string().regex(/^[A-Z0-9]{2,8}$/, 'two to eight capital letters or digits'),
  name: text,
  role: z.enum(roles),
  colour: z.coerce.number().int().min(0).max(9).default(0),
  'observer-rule': z.coerce.number().int().min(14).max(17).optional(),
})
const codes = z.string().transform((list) => list.split(',').map((code) => code.trim()).filter((code) => code !== ''))
const NewGroup = z.object({
  conference: text,
  code: z.string().regex(/^[A-Z0-9]{2,8}$/, 'two to eight capital letters or digits'),
  name: text,
  members: codes,
  speakers: codes,
})
const NewPerson = z.object({ conference: text, delegation: text, name: text, email: z.email().max(254).toLowerCase() })

export interface PeopleCommandDeps {
  readonly store: Pick<Store, 'people'>
  readonly passwords: Pick<Passwords, 'hash'>
  readonly newId: () => string
  readonly write: (line: string) => void
  readonly askPassword: () => Promise<string>
}

/** Exit codes: 0 done, 1 refused, 2 not understood. */
export async function peopleCommand(args: readonly string[], deps: PeopleCommandDeps): Promise<number> {
  const [subject, ...rest] = args
  const options = optionsIn(rest)
  if (!options) return misused(deps)
  switch (subject) {
    case 'list':
      return list(deps)
    case 'conference':
      return given(deps, NewConference, options, (asked) => addConference(deps, asked))
    case 'delegation':
      return given(deps, NewDelegation, options, (asked) => addDelegation(deps, asked))
    case 'group':
      return given(deps, NewGroup, options, (asked) => setGroup(deps, asked))
    case 'person':
      return given(deps, NewPerson, options, (asked) => addPerson(deps, asked))
    default:
      return misused(deps)
  }
}

async function list({ store, write }: PeopleCommandDeps): Promise<number> {
  const rows = await store.people
    .selectFrom('conference')
    .leftJoin('delegation', 'delegation.conference', 'conference.id')
    .leftJoin('participant', 'participant.delegation', 'delegation.id')
    .select(['conference.id', 'conference.name as conference', 'code', 'role', 'delegation.name as delegation', 'participant.name', 'email'])
    .orderBy('conference.id')
    .orderBy('code')
    .execute()
  let conference = ''
  for (const row of rows) {
    if (row.id !== conference) write(`${row.id}  ${row.conference}`)
    conference = row.id
    if (row.code === null) continue
    write(`  ${row.code}  ${row.delegation ?? ''} (${row.role ?? ''})${row.name === null ? '' : `: ${row.name}${row.email === null ? '' : ` <${row.email}>`}`}`)
  }
  return 0
}

async function addConference({ store, newId, write }: PeopleCommandDeps, { name }: z.output<typeof NewConference>): Promise<number> {
  const id = newId()
  await store.people.insertInto('conference').values({ id, name, demonstration: 0 }).execute()
  write(`Added the conference ${id}: ${name}`)
  return 0
}

/** The new delegation takes part in every consultation of its conference, like all the others. */
async function addDelegation({ store, newId, write }: PeopleCommandDeps, asked: z.output<typeof NewDelegation>): Promise<number> {
  const { conference, code, name, role, colour } = asked
  if (!(await conferenceExists(store, conference))) return refused(write, `There is no conference ${conference}.`)
  if (await delegationOf(store, conference, code)) return refused(write, `This conference already has a delegation ${code}.`)
  const group = await store.people.selectFrom('negotiating_group').select('id').where('conference', '=', conference).where('code', '=', code).executeTakeFirst()
  if (group) return refused(write, `This conference has a group ${code}: a delegation needs a code of its own.`)
  const id = newId()
  const observer_rule = role === 'observer' ? (asked['observer-rule'] ?? null) : null
  await store.people.transaction().execute(async (people) => {
    await people.insertInto('delegation').values({ id, conference, code, name, role, observer_rule, colour }).execute()
    const consultations = await people.selectFrom('consultation').select('id').where('conference', '=', conference).execute()
    const seats = consultations.map((consultation) => ({ consultation: consultation.id, delegation: id }))
    if (seats.length > 0) await people.insertInto('consultation_delegation').values(seats).execute()
  })
  write(`Added ${code} ${name} as ${role}`)
  return 0
}

/** Adds a group, or makes one that is there what is asked: its name, its members, who speaks for it (T3). */
async function setGroup({ store, newId, write }: PeopleCommandDeps, { conference, code, name, members, speakers }: z.output<typeof NewGroup>): Promise<number> {
  if (!(await conferenceExists(store, conference))) return refused(write, `There is no conference ${conference}.`)
  if (await delegationOf(store, conference, code)) return refused(write, `This conference has a delegation ${code}: a group needs a code of its own.`)
  const stranger = speakers.find((speaker) => !members.includes(speaker))
  if (stranger !== undefined) return refused(write, `${stranger} speaks for the group and is not among its members.`)
  const rows: { delegation: string; speaks: number }[] = []
  for (const member of new Set(members)) {
    const seat = await delegationOf(store, conference, member)
    if (!seat) return refused(write, `There is no delegation ${member} in conference ${conference}.`)
    rows.push({ delegation: seat.id, speaks: speakers.includes(member) ? 1 : 0 })
  }
  await store.people.transaction().execute(async (people) => {
    const known = await people.selectFrom('negotiating_group').select('id').where('conference', '=', conference).where('code', '=', code).executeTakeFirst()
    const id = known?.id ?? newId()
    if (known) await people.updateTable('negotiating_group').set({ name }).where('id', '=', id).execute()
    else await people.insertInto('negotiating_group').values({ id, conference, code, name }).execute()
    await people.deleteFrom('group_member').where('negotiating_group', '=', id).execute()
    if (rows.length > 0) await people.insertInto('group_member').values(rows.map((row) => ({ ...row, negotiating_group: id }))).execute()
  })
  write(`${code} ${name}: ${members.join(', ')}${speakers.length === 0 ? '; nobody speaks for it' : `; spoken for by ${speakers.join(', ')}`}`)
  return 0
}

async function addPerson(deps: PeopleCommandDeps, { conference, delegation, name, email }: z.output<typeof NewPerson>): Promise<number> {
  const { store, passwords, newId, write, askPassword } = deps
  const seat = await delegationOf(store, conference, delegation)
  if (!seat) return refused(write, `There is no delegation ${delegation} in conference ${conference}.`)
  const taken = await store.people.selectFrom('participant').select('id').where('email', '=', email).executeTakeFirst()
  if (taken) return refused(write, `There is a person with the address ${email} already.`)
  const password = await askPassword()
  if (password.length < 10 || password.length > 1000) return refused(write, 'A password has 10 to 1,000 characters.')
  const password_hash = await passwords.hash(password)
  await store.people.insertInto('participant').values({ id: newId(), delegation: seat.id, name, email, password_hash, persona: 0 }).execute()
  write(`Added ${name} <${email}> for ${delegation}`)
  return 0
}

function optionsIn(args: readonly string[]): Record<string, unknown> | null {
  const names = ['name', 'conference', 'code', 'role', 'colour', 'observer-rule', 'delegation', 'email', 'members', 'speakers']
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const)) }).values
  } catch {
    return null
  }
}

async function given<Schema extends z.ZodType>(
  deps: PeopleCommandDeps,
  schema: Schema,
  options: Record<string, unknown>,
  act: (asked: z.output<Schema>) => Promise<number>,
): Promise<number> {
  const read = schema.safeParse(options)
  if (read.success) return act(read.data)
  for (const issue of read.error.issues) deps.write(`--${issue.path.map(String).join('.')}: ${issue.message}`)
  return misused(deps)
}

function misused({ write }: PeopleCommandDeps): number {
  write(usage)
  return 2
}

function refused(write: (line: string) => void, sentence: string): number {
  write(sentence)
  return 1
}

async function conferenceExists(store: Pick<Store, 'people'>, id: string): Promise<boolean> {
  return (await store.people.selectFrom('conference').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

function delegationOf(store: Pick<Store, 'people'>, conference: string, code: string) {
  return store.people.selectFrom('delegation').select('id').where('conference', '=', conference).where('code', '=', code).executeTakeFirst()
}
