/** Before there is a text to show: waiting for it, and saying so if it does not come. */
import { useWords } from '../../i18n/useWords.ts'
import type { RoomConnection } from '../../sync/roomConnection.ts'
import { Button } from '../../ui/Button.tsx'
import { ButtonLink } from '../../ui/ButtonLink.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { Loading } from '../elsewhere/Loading.tsx'
import { mayTryAgain, useStandstill } from './frame/standstillOf.ts'

export function Opening({ connection }: { readonly connection: RoomConnection }) {
  const say = useWords()
  const standstill = useStandstill(connection)
  const toLobby = <ButtonLink to="/">{say('action.toLobby')}</ButtonLink>
  if (standstill === 'offline') {
    return (
      <Problem title={say('unreachable.title')} body={say('room.openingOffline')}>
        {toLobby}
      </Problem>
    )
  }
  if (standstill === 'notRecording') {
    return (
      <Problem title={say('state.notRecording')} body={say('state.notRecordingOpening')}>
        {toLobby}
      </Problem>
    )
  }
  if (mayTryAgain(standstill)) {
    return (
      <Problem title={say(`state.${standstill}`)} body={say(`state.${standstill}Long`)}>
        <Button look="primary" onPress={() => connection.reconnect()}>
          {say('action.tryAgain')}
        </Button>
        {toLobby}
      </Problem>
    )
  }
  return <Loading />
}
