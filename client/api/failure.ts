/** How a request can fail, as the interface sees it: a value, never a thrown string. `failureMessage.ts` says it in words. */

export interface Place {
  readonly paragraph: string
  readonly label: string
  readonly obstacle: string
  readonly excerpt: string
}

export type Failure =
  /** No answer: no network, or the server is down. Worth trying again. */
  | { readonly kind: 'unreachable' }
  /** The server refused, and says why. Not worth trying again unchanged. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: string
      readonly message: string
      readonly rule: string | null
      readonly places: readonly Place[]
    }
  /** An answer that fits no contract: another program at this address, or a fault of ours. */
  | { readonly kind: 'unexpected'; readonly status: number }

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** The session is over. A wrong password is also a 401, but no such thing. */
export function isSignedOut(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.code === 'signedOut'
}

export function isNotFound(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.status === 404
}

/** react-query knows failures only as thrown errors: this carries one across, and nothing else throws it. */
export class FailedQuery extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.kind === 'refused' ? failure.message : failure.kind)
    this.name = 'FailedQuery'
    this.failure = failure
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof FailedQuery ? error.failure : { kind: 'unexpected', status: 0 }
}
