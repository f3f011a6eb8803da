/** The one word for how a room's connection stands, out of everything the connection knows. */
import { closeCodes, type PassedBound } from '../../../../shared/wire/messages.ts'
import { useRoomState, type RoomConnection, type RoomState } from '../../../sync/roomConnection.ts'

export type Standstill =
  | 'connecting'
  | 'recorded'
  | 'recording'
  | 'offline'
  | 'notRecording'
  | 'signedOut'
  | 'notMember'
  | 'gone'
  | PassedBound
  | 'startAgain'

/** Drawn again when the word changes. */
export function useStandstill(connection: RoomConnection): Standstill {
  return useRoomState(connection, standstillOf)
}

export function standstillOf(state: Pick<RoomState, 'status' | 'closed' | 'passed' | 'notRecording' | 'unrecorded' | 'synced'>): Standstill {
  if (state.notRecording && state.status !== 'closed') return 'notRecording'
  switch (state.status) {
    case 'connecting':
      return 'connecting'
    case 'offline':
      return 'offline'
    case 'online':
      if (!state.synced) return 'connecting'
      return state.unrecorded ? 'recording' : 'recorded'
    case 'closed':
      return closedFor(state.closed, state.passed)
  }
}

function closedFor(code: number | undefined, passed: PassedBound | undefined): Standstill {
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
      return passed ?? 'violations'
    default:
      // Final for a reason this version does not know: the sentence offers to try again or to load the page again, which is right for it too.
      return 'violations'
  }
}

/** Whether whoever stands still so may try again by hand: nothing that another try could not mend keeps her out. */
export function mayTryAgain(standstill: Standstill): standstill is PassedBound | 'startAgain' {
  return standstill === 'tooFast' || standstill === 'tooManyWindows' || standstill === 'violations' || standstill === 'startAgain'
}
