/**
 * Every way in which the HTTP interface says no: its status, and what the person reads who has no catalogue. Refusals
 * of the rules carry the rule's own reason as their code instead of one of these.
 */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Refusal } from '../../shared/wire/http.ts'
import type { Ctx } from './deps.ts'

interface Failure {
  readonly status: ContentfulStatusCode
  readonly message: string
  readonly rule?: string
}

const failures = {
  badRequest: { status: 400, message: 'This request cannot be understood.' },
  /** The sentence names the paragraph. */
  unfitParagraph: { status: 400, rule: 'G3', message: 'A paragraph does not fit.' },
  signedOut: { status: 401, message: 'You are signed out. Sign in again to go on.' },
  wrongPassword: { status: 401, message: 'The e-mail address or the password is not right.' },
  /** The session holds: only the old password given with the new one is wrong. */
  wrongCurrentPassword: { status: 403, message: 'The present password is not right.' },
  foreignOrigin: { status: 403, rule: 'S2', message: 'This request came from another site than the room itself.' },
  notSecretariat: { status: 403, rule: 'P8', message: 'Only the secretariat may do this.' },
  noDemonstration: { status: 403, message: 'Signing in without a password is possible in the demonstration only.' },
  /** Also for what exists and is not theirs: one consultation never reveals another (P1). */
  notFound: { status: 404, message: 'There is nothing here, or it is not open to you.' },
  noSuchEntry: { status: 404, rule: 'R1', message: 'The record has no entry of this number.' },
  unfinished: { status: 409, rule: 'E1', message: 'The text is not finished: the places that stand in the way are listed.' },
  noPassword: { status: 409, message: 'This person signs in without a password.' },
  tooManyKept: { status: 409, message: 'Too many words are kept already. Dismiss some of them first.' },
  tooLarge: { status: 413, message: 'This is too large.' },
  unsupportedType: { status: 415, message: 'This kind of content is not accepted here.' },
  tooManyAttempts: { status: 429, message: 'Too many wrong passwords. Wait a moment, then try again.' },
  fault: { status: 500, message: 'Something went wrong on the server. Nothing that was recorded is lost; try again.' },
  /** R5. */
  notReady: { status: 503, rule: 'R5', message: 'The server cannot use its store now. Nothing that was recorded is lost; try again in a moment.' },
} as const satisfies Record<string, Failure>

export type FailureCode = keyof typeof failures
export type Places = NonNullable<Refusal['error']['places']>

/** `message` replaces the usual sentence where a more exact one is known. */
export function refuse(c: Ctx, code: FailureCode, more: { message?: string; places?: Places } = {}): Response {
  const failure: Failure = failures[code]
  return answer(c, failure.status, {
    code,
    message: more.message ?? failure.message,
    ...(failure.rule === undefined ? {} : { rule: failure.rule }),
    ...(more.places === undefined ? {} : { places: more.places }),
  })
}

/** Reasons that speak of who the sender is; every other refusal of a rule speaks of the state of the text. */
const reasonsOfStanding: readonly string[] = ['notFacilitator', 'notAuthor', 'notSecretariat', 'observer', 'secretariat', 'noPositions', 'notSpeaker', 'ownProposal']

/** A refusal by a numbered rule: 404 for strangers (P1), 403 for who may not, 409 for what cannot be now. */
export function refuseByRule(c: Ctx, refused: { rule: string; reason: string; message: string }): Response {
  if (refused.reason === 'notMember') return refuse(c, 'notFound')
  const status = reasonsOfStanding.includes(refused.reason) ? 403 : 409
  return answer(c, status, { code: refused.reason, message: refused.message, rule: refused.rule })
}

/** A refusal whose code and sentence come from the part that read the content, such as an import. */
export function refuseContent(c: Ctx, code: string, message: string): Response {
  return answer(c, 400, { code, message })
}

function answer(c: Ctx, status: ContentfulStatusCode, error: Refusal['error']): Response {
  return c.json({ error } satisfies Refusal, status)
}
