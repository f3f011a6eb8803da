/**
 * What every request passes before its handler: the origin of unsafe methods (S2), the session behind the cookie
 * (S1), and for each consultation the standing of whoever asks (P1). Handlers behind `member` never see a stranger.
 */
import type { MiddlewareHandler } from 'hono'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { Me } from '../../shared/wire/http.ts'
import type { SignedIn } from '../auth/sessions.ts'
import { findPerson } from '../auth/persons.ts'
import type { Conference } from '../auth/persons.ts'
import type { AppDeps, Ctx, Env, Handler } from './deps.ts'
import { refuse } from './refusals.ts'

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/**
 * S2: an unsafe method needs an allowed Origin. Browsers name the origin of every such request; where one leaves it
 * out it must say by Sec-Fetch-Site, which no page can set, that the request is the site's own. What kind of content
 * a request claims to carry proves nothing and is not looked at.
 */
export function sameOrigin(origins: readonly string[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (safeMethods.includes(c.req.method)) return next()
    const origin = c.req.header('origin')
    const ours = origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : origins.includes(origin)
    return ours ? next() : refuse(c, 'foreignOrigin')
  }
}

/** S1: finds out who is asking, and prolongs the session of whoever does. */
export function withSession({ sessions }: Pick<AppDeps, 'sessions'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { signedIn, setCookie } = await sessions.use(c.req.header('cookie'))
    c.set('signedIn', signedIn)
    await next()
    // A handler that set the cookie itself has the last word.
    if (setCookie !== null && !c.res.headers.has('set-cookie')) c.header('Set-Cookie', setCookie)
  }
}

export interface Visitor {
  readonly me: Me
  readonly signedIn: SignedIn
  readonly conference: Conference
}

/** For routes of whoever is signed in. */
export function signedIn(deps: AppDeps, handle: (c: Ctx, visitor: Visitor) => Promise<Response>): Handler {
  return async (c) => {
    const held = c.get('signedIn')
    const person = held && (await findPerson(deps.store, held.participant))
    if (!held || !person) return refuse(c, 'signedOut')
    return handle(c, { me: person.me, signedIn: held, conference: person.conference })
  }
}

export interface Member {
  readonly consultation: string
  readonly standing: Standing
}

/** P1: for routes of one consultation. Who is no member learns nothing, not even that the consultation exists. */
export function member(deps: AppDeps, handle: (c: Ctx, member: Member) => Promise<Response>): Handler {
  return async (c) => {
    const held = c.get('signedIn')
    if (!held) return refuse(c, 'signedOut')
    const consultation = c.req.param('id') ?? ''
    const standing = await deps.standing.prepare(held.session, consultation)
    return standing ? handle(c, { consultation, standing }) : refuse(c, 'notFound')
  }
}
