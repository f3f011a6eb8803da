/** The door: what this house is, and the ways in. */
import type { SessionView } from '../../../shared/wire/http.ts'
import { useWords } from '../../i18n/useWords.ts'
import { SignInForm } from '../../ui/session/SignInForm.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { Wordmark } from '../../ui/Wordmark.tsx'
import styles from './SignIn.module.css'

export interface SignInProps {
  readonly view: SessionView
  readonly onSignedIn: (view: SessionView) => void
}

export function SignIn({ view, onSignedIn }: SignInProps) {
  const say = useWords()
  usePageTitle(say('signIn.page'))
  return (
    <main id="main" className={styles['door']}>
      <header className={styles['name']}>
        <h1>
          <Wordmark large />
        </h1>
        <p className={styles['tagline']}>{say('signIn.tagline')}</p>
      </header>
      <SignInForm view={view} onSignedIn={onSignedIn} level={2} />
    </main>
  )
}
