/**
 * The record as one reads it: when, who, what; newest first, further back on request. What one person wrote in one go
 * is one line that opens into its entries.
 */
import { useState } from 'react'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import { FormattedDate, FormattedTime } from 'react-intl'
import { failureOf } from '../../../api/failure.ts'
import { useRecord } from '../../../api/record.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { record as words } from '../../../i18n/en/record.ts'
import { MoreWords } from '../../../i18n/MoreWords.tsx'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { Code } from '../Code.tsx'
import { useReason } from '../kept/useReason.ts'
import { useRoom } from '../RoomContext.tsx'
import { entrySentences } from './entrySentences.ts'
import { recordLines, type RecordLine } from './recordLines.ts'
import styles from './RecordList.module.css'

type Shown = 'all' | 'decision'

export function RecordList() {
  return (
    <MoreWords words={words}>
      <Entries />
    </MoreWords>
  )
}

function Entries() {
  const say = useWords()
  const message = useFailureMessage()
  const { id } = useRoom()
  const record = useRecord(id)
  const [shown, setShown] = useState<Shown>('all')
  const entries = record.data?.pages.flatMap((page) => page.entries) ?? []
  const wanted = shown === 'all' ? entries : entries.filter((entry) => entry.act === 'decision' || entry.act === 'open')
  return (
    <div className={styles['record']}>
      <Choice
        label={say('record.filter')}
        labelHidden
        options={(['all', 'decision'] as const).map((each) => ({ id: each, words: say(`record.filter.${each}`) }))}
        value={shown}
        onChange={setShown}
      />
      {record.isError && (
        <Notice tone="caution" urgent>
          {message(failureOf(record.error))}
        </Notice>
      )}
      {record.isPending && <p role="status">{say('app.loading')}</p>}
      {record.isSuccess && wanted.length === 0 && <p className={styles['soft']}>{say('record.empty')}</p>}
      <ol className={styles['list']}>
        {recordLines(wanted).map((line) => (
          // A line grows at its front: its oldest entry is what stays.
          <Line key={line.entries.at(-1)?.seq} line={line} />
        ))}
      </ol>
      {record.hasNextPage && (
        <Button isDisabled={record.isFetchingNextPage} onPress={() => void record.fetchNextPage()}>
          {say('record.more')}
        </Button>
      )}
    </div>
  )
}

function Line({ line: { entries } }: { readonly line: RecordLine }) {
  const say = useWords()
  const [latest] = entries
  const oldest = entries.at(-1) ?? latest
  const single = oldest === latest
  return (
    <li className={`${styles['entry']} ${styles[latest.act]}`}>
      <p className={styles['facts']}>
        <When from={oldest.at} to={latest.at} />
        {latest.delegation !== '' && <Code code={latest.delegation} />}
        <span>{say(`record.act.${latest.act}`)}</span>
        <span
          className={styles['seq']}
          title={single ? say('record.entry', { seq: latest.seq }) : say('record.entries', { first: oldest.seq, last: latest.seq })}
        >
          {single ? latest.seq : `${oldest.seq}–${latest.seq}`}
        </span>
      </p>
      <What entry={latest} />
      {!single && (
        <details className={styles['steps']}>
          <summary>{say('record.steps', { count: entries.length })}</summary>
          <ol>
            {entries.map((entry) => (
              <li key={entry.seq} className={styles['step']}>
                <p className={styles['facts']}>
                  <When from={entry.at} to={entry.at} />
                  <span className={styles['seq']} title={say('record.entry', { seq: entry.seq })}>
                    {entry.seq}
                  </span>
                </p>
                <What entry={entry} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  )
}

function What({ entry }: { readonly entry: RecordEntryView }) {
  const say = useWords()
  const spoken = useSpokenLabel()
  const reason = useReason()
  return entrySentences(entry, { say, spoken, reason }).map((sentence, index) => (
    <p key={index} className={styles['what']}>
      {sentence}
    </p>
  ))
}

/** The day and the time; of a stretch of time, where it begins and ends. */
function When({ from, to }: { readonly from: number; readonly to: number }) {
  const time = (at: number) => <FormattedTime value={at} hour="2-digit" minute="2-digit" second="2-digit" />
  return (
    <time dateTime={new Date(to).toISOString()} dir="auto">
      <FormattedDate value={from} day="numeric" month="short" /> {time(from)}
      {Math.floor(to / 1000) > Math.floor(from / 1000) && <>–{time(to)}</>}
    </time>
  )
}
