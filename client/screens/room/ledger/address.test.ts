import { expect, test } from 'vitest'
import { wholeLedger, type LedgerFilter } from '../../../../shared/brackets/ledgerView.ts'
import { addressOf, filterOf } from './address.ts'

/** What a browser makes of it on the way. */
function throughAddress(filter: LedgerFilter): LedgerFilter {
  const named = Object.entries(addressOf(filter)).filter((entry): entry is [string, string] => entry[1] !== null)
  return filterOf(new URLSearchParams(new URLSearchParams(named).toString()))
}

test.each<LedgerFilter>([
  wholeLedger,
  { only: ['contested', 'mine'], by: 'ALV', paragraph: 'item07', search: '第 7 届 & more = 100%' },
  { ...wholeLedger, search: ' ' },
])('O4 a link shows the same brackets: %j', (filter) => {
  expect(throughAddress(filter)).toEqual(filter)
})

test('O4 an address that asks for nothing known shows everything', () => {
  expect(filterOf(new URLSearchParams('only=novel.&view=ledger'))).toEqual(wholeLedger)
})
