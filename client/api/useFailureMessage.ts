/** A failure as one plain sentence of the catalogue, with the rule where one refused. */
import { useCallback } from 'react'
import { isMessageId } from '../i18n/messages.ts'
import { useWords } from '../i18n/useWords.ts'
import type { Say } from '../i18n/useWords.ts'
import type { Failure } from './failure.ts'

/** The catalogue's sentence for a code, else for its rule, else the server's own words. */
function sentence(say: Say, failure: Extract<Failure, { kind: 'refused' }>): string {
  for (const id of [`failure.${failure.code}`, `refusal.${failure.code}`, `rule.${failure.rule ?? ''}`]) {
    if (isMessageId(id)) return say(id)
  }
  return failure.message
}

export function useFailureMessage(): (failure: Failure) => string {
  const say = useWords()
  return useCallback(
    (failure) => {
      if (failure.kind !== 'refused') return say(`failure.${failure.kind}`)
      const plain = sentence(say, failure)
      return failure.rule === null ? plain : say('failure.rule', { sentence: plain, rule: failure.rule })
    },
    [say],
  )
}
