/** Which delegations are in the room now, as their codes; each once, however many of its people are here. */
import type { Delegation } from '../../../../shared/procedure/roles.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { DelegationCode } from '../../../ui/DelegationCode.tsx'
import styles from './Present.module.css'

export function Present({ delegations }: { readonly delegations: readonly Pick<Delegation, 'code' | 'name' | 'colour'>[] }) {
  const say = useWords()
  if (delegations.length === 0) return null
  return (
    <ul className={styles['present']} aria-label={say('room.presentLabel')}>
      {delegations.map((delegation) => (
        <li key={delegation.code}>
          <DelegationCode delegation={delegation} />
        </li>
      ))}
    </ul>
  )
}
