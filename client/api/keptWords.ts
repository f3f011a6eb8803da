/** Words a refusal gave back to their author, until she dismisses them. */
import { useQuery } from '@tanstack/react-query'
import { KeptWordsList } from '../../shared/wire/http.ts'
import type { Answer } from './failure.ts'
import { consultationPath } from './consultations.ts'
import { act, read } from './request.ts'

const path = (consultation: string) => `${consultationPath(consultation)}/kept-words`

export const keptWordsKey = (consultation: string) => ['keptWords', consultation] as const

export function useKeptWords(consultation: string) {
  return useQuery({ queryKey: keptWordsKey(consultation), queryFn: () => read(path(consultation), KeptWordsList) })
}

export function dismissKeptWords(consultation: string, id: string): Promise<Answer<unknown>> {
  return act('DELETE', `${path(consultation)}/${encodeURIComponent(id)}`)
}
