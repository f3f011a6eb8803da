/** The second step: the recognised paragraphs, correctable, beside what the import doubts; then opening. */
import { useMemo, useReducer, useState } from 'react'
import { useLocation } from 'wouter'
import { useQueryClient } from '@tanstack/react-query'
import { labels } from '../../../shared/document/numbering.ts'
import type { TextKind } from '../../../shared/document/schema.ts'
import type { ObserverPolicy } from '../../../shared/procedure/roles.ts'
import type { ImportPreview } from '../../../shared/wire/http.ts'
import { consultationsKey, openConsultation } from '../../api/consultations.ts'
import { useFailureMessage } from '../../api/useFailureMessage.ts'
import { useLabelWords } from '../../i18n/useLabelWords.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useNoticeSignedOut } from '../../ui/session/Session.tsx'
import { ConsultationFacts } from './ConsultationFacts.tsx'
import { corrected, draftOf, wordsOf } from './draft.ts'
import type { Correction, Draft } from './draft.ts'
import { Findings } from './Findings.tsx'
import { ParagraphRow, rowId } from './ParagraphRow.tsx'
import styles from './CheckText.module.css'

/** Every draft so far, the present one last. */
type History = readonly [Draft, ...Draft[]]

function historyAfter(history: History, step: Correction | 'undo'): History {
  const [first, ...rest] = history
  if (step === 'undo') return rest.length === 0 ? history : [first, ...rest.slice(0, -1)]
  const present = history.at(-1) ?? first
  const next = corrected(present, step)
  return next === present ? history : [...history, next]
}

export interface CheckTextProps {
  readonly preview: ImportPreview
  readonly onStartOver: () => void
}

export function CheckText({ preview, onStartOver }: CheckTextProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const message = useFailureMessage()
  const noticed = useNoticeSignedOut()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [history, correct] = useReducer(historyAfter, preview, (read): History => [draftOf(read)])
  const [facts, setFacts] = useState<{ title: string; symbol: string; language: string; kind: TextKind; observerPolicy: ObserverPolicy }>({
    title: preview.title,
    symbol: preview.symbol,
    language: preview.language,
    kind: preview.kind,
    observerPolicy: 'viewOnly',
  })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [asked, setAsked] = useState(false)

  const draft = history.at(-1) ?? history[0]
  const named = useMemo(() => {
    const paragraphs = draft.paragraphs.map(({ key, kind, level }) => ({ id: key, kind, level, runs: [] }))
    const found = labels(paragraphs, facts.kind)
    return new Map([...found].map(([key, label]) => [key, { number: label.number, full: sayLabel(label) }]))
  }, [draft.paragraphs, facts.kind, sayLabel])

  function show(key: string) {
    document.getElementById(rowId(key))?.focus()
  }

  async function open() {
    setAsked(true)
    const empty = draft.paragraphs.find((paragraph) => wordsOf(paragraph).trim() === '')
    if (empty !== undefined) {
      setProblem(say('new.check.emptyParagraph'))
      show(empty.key)
      return
    }
    if (facts.title.trim() === '' || draft.paragraphs.length === 0) return
    setBusy(true)
    setProblem(null)
    const paragraphs = draft.paragraphs.map(({ kind, level, runs }) => ({ kind, level, runs: [...runs] }))
    const answer = await noticed(openConsultation({ ...facts, paragraphs }))
    setBusy(false)
    if (!answer.ok) {
      setProblem(message(answer.failure))
      return
    }
    void queries.invalidateQueries({ queryKey: consultationsKey })
    go(`/consultations/${encodeURIComponent(answer.value.id)}`)
  }

  return (
    <div className={styles['check']}>
      <div className={styles['main']}>
        <p className={styles['intro']}>{say('new.check.intro', { count: draft.paragraphs.length })}</p>
        <section aria-labelledby="facts-heading" className={styles['section']}>
          <h2 id="facts-heading">{say('new.check.facts')}</h2>
          <ConsultationFacts facts={facts} onChange={setFacts} titleMissing={asked && facts.title.trim() === ''} />
        </section>
        <section aria-labelledby="paragraphs-heading" className={styles['section']}>
          <div className={styles['heading']}>
            <h2 id="paragraphs-heading">{say('new.check.paragraphs')}</h2>
            <Button small onPress={() => correct('undo')} isDisabled={history.length === 1}>
              {say('new.check.undo')}
            </Button>
          </div>
          {draft.paragraphs.length === 0 ? (
            <Notice tone="caution">{say('new.check.none')}</Notice>
          ) : (
            <ol className={styles['paragraphs']} lang={facts.language}>
              {draft.paragraphs.map((paragraph, index) => (
                <ParagraphRow
                  key={paragraph.key}
                  paragraph={paragraph}
                  number={named.get(paragraph.key)?.number ?? ''}
                  label={named.get(paragraph.key)?.full ?? ''}
                  first={index === 0}
                  doubts={draft.findings.filter((finding) => finding.paragraph === paragraph.key).length}
                  onCorrect={correct}
                />
              ))}
            </ol>
          )}
        </section>
        {problem !== null && (
          <Notice tone="danger" urgent>
            {problem}
          </Notice>
        )}
        <div className={styles['actions']}>
          <Button look="quiet" onPress={onStartOver} busy={busy}>
            {say('new.check.startOver')}
          </Button>
          <Button look="primary" onPress={() => void open()} busy={busy}>
            {say(busy ? 'new.check.opening' : 'new.check.open')}
          </Button>
        </div>
      </div>
      <Findings findings={draft.findings} labelOf={(key) => named.get(key)?.full ?? ''} onShow={show} />
    </div>
  )
}
