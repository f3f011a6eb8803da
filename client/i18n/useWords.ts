/** Saying a sentence of the catalogue in the language of the interface. */
import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import { useDirection } from '../ui/Direction.tsx'
import { isolate } from './isolate.ts'
import type { MessageId } from './messages.ts'

export type Values = Readonly<Record<string, string | number | boolean | Date | null | undefined>>
export type Say = (id: MessageId, values?: Values) => string

/**
 * Stable for one language and direction, so it may stand in dependency lists. In a mirrored interface a sentence is
 * isolated.
 */
export function useWords(): Say {
  const intl = useIntl()
  const { direction } = useDirection()
  return useCallback(
    (id, values) => {
      const sentence = intl.formatMessage({ id }, values)
      return direction === 'rtl' ? isolate(sentence) : sentence
    },
    [intl, direction],
  )
}
