/** The door of the room: finds out whether there is such a consultation and who takes part, then opens it. */
import { useEffect, useState } from 'react'
import { failureOf, isNotFound, isSignedOut } from '../../api/failure.ts'
import { useConsultation } from '../../api/consultations.ts'
import { openRoom } from '../../sync/roomConnection.ts'
import type { RoomConnection } from '../../sync/roomConnection.ts'
import { Loading } from '../elsewhere/Loading.tsx'
import { NotFound } from '../elsewhere/NotFound.tsx'
import { Unreachable } from '../elsewhere/Unreachable.tsx'
import { OpenRoom } from './OpenRoom.tsx'

export function Room({ id }: { readonly id: string }) {
  const view = useConsultation(id)
  const connection = useConnection(id, view.data?.me.id, view.data?.me.delegation.code)
  if (view.data !== undefined) return connection === null ? <Loading /> : <OpenRoom view={view.data} connection={connection} />
  if (!view.isError) return <Loading />
  const failure = failureOf(view.error)
  if (isNotFound(failure)) return <NotFound />
  // The dialog of the ended session stands over this; it leads on.
  if (isSignedOut(failure)) return <Loading />
  return <Unreachable failure={failure} onRetry={() => void view.refetch()} />
}

/** One connection per consultation and person; it ends when the room is left. */
function useConnection(consultation: string, participant: string | undefined, delegation: string | undefined): RoomConnection | null {
  const [connection, setConnection] = useState<RoomConnection | null>(null)
  useEffect(() => {
    if (participant === undefined || delegation === undefined) return
    const opened = openRoom({ consultation, participant, delegation })
    setConnection(opened)
    return () => {
      setConnection(null)
      opened.close()
    }
  }, [consultation, participant, delegation])
  return connection
}
