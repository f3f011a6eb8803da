/** Adds the sentences of a part that is fetched later to those of the interface. */
import { useMemo, type ReactNode } from 'react'
import { IntlProvider, useIntl } from 'react-intl'

export interface MoreWordsProps {
  /** The same object at every drawing. */
  readonly words: Readonly<Record<string, string>>
  readonly children: ReactNode
}

export function MoreWords({ words, children }: MoreWordsProps) {
  const { locale, defaultLocale, messages } = useIntl()
  // One of the two kinds react-intl knows of: sentences, or sentences that were read when the interface was built.
  const all = useMemo(() => Object.assign({}, messages, words), [messages, words])
  return (
    <IntlProvider locale={locale} defaultLocale={defaultLocale} messages={all}>
      {children}
    </IntlProvider>
  )
}
