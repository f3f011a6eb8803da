/** Why words were refused, in plain words, with the number of the rule for whoever wants to look it up. */
import { useCallback } from 'react'
import { isMessageId } from '../../../i18n/messages.ts'
import { useWords } from '../../../i18n/useWords.ts'

export function useReason(): (reason: string, rule: string) => string {
  const say = useWords()
  return useCallback(
    (reason, rule) => {
      const known = [`refusal.${reason}`, `rule.${rule}`].find(isMessageId) ?? 'refusal.other'
      return rule === '' ? say(known) : say('failure.rule', { sentence: say(known), rule })
    },
    [say],
  )
}
