/** Signing in with e-mail and password. What went wrong stands where it was typed. */
import { useState } from 'react'
import { Form } from 'react-aria-components/Form'
import type { SessionView } from '../../../shared/wire/http.ts'
import { signIn } from '../../api/session.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../Button.tsx'
import { Field } from '../Field.tsx'
import { Notice } from '../Notice.tsx'
import { useSigningIn } from './useSigningIn.ts'
import styles from './SignInForm.module.css'

export interface PasswordFormProps {
  readonly onSignedIn: (view: SessionView) => void
  readonly level: 2 | 3
  /** The only way in, so its button is the main one. */
  readonly alone: boolean
}

export function PasswordForm({ onSignedIn, level, alone }: PasswordFormProps) {
  const say = useWords()
  const Heading = level === 2 ? 'h2' : 'h3'
  const { busy, problem, attempt, complain } = useSigningIn(onSignedIn)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <section className={styles['way']}>
      <Heading className={styles['heading']}>{say('signIn.byPassword')}</Heading>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault()
          if (email.trim() === '' || password === '') complain(say('signIn.missing'))
          else void attempt(() => signIn({ email: email.trim(), password }), say('signIn.cookieLost'))
        }}
      >
        <Field label={say('signIn.email')} type="email" name="email" autoComplete="username" value={email} onChange={setEmail} />
        <Field
          label={say('signIn.password')}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" look={alone ? 'primary' : 'plain'} busy={busy}>
          {say(busy ? 'signIn.submitting' : 'signIn.submit')}
        </Button>
      </Form>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
    </section>
  )
}
