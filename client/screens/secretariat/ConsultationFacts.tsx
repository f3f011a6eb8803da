/** What a consultation is called and how it is held: title, symbol, language, kind, observers. */
import { textKinds } from '../../../shared/document/schema.ts'
import type { TextKind } from '../../../shared/document/schema.ts'
import { observerPolicies } from '../../../shared/procedure/roles.ts'
import type { ObserverPolicy } from '../../../shared/procedure/roles.ts'
import { secretariat } from '../../i18n/en/secretariat.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Choice } from '../../ui/Choice.tsx'
import { Field } from '../../ui/Field.tsx'
import styles from './ConsultationFacts.module.css'

/** The six official languages, in the order the United Nations lists them. */
const officialLanguages = ['ar', 'zh', 'en', 'fr', 'ru', 'es']

export interface Facts {
  readonly title: string
  readonly symbol: string
  readonly language: string
  readonly kind: TextKind
  readonly observerPolicy: ObserverPolicy
}

export interface ConsultationFactsProps {
  readonly facts: Facts
  readonly onChange: (facts: Facts) => void
  readonly titleMissing: boolean
}

function isOurs(id: string): id is keyof typeof secretariat {
  return Object.hasOwn(secretariat, id)
}

export function ConsultationFacts({ facts, onChange, titleMissing }: ConsultationFactsProps) {
  const say = useWords()
  const languages = officialLanguages.includes(facts.language) ? officialLanguages : [...officialLanguages, facts.language]
  const languageName = (tag: string) => {
    const id = `language.${tag}`
    return isOurs(id) ? say(id) : tag
  }
  return (
    <div className={styles['facts']}>
      <div className={styles['wide']}>
        <Field
          label={say('new.check.title')}
          value={facts.title}
          onChange={(title) => onChange({ ...facts, title })}
          isRequired
          maxLength={500}
          problem={titleMissing ? say('new.check.titleMissing') : null}
        />
      </div>
      <Field
        label={say('new.check.symbol')}
        hint={say('new.check.symbolHint')}
        value={facts.symbol}
        onChange={(symbol) => onChange({ ...facts, symbol })}
        maxLength={100}
      />
      <Choice
        label={say('new.check.language')}
        options={languages.map((id) => ({ id, words: languageName(id) }))}
        value={facts.language}
        onChange={(language) => onChange({ ...facts, language })}
      />
      <Choice
        label={say('new.check.kind')}
        options={textKinds.map((id) => ({ id, words: say(`kind.${id}`) }))}
        value={facts.kind}
        onChange={(kind) => onChange({ ...facts, kind })}
      />
      <Choice
        label={say('new.check.observers')}
        options={observerPolicies.map((id) => ({ id, words: say(`new.check.observers.${id}`) }))}
        value={facts.observerPolicy}
        onChange={(observerPolicy) => onChange({ ...facts, observerPolicy })}
      />
    </div>
  )
}
