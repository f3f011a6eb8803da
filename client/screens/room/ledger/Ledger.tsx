/**
 * The ledger on a page of its own, in place of the text: every bracket in text order with its rival wordings and who
 * stands where, then what was decided. What it shows is in the address, so that a link shows the same.
 */
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useSearch } from 'wouter/use-browser-location'
import { isShownBracket, isShownDecided, ledgerView, wholeLedger, type LedgerFilter } from '../../../../shared/brackets/ledgerView.ts'
import { ledger } from '../../../i18n/en/ledger.ts'
import { record } from '../../../i18n/en/record.ts'
import { MoreWords } from '../../../i18n/MoreWords.tsx'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { useRoom } from '../RoomContext.tsx'
import { useGrowingList } from '../useGrowingList.ts'
import { addressOf, filterOf } from './address.ts'
import { ask, leaveLedger } from './asked.ts'
import { BracketEntry } from './BracketEntry.tsx'
import { DecidedEntry } from './DecidedEntry.tsx'
import { Filters } from './Filters.tsx'
import { useLedgerKeys } from './useLedgerKeys.ts'
import styles from './Ledger.module.css'

// A life is read from the record.
const words = { ...ledger, ...record }

export function Ledger() {
  return (
    <MoreWords words={words}>
      <LedgerPage />
    </MoreWords>
  )
}

function LedgerPage() {
  const say = useWords()
  const { text, labels, groups, standing } = useRoom()
  const query = new URLSearchParams(useSearch())
  const filter = filterOf(query)
  const opened = query.get('bracket')
  const page = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const now = useNow()
  useLedgerKeys(page)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    // Whoever goes back is in the text again, and not nowhere.
    return () => document.getElementById('main')?.focus({ preventScroll: true })
  }, [])

  const { brackets, decided } = useMemo(() => ledgerView(text, labels, groups), [text, labels, groups])
  const asked = useDeferredValue(JSON.stringify(filter))
  const shown = useMemo(() => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written a few lines above
    const wanted = JSON.parse(asked) as LedgerFilter
    const reader = { delegation: standing.delegation.code, groups }
    return {
      brackets: brackets.filter((row) => isShownBracket(row, wanted, reader)),
      decided: decided.filter((row) => isShownDecided(row, wanted, reader)),
    }
  }, [brackets, decided, asked, standing, groups])
  const list = useGrowingList(shown.brackets.length, shown.brackets.findIndex(({ wordings }) => wordings.some(({ proposal }) => proposal === opened)))
  const closed = useGrowingList(shown.decided.length, shown.decided.findIndex(({ line }) => line.id === opened))
  // What is said of the list is said of it as it is drawn.
  const isWhole = asked === JSON.stringify(wholeLedger)
  const onChange = (change: Partial<LedgerFilter>) => ask(addressOf({ ...filter, ...change }), true)

  return (
    <main ref={page} aria-labelledby="ledger" className={styles['page']} data-scrolls>
      <div className={styles['inside']}>
        <header className={styles['head']}>
          <h2 ref={heading} id="ledger" tabIndex={-1} className={styles['title']}>
            {say('ledger.title')}
          </h2>
          <p role="status" className={styles['count']}>
            {isWhole ? say('ledger.countAll', { all: brackets.length }) : say('ledger.count', { shown: shown.brackets.length, all: brackets.length })}
            {decided.length > 0 && (
              <>
                {' · '}
                {isWhole
                  ? say('ledger.countDecidedAll', { all: decided.length })
                  : say('ledger.countDecided', { shown: shown.decided.length, all: decided.length })}
              </>
            )}
          </p>
          <Button onPress={() => leaveLedger()}>{say('ledger.back')}</Button>
        </header>
        <Filters filter={filter} brackets={brackets} decided={decided} onChange={onChange} />
        {shown.brackets.length > 0 && (
          <section aria-label={say('ledger.list')}>
            <div aria-hidden="true" className={styles['columns']}>
              {(['paragraph', 'wordings', 'support', 'against', 'age'] as const).map((each) => (
                <span key={each}>{say(`ledger.column.${each}`)}</span>
              ))}
            </div>
            <ol>
              {shown.brackets.slice(0, list.drawn).map((row) => (
                <BracketEntry key={row.key} row={row} now={now} opened={row.wordings.some(({ proposal }) => proposal === opened)} />
              ))}
            </ol>
            {list.end !== null && <div ref={list.end} />}
          </section>
        )}
        {shown.brackets.length === 0 && (
          <div className={styles['nothing']}>
            <p>{say(isWhole ? (decided.length === 0 ? 'ledger.none' : 'ledger.noneOpen') : shown.decided.length === 0 ? 'ledger.noneShown' : 'ledger.noneShownOpen')}</p>
            {!isWhole && (
              <Button small onPress={() => onChange(wholeLedger)}>
                {say('ledger.clear')}
              </Button>
            )}
          </div>
        )}
        {shown.decided.length > 0 && (
          <section aria-labelledby="ledger-decided" className={styles['decided']}>
            <h3 id="ledger-decided" className={styles['subtitle']}>
              {say('ledger.decided')}
            </h3>
            <ol>
              {shown.decided.slice(0, closed.drawn).map((row) => (
                <DecidedEntry key={row.line.id} row={row} opened={row.line.id === opened} />
              ))}
            </ol>
            {closed.end !== null && <div ref={closed.end} />}
          </section>
        )}
      </div>
    </main>
  )
}

/** Ages go on while the page is looked at. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 30_000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}
