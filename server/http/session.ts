/** Signing in and out, and changing a password (S1, S3). Whether a session holds is the auth folder's to say. */
import { ChangePassword, SignIn, SignInAs } from '../../shared/wire/http.ts'
import type { Me, SessionView } from '../../shared/wire/http.ts'
import { findAccount, findPerson, personas } from '../auth/persons.ts'
import { readJson } from './body.ts'
import type { AppDeps, Ctx, Handler } from './deps.ts'
import { signedIn } from './guards.ts'
import { refuse } from './refusals.ts'

export function showSession(deps: AppDeps): Handler {
  return async (c) => {
    const held = c.get('signedIn')
    const person = held && (await findPerson(deps.store, held.participant))
    return view(c, deps, person?.me ?? null)
  }
}

export function signIn(deps: AppDeps): Handler {
  return async (c) => {
    const body = await readJson(c, SignIn)
    if (!body.ok) return body.refusal
    const email = body.value.email.trim().toLowerCase()
    // Counted for unknown addresses too, so that waiting tells nobody who has an account.
    if (!mayTry(c, deps, email)) return refuse(c, 'tooManyAttempts')
    const account = await findAccount(deps.store, email)
    const fits = await deps.passwords.fits(body.value.password, account?.passwordHash ?? null)
    if (!account || !fits) return refuse(c, 'wrongPassword')
    deps.attempts.succeeded(email)
    return begin(c, deps, account.participant)
  }
}

export function signInAs(deps: AppDeps): Handler {
  return async (c) => {
    if (!deps.demonstration) return refuse(c, 'noDemonstration')
    const body = await readJson(c, SignInAs)
    if (!body.ok) return body.refusal
    const persona = (await personas(deps.store)).find(({ id }) => id === body.value.persona)
    return persona ? begin(c, deps, persona.id) : refuse(c, 'notFound')
  }
}

/** Signing out twice is no fault: the answer is the same. */
export function signOut(deps: AppDeps): Handler {
  return async (c) => {
    const held = c.get('signedIn')
    if (held) c.header('Set-Cookie', await deps.sessions.end(held.session))
    return view(c, deps, null)
  }
}

export function changePassword(deps: AppDeps): Handler {
  return signedIn(deps, async (c, { me, signedIn: held }) => {
    const body = await readJson(c, ChangePassword)
    if (!body.ok) return body.refusal
    const account = await deps.store.people.selectFrom('participant').select('password_hash').where('id', '=', me.id).executeTakeFirst()
    if (!account?.password_hash) return refuse(c, 'noPassword')
    const counted = `password of ${me.id}`
    if (!mayTry(c, deps, counted)) return refuse(c, 'tooManyAttempts')
    if (!(await deps.passwords.fits(body.value.current, account.password_hash))) return refuse(c, 'wrongCurrentPassword')
    deps.attempts.succeeded(counted)
    const hash = await deps.passwords.hash(body.value.next)
    await deps.store.people.updateTable('participant').set({ password_hash: hash }).where('id', '=', me.id).execute()
    await deps.sessions.endOthers(me.id, held.session)
    return view(c, deps, me)
  })
}

function mayTry(c: Ctx, { attempts }: AppDeps, account: string): boolean {
  const wait = attempts.begin(account)
  if (wait > 0) c.header('Retry-After', String(Math.ceil(wait / 1000)))
  return wait === 0
}

/** Whoever was signed in with this browser before is signed out of it. */
async function begin(c: Ctx, deps: AppDeps, participant: string): Promise<Response> {
  const before = c.get('signedIn')
  if (before) await deps.sessions.end(before.session)
  const { setCookie } = await deps.sessions.begin(participant)
  const person = await findPerson(deps.store, participant)
  c.header('Set-Cookie', setCookie)
  return view(c, deps, person?.me ?? null)
}

async function view(c: Ctx, deps: AppDeps, me: Me | null): Promise<Response> {
  const offered = deps.demonstration ? await personas(deps.store) : []
  return c.json({ me, demonstration: offered.length > 0, personas: offered } satisfies SessionView)
}
