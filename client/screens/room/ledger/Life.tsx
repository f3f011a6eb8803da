/** The life of one proposal: every wording it had, who spoke on it, what was decided, and when. */
import { FormattedDate, FormattedTime } from 'react-intl'
import type { Proposal } from '../../../../shared/document/text.ts'
import { failureOf } from '../../../api/failure.ts'
import { useLife } from '../../../api/life.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { useReason } from '../kept/useReason.ts'
import { entrySentences } from '../record/entrySentences.ts'
import { useRoom } from '../RoomContext.tsx'
import { lifeLines, type ActLine, type LifeLine, type WordingLine } from './lifeLines.ts'
import { Speaker } from './Voices.tsx'
import styles from './Life.module.css'

/** `titled`: it says whose it is, for there is another beside it. */
export function Life({ line, titled }: { readonly line: Proposal; readonly titled: boolean }) {
  const say = useWords()
  const message = useFailureMessage()
  const { id } = useRoom()
  const life = useLife(id, line)
  const lines = life.data === undefined ? [] : lifeLines(life.data.entries, line.id)
  return (
    <section className={styles['life']}>
      {titled && (
        <h4>
          <Speaker code={line.delegation} />
        </h4>
      )}
      {life.isError && <Notice tone="caution">{message(failureOf(life.error))}</Notice>}
      {life.isPending && <p role="status">{say('app.loading')}</p>}
      {life.data?.more === true && <p className={styles['soft']}>{say('ledger.life.more')}</p>}
      {life.isSuccess && lines.length === 0 && <p className={styles['soft']}>{say('ledger.life.empty')}</p>}
      <ol className={styles['lines']}>
        {lines.map((each) => (
          <Line key={each.kind === 'wording' ? each.first.seq : each.entry.seq} line={each} />
        ))}
      </ol>
    </section>
  )
}

function Line({ line }: { readonly line: LifeLine }) {
  const entry = line.kind === 'wording' ? line.last : line.entry
  return (
    <li className={`${styles['line']} ${line.kind === 'act' ? styles['act'] : ''}`}>
      <span className={styles['when']}>
        <time dateTime={new Date(entry.at).toISOString()} dir="auto">
          <FormattedDate value={entry.at} day="numeric" month="short" /> <FormattedTime value={entry.at} hour="2-digit" minute="2-digit" />
        </time>
      </span>
      <span className={styles['who']}>{entry.delegation !== '' && <Speaker code={entry.delegation} />}</span>
      {line.kind === 'wording' ? <Words line={line} /> : <Act line={line} />}
    </li>
  )
}

function Words({ line: { wording } }: { readonly line: WordingLine }) {
  const say = useWords()
  const { text } = useRoom()
  const { kind, struck, added, state } = wording
  if (state !== 'open') return <p className={styles['what']}>{say('ledger.life.withdrew')}</p>
  return (
    <p className={styles['what']}>
      <span className={styles['soft']}>{say(`ledger.kind.${kind}`)}</span>{' '}
      {struck === '' && added === '' && kind !== 'reserve' && <span className={styles['soft']}>{say('ledger.life.words')}</span>}
      <span className={styles['words']} lang={text.meta.language} dir="auto">
        {struck !== '' && <del>{struck}</del>}
        {struck !== '' && added !== '' && ' '}
        {added !== '' && <ins>{added}</ins>}
      </span>
    </p>
  )
}

function Act({ line: { entry, fate } }: { readonly line: ActLine }) {
  const say = useWords()
  const spoken = useSpokenLabel()
  const reason = useReason()
  return (
    <p className={styles['what']}>
      <bdi>{entrySentences(entry, { say, spoken, reason }).join(' ')}</bdi>
      {fate !== null && <span className={`${styles['fate']} ${fate === 'accepted' ? styles['accepted'] : ''}`}>{say(`ledger.state.${fate}`)}</span>}
    </p>
  )
}
