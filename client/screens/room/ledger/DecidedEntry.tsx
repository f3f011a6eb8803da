/** One proposal that is closed: whose, what it was, what became of it, and its life when that is asked for. */
import { useEffect, useRef } from 'react'
import type { DecidedRow } from '../../../../shared/brackets/ledgerView.ts'
import { useLabelWords, useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { LifeSwitch } from './EntryActs.tsx'
import { Life } from './Life.tsx'
import { Speaker } from './Voices.tsx'
import { rowMark } from './useLedgerKeys.ts'
import styles from './Entry.module.css'

export function DecidedEntry({ row: { line, label }, opened }: { readonly row: DecidedRow; readonly opened: boolean }) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const spoken = useSpokenLabel()
  const entry = useRef<HTMLLIElement>(null)
  const place = label === null ? say('ledger.gone') : sayLabel(label)

  // Where the address leads when the page opens.
  const leads = useRef(opened)
  useEffect(() => {
    if (leads.current) entry.current?.scrollIntoView({ block: 'center' })
  }, [])

  return (
    <li ref={entry} className={styles['entry']}>
      <div className={styles['closed']}>
        <span className={label === null ? styles['note'] : styles['label']}>
          <bdi>{place}</bdi>
        </span>
        <span className={styles['author']}>
          <Speaker code={line.delegation} />
          {line.group !== undefined && (
            <span className={styles['for']}>
              {say('ledger.for')} <Speaker code={line.group} />
            </span>
          )}
          <span className={styles['kind']}>{say(`ledger.kind.${line.kind}`)}</span>
        </span>
        <span className={`${styles['fate']} ${styles[line.state] ?? ''}`}>{say(`ledger.state.${line.state}`)}</span>
        <span className={styles['seq']}>{line.decision !== undefined && say('record.entry', { seq: line.decision })}</span>
        <LifeSwitch mark={rowMark} proposal={line.id} label={say('ledger.lifeOfDecided', { code: line.delegation, label: label === null ? place : spoken(place) })} opened={opened} />
      </div>
      {opened && (
        <div className={styles['lives']}>
          <Life line={line} titled={false} />
        </div>
      )}
    </li>
  )
}
