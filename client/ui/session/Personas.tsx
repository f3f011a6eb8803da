/** The people of the demonstration as cards: one click and one is that person. */
import { Button as Pressable } from 'react-aria-components/Button'
import type { Persona, SessionView } from '../../../shared/wire/http.ts'
import { signInAs } from '../../api/session.ts'
import { useWords } from '../../i18n/useWords.ts'
import { DelegationCode } from '../DelegationCode.tsx'
import { Notice } from '../Notice.tsx'
import { useSigningIn } from './useSigningIn.ts'
import styles from './SignInForm.module.css'

export interface PersonasProps {
  readonly personas: readonly Persona[]
  readonly onSignedIn: (view: SessionView) => void
  readonly level: 2 | 3
}

export function Personas({ personas, onSignedIn, level }: PersonasProps) {
  const say = useWords()
  const Heading = level === 2 ? 'h2' : 'h3'
  const { busy, problem, attempt } = useSigningIn(onSignedIn)
  return (
    <section className={styles['way']}>
      <Heading className={styles['heading']}>{say('signIn.personas')}</Heading>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <ul className={styles['personas']}>
        {personas.map((persona) => (
          <li key={persona.id}>
            <Pressable
              onPress={() => void attempt(() => signInAs(persona.id), say('signIn.cookieLostPersona'))}
              className={`${styles['persona']} ${busy ? styles['waiting'] : ''}`}
            >
              <span className={styles['personaTop']}>
                <span className={styles['personaName']}>{persona.name}</span>
                <DelegationCode delegation={persona.delegation} />
              </span>
              <span className={styles['personaRole']}>{say(`signIn.role.${persona.delegation.role}`)}</span>
            </Pressable>
          </li>
        ))}
      </ul>
      <p className={styles['fictional']}>{say('demonstration.fictional')}</p>
    </section>
  )
}
