/** A text as it stood at a moment of the record, and which entry was the last at a time. */
import { useQuery } from '@tanstack/react-query'
import { RecordPage } from '../../shared/wire/http.ts'
import { TextView, textOfView } from '../../shared/wire/textView.ts'
import { consultationPath } from './consultations.ts'
import { read } from './request.ts'

/** Right after entry `seq`; what was recorded does not change any more. Null asks nothing. */
export function usePastText(consultation: string, seq: number | null) {
  return useQuery({
    queryKey: ['text', consultation, seq],
    queryFn: async () => textOfView(await read(`${consultationPath(consultation)}/text?at=${seq}`, TextView)),
    enabled: seq !== null,
    staleTime: Infinity,
  })
}

/** The last entry by this time; null when it is before the opening. */
export async function entryUntil(consultation: string, time: number): Promise<number | null> {
  const page = await read(`${consultationPath(consultation)}/record?until=${time}&limit=1`, RecordPage)
  return page.entries[0]?.seq ?? null
}
