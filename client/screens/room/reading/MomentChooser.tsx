/** Chooses a moment of the record: the opening, a time, or right after what somebody did. */
import { useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { useIntl } from 'react-intl'
import { failureOf } from '../../../api/failure.ts'
import { entryUntil } from '../../../api/pastText.ts'
import { useRecord } from '../../../api/record.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Field } from '../../../ui/Field.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useReason } from '../kept/useReason.ts'
import { entrySentences } from '../record/entrySentences.ts'
import { recordLines } from '../record/recordLines.ts'
import { useRoom } from '../RoomContext.tsx'
import { momentWords, opening, type Moment } from './moment.ts'
import styles from './MomentChooser.module.css'

export interface MomentChooserProps {
  /** What is chosen, in words, with the moment in them. */
  readonly label: (moment: string) => string
  readonly value: Moment | null
  /** Whether the present may be chosen: null. */
  readonly now?: boolean
  readonly onChoose: (moment: Moment | null) => void
}

export function MomentChooser({ label, value, now = false, onChoose }: MomentChooserProps) {
  const say = useWords()
  const intl = useIntl()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button small onPress={() => setIsOpen(true)}>
        {label(momentWords(value, say, intl))}
        <span aria-hidden="true">▾</span>
      </Button>
      {isOpen && (
        <Moments
          now={now}
          onClose={() => setIsOpen(false)}
          onChoose={(moment) => {
            setIsOpen(false)
            onChoose(moment)
          }}
        />
      )}
    </>
  )
}

/** Lines of the record offered at once. */
const mostLines = 50

function Moments({ now, onClose, onChoose }: { readonly now: boolean; readonly onClose: () => void; readonly onChoose: (moment: Moment | null) => void }) {
  const say = useWords()
  const intl = useIntl()
  const message = useFailureMessage()
  const spoken = useSpokenLabel()
  const reason = useReason()
  const { id } = useRoom()
  const record = useRecord(id)
  const [time, setTime] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const lines = recordLines(record.data?.pages.flatMap((page) => page.entries) ?? []).slice(0, mostLines)

  async function chooseTime(at: number) {
    try {
      const seq = await entryUntil(id, at)
      onChoose(seq === null ? opening : { seq, at })
    } catch (error) {
      setProblem(message(failureOf(error)))
    }
  }
  const hourAgo = () => Date.now() - 3_600_000
  const thisMorning = () => new Date().setHours(0, 0, 0, 0)

  return (
    <Ask title={say('reading.choose')} isOpen onClose={onClose} actions={<Button onPress={onClose}>{say('action.cancel')}</Button>}>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <p className={styles['quick']}>
        {now && <Button onPress={() => onChoose(null)}>{say('reading.now')}</Button>}
        <Button onPress={() => onChoose(opening)}>{say('reading.opening')}</Button>
        <Button onPress={() => void chooseTime(thisMorning())}>{say('reading.morning')}</Button>
        <Button onPress={() => void chooseTime(hourAgo())}>{say('reading.hour')}</Button>
      </p>
      <div className={styles['time']}>
        <Field label={say('reading.at')} type="datetime-local" value={time} onChange={setTime} />
        <Button isDisabled={time === ''} onPress={() => void chooseTime(new Date(time).getTime())}>
          {say('reading.atShow')}
        </Button>
      </div>
      <p className={styles['heading']}>{say('reading.entries')}</p>
      {record.isPending && <p role="status">{say('app.loading')}</p>}
      {record.isError && <Notice tone="caution">{message(failureOf(record.error))}</Notice>}
      <ol className={styles['lines']}>
        {lines.map(({ entries: [latest] }) => (
          <li key={latest.seq}>
            <Pressable className={`${styles['line']} ${latest.act === 'decision' ? styles['decision'] : ''}`} onPress={() => onChoose({ seq: latest.seq, at: latest.at })}>
              <span className={styles['when']} dir="auto">
                {momentWords({ seq: 0, at: latest.at }, say, intl)}
              </span>
              <span className={styles['what']} dir="auto">
                {latest.act !== 'decision' && `${latest.delegation} `}
                {entrySentences(latest, { say, spoken, reason })[0]}
              </span>
            </Pressable>
          </li>
        ))}
      </ol>
      {record.hasNextPage && lines.length < mostLines && (
        <Button isDisabled={record.isFetchingNextPage} onPress={() => void record.fetchNextPage()}>
          {say('record.more')}
        </Button>
      )}
    </Ask>
  )
}
