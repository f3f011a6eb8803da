/** The ways in: one click per persona while the demonstration is loaded, and e-mail with password. */
import type { SessionView } from '../../../shared/wire/http.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { Personas } from './Personas.tsx'
import styles from './SignInForm.module.css'

export interface SignInFormProps {
  readonly view: SessionView
  /** The session held: the server knows this browser now. */
  readonly onSignedIn: (view: SessionView) => void
  /** Level of the headings inside. */
  readonly level: 2 | 3
}

export function SignInForm({ view, onSignedIn, level }: SignInFormProps) {
  return (
    <div className={styles['ways']}>
      {view.personas.length > 0 && <Personas personas={view.personas} onSignedIn={onSignedIn} level={level} />}
      <PasswordForm onSignedIn={onSignedIn} level={level} alone={view.personas.length === 0} />
    </div>
  )
}
