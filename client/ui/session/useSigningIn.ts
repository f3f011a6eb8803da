/**
 * One attempt to sign in, whichever way: sends it, then asks the server who I am, because a browser may drop the
 * cookie in between. Three outcomes: in, refused with a reason, or cookie lost.
 */
import { useState } from 'react'
import type { SessionView } from '../../../shared/wire/http.ts'
import type { Answer } from '../../api/failure.ts'
import { failureOf } from '../../api/failure.ts'
import { readSession } from '../../api/session.ts'
import { useFailureMessage } from '../../api/useFailureMessage.ts'

export interface SigningIn {
  readonly busy: boolean
  readonly problem: string | null
  /** One at a time; a second one meanwhile does nothing. `cookieLost` is the sentence for a browser that kept no cookie. */
  readonly attempt: (send: () => Promise<Answer<unknown>>, cookieLost: string) => Promise<void>
  readonly complain: (problem: string | null) => void
}

export function useSigningIn(onSignedIn: (view: SessionView) => void): SigningIn {
  const message = useFailureMessage()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function outcome(sent: Promise<Answer<unknown>>, cookieLost: string): Promise<string | null> {
    const answer = await sent
    if (!answer.ok) return message(answer.failure)
    try {
      const view = await readSession()
      if (view.me === null) return cookieLost
      onSignedIn(view)
      return null
    } catch (error) {
      return message(failureOf(error))
    }
  }

  return {
    busy,
    problem,
    complain: setProblem,
    attempt: async (send, cookieLost) => {
      if (busy) return
      setBusy(true)
      setProblem(null)
      setProblem(await outcome(send(), cookieLost))
      setBusy(false)
    },
  }
}
