/** One bracket of the ledger: where it stands, its rival wordings with who stands where on each, and its life when that is asked for. */
import { useEffect, useRef } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import type { BracketRow, RivalWording } from '../../../../shared/brackets/ledgerView.ts'
import { useLabelWords, useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { WordingWords } from '../brackets/WordingWords.tsx'
import type { OpenPlace } from '../brackets/openPlaces.ts'
import { useRoom } from '../RoomContext.tsx'
import { Ago } from './Ago.tsx'
import { leaveLedger } from './asked.ts'
import { CopyLink, LifeSwitch } from './EntryActs.tsx'
import { Life } from './Life.tsx'
import { Speaker, Voices } from './Voices.tsx'
import { rowMark } from './useLedgerKeys.ts'
import styles from './Entry.module.css'

export interface BracketEntryProps {
  readonly row: BracketRow
  readonly now: number
  readonly opened: boolean
}

export function BracketEntry({ row, now, opened }: BracketEntryProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const spoken = useSpokenLabel()
  const { places } = useRoom()
  const entry = useRef<HTMLLIElement>(null)
  const place = places.find(({ key }) => key === row.key)
  const first = row.wordings[0]?.proposal ?? ''
  const label = sayLabel(row.label)

  // Where the address leads when the page opens.
  const leads = useRef(opened)
  useEffect(() => {
    if (leads.current) entry.current?.scrollIntoView({ block: 'center' })
  }, [])

  return (
    <li ref={entry} className={styles['entry']}>
      <div className={styles['row']}>
        <div className={styles['place']}>
          <h3>
            <Pressable {...rowMark} className={styles['go'] ?? ''} aria-label={say('ledger.show', { label: spoken(label) })} onPress={() => leaveLedger(first)}>
              <bdi>{label}</bdi>
            </Pressable>
          </h3>
          {row.contested && <span className={styles['contested']}>{say('ledger.contested')}</span>}
        </div>
        <ul className={styles['wordings']}>
          {row.wordings.map((wording) => (
            <Wording key={wording.proposal} wording={wording} place={place} />
          ))}
        </ul>
        <div className={styles['acts']}>
          <span className={styles['age']}>
            <span className={styles['cell']}>{say('ledger.column.age')} </span>
            <Ago at={row.since} now={now} />
          </span>
          <LifeSwitch proposal={first} label={say('ledger.lifeOf', { label: spoken(label) })} opened={opened} />
          <CopyLink proposal={first} label={spoken(label)} />
        </div>
      </div>
      {opened && (
        <div className={styles['lives']}>
          {row.wordings.map(({ proposal, line }) => (
            <Life key={proposal} line={line} titled={row.wordings.length > 1} />
          ))}
        </div>
      )}
    </li>
  )
}

function Wording({ wording, place }: { readonly wording: RivalWording; readonly place: OpenPlace | undefined }) {
  const say = useWords()
  const { line, stand } = wording
  const against = (['oppose', 'reserve', 'pending', 'noPosition'] as const).filter((stance) => stand[stance].length > 0)
  return (
    <li className={styles['wording']}>
      <div className={styles['what']}>
        <span className={styles['author']}>
          <Speaker code={line.delegation} />
          {line.group !== undefined && (
            <span className={styles['for']}>
              {say('ledger.for')} <Speaker code={line.group} />
            </span>
          )}
        </span>
        {/* As many lines as a long paragraph takes, before the rest is left to the text. */}
        <div className={styles['words']}>{place !== undefined && <WordingWords place={place} wording={wording} />}</div>
        {line.source !== undefined && (
          <p className={styles['note']}>
            <bdi>{say('ledger.source', { source: line.source })}</bdi>
          </p>
        )}
        {line.rationale !== undefined && (
          <p className={styles['note']}>
            <bdi>{line.rationale}</bdi>
          </p>
        )}
        {line.amended !== undefined && <p className={styles['caution']}>{say('ledger.amended')}</p>}
      </div>
      <div className={styles['stand']}>
        <span className={styles['cell']}>{say('ledger.column.support')} </span>
        <Voices voices={stand.support} />
      </div>
      <div className={`${styles['stand']} ${against.length === 0 ? styles['empty'] : ''}`}>
        {against.length === 0 && (
          <>
            <span className={styles['cell']}>{say('ledger.column.against')} </span>
            <span className={styles['nobody']}>{say('ledger.nobody')}</span>
          </>
        )}
        {against.map((stance) => (
          <p key={stance} className={styles['stance']}>
            <span className={`${styles['stanceWord']} ${styles[stance] ?? ''}`}>{say(`ledger.${stance}`)}</span> <Voices voices={stand[stance]} />
          </p>
        ))}
      </div>
    </li>
  )
}
