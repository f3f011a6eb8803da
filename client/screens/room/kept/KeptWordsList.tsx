/** My words that the text could not take: why, the words, and the ways to use them. Nothing here goes by itself. */
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { FormattedTime } from 'react-intl'
import type { KeptWords } from '../../../../shared/wire/http.ts'
import { may } from '../../../../shared/procedure/rules.ts'
import { failureOf } from '../../../api/failure.ts'
import { dismissKeptWords, keptWordsKey, useKeptWords } from '../../../api/keptWords.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useNoticeSignedOut } from '../../../ui/session/Session.tsx'
import { useRoom } from '../RoomContext.tsx'
import { useReason } from './useReason.ts'
import styles from './KeptWordsList.module.css'

export function KeptWordsList() {
  const say = useWords()
  const message = useFailureMessage()
  const { id } = useRoom()
  const noticed = useNoticeSignedOut()
  const queries = useQueryClient()
  const kept = useKeptWords(id)
  const [dismissing, setDismissing] = useState<KeptWords | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const words = kept.data?.kept ?? []

  async function dismiss(word: KeptWords) {
    setProblem(null)
    const answer = await noticed(dismissKeptWords(id, word.id))
    if (!answer.ok) setProblem(message(answer.failure))
    setDismissing(null)
    await queries.invalidateQueries({ queryKey: keptWordsKey(id) })
  }

  return (
    <div className={styles['tray']}>
      {kept.isError && <Notice tone="caution">{message(failureOf(kept.error))}</Notice>}
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      {kept.isPending && <p role="status">{say('app.loading')}</p>}
      {kept.isSuccess && <p className={styles['intro']}>{say(words.length === 0 ? 'kept.empty' : 'kept.intro')}</p>}
      <ul className={styles['list']}>
        {words.map((word) => (
          <Kept key={word.id} word={word} onDismiss={() => setDismissing(word)} onProblem={setProblem} />
        ))}
      </ul>
      {dismissing !== null && (
        <Ask
          title={say('kept.dismiss.title')}
          isOpen
          onClose={() => setDismissing(null)}
          actions={
            <>
              <Button onPress={() => setDismissing(null)}>{say('action.cancel')}</Button>
              <Button look="danger" onPress={() => void dismiss(dismissing)}>
                {say('action.dismiss')}
              </Button>
            </>
          }
        >
          <p>{say('kept.dismiss.body')}</p>
          <blockquote className={styles['words']} dir="auto">
            {dismissing.words}
          </blockquote>
        </Ask>
      )}
    </div>
  )
}

interface KeptProps {
  readonly word: KeptWords
  readonly onDismiss: () => void
  readonly onProblem: (problem: string | null) => void
}

function Kept({ word, onDismiss, onProblem }: KeptProps) {
  const say = useWords()
  const reason = useReason()
  const spoken = useSpokenLabel()
  const { text, standing, insertWords } = useRoom()
  const [copied, setCopied] = useState(false)

  async function copy() {
    onProblem(null)
    try {
      await navigator.clipboard.writeText(word.words)
      setCopied(true)
    } catch {
      onProblem(say('kept.copyFailed'))
    }
  }

  return (
    <li className={styles['kept']}>
      <p className={styles['facts']}>
        <span>{word.label === '' ? say('kept.nowhere') : say('kept.from', { label: spoken(word.label) })}</span>
        <FormattedTime value={word.at} hour="2-digit" minute="2-digit" />
      </p>
      <blockquote className={styles['words']} lang={text.meta.language} dir="auto">
        {word.words}
      </blockquote>
      <p className={styles['reason']}>{reason(word.reason, word.rule)}</p>
      <div className={styles['acts']}>
        <Button small onPress={() => void copy()}>
          {say(copied ? 'action.copied' : 'action.copy')}
        </Button>
        {may(standing, { act: 'propose' }, text).ok && (
          <Button small onPress={() => onProblem(insertWords(word.words) ? null : say('kept.againHint'))}>
            {say('kept.again')}
          </Button>
        )}
        <Button small look="quiet" onPress={onDismiss}>
          {say('action.dismiss')}
        </Button>
      </div>
    </li>
  )
}
