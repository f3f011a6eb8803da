/**
 * The record as one reads it: when, who, what; newest first, further back on request. What was done is said in the
 * server's recorded words, exactly as they were hashed.
 */
import { useState } from 'react'
import type { RecordEntryView } from '../../../../shared/wire/http.ts'
import { FormattedDate, FormattedTime } from 'react-intl'
import { failureOf } from '../../../api/failure.ts'
import { useRecord } from '../../../api/record.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Code } from '../Code.tsx'
import { useRoom } from '../RoomContext.tsx'
import styles from './RecordList.module.css'

type Shown = 'all' | 'decision'

export function RecordList() {
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
        {wanted.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
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

function Entry({ entry }: { readonly entry: RecordEntryView }) {
  const say = useWords()
  return (
    <li className={`${styles['entry']} ${styles[entry.act]}`}>
      <p className={styles['facts']}>
        <time dateTime={new Date(entry.at).toISOString()}>
          <FormattedDate value={entry.at} day="numeric" month="short" />{' '}
          <FormattedTime value={entry.at} hour="2-digit" minute="2-digit" second="2-digit" />
        </time>
        <Code code={entry.delegation} />
        <span>{say(`record.act.${entry.act}`)}</span>
        <span className={styles['seq']} title={say('record.entry', { seq: entry.seq })}>
          {entry.seq}
        </span>
      </p>
      <p className={styles['what']}>{entry.summary}</p>
    </li>
  )
}
