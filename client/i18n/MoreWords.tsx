/** Words that only one part of the interface says: they are fetched with it. */
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { IntlProvider, useIntl } from 'react-intl'

export interface MoreWordsProps {
  readonly words: Readonly<Record<string, string>>
  readonly children: ReactNode
}

export function MoreWords({ words, children }: MoreWordsProps) {
  const { locale, messages } = useIntl()
  // One of the two kinds react-intl knows: sentences or, where the interface was built, sentences that have been read.
  const all = useMemo(() => Object.assign({}, messages, words), [messages, words])
  return (
    <IntlProvider locale={locale} defaultLocale="en" messages={all}>
      {children}
    </IntlProvider>
  )
}
