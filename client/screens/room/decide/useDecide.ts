/** Sending a decision to the server: one at a time, refusals in plain words, the record refreshed afterwards. */
import { useCallback, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Decision } from '../../../../shared/wire/http.ts'
import { decide } from '../../../api/consultations.ts'
import { recordKey } from '../../../api/record.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { useNoticeSignedOut } from '../../../ui/session/Session.tsx'
import { useRoom } from '../RoomContext.tsx'

export interface Deciding {
  readonly busy: boolean
  /** Why the last decision was refused. */
  readonly problem: string | null
  /** True when it is recorded. What was decided is announced by the room, to her as to everyone. */
  readonly send: (decision: Decision) => Promise<boolean>
  readonly forget: () => void
}

export function useDecide(): Deciding {
  const { id } = useRoom()
  const message = useFailureMessage()
  const noticed = useNoticeSignedOut()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = useCallback(
    async (decision: Decision) => {
      setBusy(true)
      setProblem(null)
      const answer = await noticed(decide(id, decision))
      setBusy(false)
      if (!answer.ok) {
        setProblem(message(answer.failure))
        return false
      }
      void queries.invalidateQueries({ queryKey: recordKey(id) })
      return true
    },
    [id, message, noticed, queries],
  )
  return { busy, problem, send, forget: useCallback(() => setProblem(null), []) }
}
