/** Opening a consultation in two steps: give the text, then check what was recognised in it. */
import { useState } from 'react'
import type { ImportPreview } from '../../../shared/wire/http.ts'
import { MoreWords } from '../../i18n/MoreWords.tsx'
import { english } from '../../i18n/secretariatMessages.ts'
import { useWords } from '../../i18n/useWords.ts'
import { ButtonLink } from '../../ui/ButtonLink.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { useSession } from '../../ui/session/Session.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { CheckText } from './CheckText.tsx'
import { GiveText } from './GiveText.tsx'
import styles from './NewConsultation.module.css'

export function NewConsultation() {
  return (
    <MoreWords words={english}>
      <Steps />
    </MoreWords>
  )
}

function Steps() {
  const say = useWords()
  const { me } = useSession()
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  usePageTitle(say('new.page'))
  const steps = ['new.step.source', 'new.step.check'] as const
  const current = preview === null ? 0 : 1
  return (
    <Page wide={preview !== null}>
      <h1 className={styles['title']}>{say('new.title')}</h1>
      {me.delegation.role === 'secretariat' ? (
        <>
          <ol className={styles['steps']}>
            {steps.map((step, index) => (
              <li key={step} className={styles['step']} {...(index === current ? { 'aria-current': 'step' as const } : {})}>
                {say(step)}
              </li>
            ))}
          </ol>
          {preview === null ? <GiveText onRead={setPreview} /> : <CheckText preview={preview} onStartOver={() => setPreview(null)} />}
        </>
      ) : (
        <>
          <Notice tone="caution">{say('new.onlySecretariat')}</Notice>
          <p className={styles['back']}>
            <ButtonLink to="/">{say('action.toLobby')}</ButtonLink>
          </p>
        </>
      )}
    </Page>
  )
}
