/** Saying a sentence of the catalogue in the language of the interface. */
import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { MessageId } from './messages.ts'

export type Values = Readonly<Record<string, string | number | boolean | Date | null | undefined>>
export type Say = (id: MessageId, values?: Values) => string

/** Stable for one language, so it may stand in dependency lists. */
export function useWords(): Say {
  const intl = useIntl()
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl])
}
