/** The one word for how a room's connection stands, out of everything the connection knows. */
import { closeCodes } from '../../../../shared/wire/messages.ts'
import { useRoomState, type RoomConnection, type RoomState } from '../../../sync/roomConnection.ts'

export type Standstill =
  | 'connecting'
  | 'recorded'
  | 'recording'
  | 'offline'
  | 'signedOut'
  | 'notMember'
  | 'gone'
  | 'violations'
  | 'startAgain'

/** Drawn again when the word changes. */
export function useStandstill(connection: RoomConnection): Standstill {
  return useRoomState(connection, standstillOf)
}

export function standstillOf(state: Pick<RoomState, 'status' | 'closed' | 'unrecorded' | 'synced'>): Standstill {
  switch (state.status) {
    case 'connecting':
      return 'connecting'
    case 'offline':
      return 'offline'
    case 'online':
      if (!state.synced) return 'connecting'
      return state.unrecorded ? 'recording' : 'recorded'
    case 'closed':
      return closedFor(state.closed)
  }
}

function closedFor(code: number | undefined): Standstill {
  switch (code) {
    case closeCodes.signedOut:
      return 'signedOut'
    case closeCodes.notMember:
      return 'notMember'
    case closeCodes.unknownConsultation:
      return 'gone'
    case closeCodes.startAgain:
      return 'startAgain'
    case closeCodes.violations:
      return 'violations'
    default:
      // Final for a reason this version does not know: the sentence asks to load the page again, which is right for it too.
      return 'violations'
  }
}
