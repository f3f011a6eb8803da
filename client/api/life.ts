/** The life of one proposal: what the record says of it, oldest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Proposal } from '../../shared/document/text.ts'
import { ProposalLife } from '../../shared/wire/http.ts'
import { consultationPath } from './consultations.ts'
import { read } from './request.ts'

/** The server looks through the record for it: not as often as letters are typed. */
const refreshed = 15_000

/** Asked for again when its line of the ledger says something new, and while it is open and may be written on. */
export function useLife(consultation: string, line: Proposal) {
  return useQuery({
    queryKey: ['life', consultation, line.id, JSON.stringify(line)],
    queryFn: () => read(`${consultationPath(consultation)}/proposals/${encodeURIComponent(line.id)}/life`, ProposalLife),
    // What was there stays until the new is.
    placeholderData: keepPreviousData,
    refetchInterval: line.state === 'open' && refreshed,
  })
}
