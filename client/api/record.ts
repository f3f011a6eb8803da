/** The readable record of a consultation, page by page, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { RecordPage } from '../../shared/wire/http.ts'
import { consultationPath } from './consultations.ts'
import { read } from './request.ts'

/** Typing is recorded letter by letter, and many entries make one line. */
const pageSize = 100

export const recordKey = (consultation: string) => ['record', consultation] as const

export function useRecord(consultation: string) {
  return useInfiniteQuery({
    queryKey: recordKey(consultation),
    queryFn: ({ pageParam }) => {
      const before = pageParam === null ? '' : `&before=${pageParam}`
      return read(`${consultationPath(consultation)}/record?limit=${pageSize}${before}`, RecordPage)
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.more ? (page.entries.at(-1)?.seq ?? null) : null),
  })
}
