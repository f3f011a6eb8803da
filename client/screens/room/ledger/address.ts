/** The filter of the ledger as its address names it, so that a link shows the same brackets: `?only=contested.mine&by=ALV&in=…&q=…`. */
import { ledgerQuestions, type LedgerFilter } from '../../../../shared/brackets/ledgerView.ts'

export function filterOf(query: URLSearchParams): LedgerFilter {
  const only = (query.get('only') ?? '').split('.')
  return {
    only: ledgerQuestions.filter((question) => only.includes(question)),
    by: query.get('by'),
    paragraph: query.get('in'),
    search: query.get('q') ?? '',
  }
}

export function addressOf({ only, by, paragraph, search }: LedgerFilter): Record<'only' | 'by' | 'in' | 'q', string | null> {
  return { only: only.length === 0 ? null : only.join('.'), by, in: paragraph, q: search === '' ? null : search }
}
