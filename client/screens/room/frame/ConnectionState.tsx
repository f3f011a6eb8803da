/** Whether my words are recorded, said calmly in a word; what it means stands beneath when it matters. */
import type { MessageId } from '../../../i18n/messages.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { useRoomState, type RoomConnection } from '../../../sync/roomConnection.ts'
import { Button } from '../../../ui/Button.tsx'
import { mayTryAgain, useStandstill, type Standstill } from './standstillOf.ts'
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

/** The sentence under the header: nothing while all is well. The region stays, so that what comes into it is spoken. */
export function ConnectionNotice({ connection, writing }: ConnectionNoticeProps) {
  const say = useWords()
  const standstill = useStandstill(connection)
  const closed = useRoomState(connection, ({ status }) => status === 'closed')
  const kept = useRoomState(connection, ({ keptHere }) => keptHere !== false)
  const sentence = sentenceOf(standstill, writing, kept)
  return (
    <div role="status">
      {sentence !== null && (
        <div className={`${styles['notice']} ${styles[toneOf(standstill)]}`}>
          <p>{say(sentence)}</p>
          {closed && mayTryAgain(standstill) && (
            <Button small onPress={() => connection.reconnect()}>
              {say('action.tryAgain')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function sentenceOf(standstill: Standstill, writing: boolean, kept: boolean): MessageId | null {
  switch (standstill) {
    case 'recorded':
    case 'recording':
    case 'connecting':
      return null
    case 'offline':
    case 'notRecording':
      return `state.${standstill}${!writing ? 'Reading' : kept ? 'Long' : 'NotKept'}`
    default:
      return `state.${standstill}Long`
  }
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
    case 'notRecording':
      return 'caution'
    case 'signedOut':
    case 'notMember':
    case 'gone':
    case 'tooFast':
    case 'tooManyWindows':
    case 'violations':
      return 'stopped'
  }
}
