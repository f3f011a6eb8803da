/** Delegations and groups that stand in one place, as chips; members that stand there with their group beside it. */
import type { Voice } from '../../../../shared/brackets/positions.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { DelegationCode } from '../../../ui/DelegationCode.tsx'
import { useRoom } from '../RoomContext.tsx'
import styles from './Voices.module.css'

export function Voices({ voices }: { readonly voices: readonly Voice[] }) {
  const say = useWords()
  return (
    <span className={styles['voices']}>
      {voices.map(({ code, aligned, reason }) => (
        <span key={code} className={styles['voice']}>
          <Speaker code={code} />
          {aligned.length > 0 && <span className={styles['soft']}>{say('ledger.with', { codes: aligned.join(', ') })}</span>}
          {reason !== '' && (
            <span className={styles['soft']}>
              <bdi>{reason}</bdi>
            </span>
          )}
        </span>
      ))}
    </span>
  )
}

/** A delegation or a group; a group wears no colour. */
export function Speaker({ code }: { readonly code: string }) {
  const { delegations, groups } = useRoom()
  const group = groups.find((each) => each.code === code)
  return <DelegationCode delegation={delegations.get(code) ?? { code, name: group?.name ?? code, colour: 9 }} />
}
