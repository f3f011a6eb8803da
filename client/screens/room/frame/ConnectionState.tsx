/** Whether my words are recorded, said calmly in a word; what it means stands beneath when it matters. */
import { useWords } from '../../../i18n/useWords.ts'
import { useRoomState, type RoomConnection } from '../../../sync/roomConnection.ts'
import { useStandstill, type Standstill } from './standstillOf.ts'
import styles from './ConnectionState.module.css'

export function ConnectionState({ connection }: { readonly connection: RoomConnection }) {
  const say = useWords()
  const standstill = useStandstill(connection)
  return (
    <p className={`${styles['state']} ${styles[toneOf(standstill)]}`} role="status">
      <span aria-hidden="true" className={styles['dot']} />
      <span>{say(`state.${standstill}`)}</span>
    </p>
  )
}

export interface ConnectionNoticeProps {
  readonly connection: RoomConnection
  /** Whether whoever looks may write here at all. */
  readonly writing: boolean
}

/** The sentence under the header: nothing while all is well. */
export function ConnectionNotice({ connection, writing }: ConnectionNoticeProps) {
  const say = useWords()
  const standstill = useStandstill(connection)
  const kept = useRoomState(connection, ({ keptHere }) => keptHere !== false)
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
