/** A delegation as negotiators write it: its code, in its colour, with the full name for whoever asks. */
import type { Delegation } from '../../shared/procedure/roles.ts'
import { useWords } from '../i18n/useWords.ts'
import styles from './DelegationCode.module.css'

export interface DelegationCodeProps {
  readonly delegation: Pick<Delegation, 'code' | 'name' | 'colour'>
  readonly look?: 'chip' | 'text'
}

export function DelegationCode({ delegation, look = 'chip' }: DelegationCodeProps) {
  const say = useWords()
  const full = delegation.name === delegation.code ? delegation.code : say('delegation.code', { name: delegation.name, code: delegation.code })
  return (
    <span className={`${styles[look]} delegation-${delegation.colour}`} title={full}>
      <bdi>{delegation.code}</bdi>
    </span>
  )
}
