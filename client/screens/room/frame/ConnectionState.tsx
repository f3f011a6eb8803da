/** Whether my words are recorded, said calmly in a word; what it means stands beneath when it matters. */
import { useWords } from '../../../i18n/useWords.ts'
import type { Standstill } from './standstillOf.ts'
import styles from './ConnectionState.module.css'

export function ConnectionState({ standstill }: { readonly standstill: Standstill }) {
  const say = useWords()
  return (
    <p className={`${styles['state']} ${styles[toneOf(standstill)]}`} role="status">
      <span aria-hidden="true" className={styles['dot']} />
      <span>{say(`state.${standstill}`)}</span>
    </p>
  )
}

export interface ConnectionNoticeProps {
  readonly standstill: Standstill
  /** Whether whoever looks may write here at all. */
  readonly writing: boolean
  /** Whether this device keeps what is not recorded yet. */
  readonly kept: boolean
}

/** The sentence under the header: nothing while all is well. */
export function ConnectionNotice({ standstill, writing, kept }: ConnectionNoticeProps) {
  const say = useWords()
  if (standstill === 'recorded' || standstill === 'recording' || standstill === 'connecting') return null
  const offline = !writing ? 'state.offlineReading' : kept ? 'state.offlineLong' : 'state.offlineNotKept'
  return (
    <p className={`${styles['notice']} ${styles[toneOf(standstill)]}`}>{say(standstill === 'offline' ? offline : `state.${standstill}Long`)}</p>
  )
}

function toneOf(standstill: Standstill): 'calm' | 'busy' | 'caution' | 'stopped' {
  switch (standstill) {
    case 'recorded':
      return 'calm'
    case 'connecting':
    case 'recording':
    case 'startAgain':
      return 'busy'
    case 'offline':
      return 'caution'
    case 'signedOut':
    case 'notMember':
    case 'gone':
    case 'violations':
      return 'stopped'
  }
}
