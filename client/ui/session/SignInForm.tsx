/** The ways in: one click per persona while the demonstration is loaded, and e-mail with password. */
import { useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import type { Persona, SessionView } from '../../../shared/wire/http.ts'
import { signIn, signInAs } from '../../api/session.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../Button.tsx'
import { DelegationCode } from '../DelegationCode.tsx'
import { Field } from '../Field.tsx'
import { Notice } from '../Notice.tsx'
import { useSigningIn } from './useSigningIn.ts'
import styles from './SignInForm.module.css'

export interface SignInFormProps {
  readonly view: SessionView
  /** The session held: the server knows this browser now. */
  readonly onSignedIn: (view: SessionView) => void
  /** Level of the headings inside. */
  readonly level: 2 | 3
}

export function SignInForm({ view, onSignedIn, level }: SignInFormProps) {
  const say = useWords()
  const Heading = level === 2 ? 'h2' : 'h3'
  const { busy, problem, attempt, complain } = useSigningIn(onSignedIn)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <div className={styles['ways']}>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      {view.personas.length > 0 && (
        <section className={styles['way']}>
          <Heading className={styles['heading']}>{say('signIn.personas')}</Heading>
          <ul className={styles['personas']}>
            {view.personas.map((persona) => (
              <li key={persona.id}>
                <PersonaCard
                  persona={persona}
                  disabled={busy}
                  onPress={() => void attempt(signInAs(persona.id), say('signIn.cookieLostPersona'))}
                />
              </li>
            ))}
          </ul>
          <p className={styles['fictional']}>{say('demonstration.fictional')}</p>
        </section>
      )}
      <section className={styles['way']}>
        <Heading className={styles['heading']}>{say('signIn.byPassword')}</Heading>
        <Form
          className={styles['form'] ?? ''}
          onSubmit={(event) => {
            event.preventDefault()
            if (email.trim() === '' || password === '') complain(say('signIn.missing'))
            else void attempt(signIn({ email: email.trim(), password }), say('signIn.cookieLost'))
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
          <Button type="submit" look={view.personas.length > 0 ? 'plain' : 'primary'} isDisabled={busy}>
            {say(busy ? 'signIn.submitting' : 'signIn.submit')}
          </Button>
        </Form>
      </section>
    </div>
  )
}

interface PersonaCardProps {
  readonly persona: Persona
  readonly disabled: boolean
  readonly onPress: () => void
}

function PersonaCard({ persona, disabled, onPress }: PersonaCardProps) {
  const say = useWords()
  return (
    <Pressable isDisabled={disabled} onPress={onPress} className={`${styles['persona']} delegation-${persona.delegation.colour}`}>
      <span className={styles['personaTop']}>
        <span className={styles['personaName']}>{persona.name}</span>
        <DelegationCode delegation={persona.delegation} />
      </span>
      <span className={styles['personaRole']}>{say(`signIn.role.${persona.delegation.role}`)}</span>
    </Pressable>
  )
}
