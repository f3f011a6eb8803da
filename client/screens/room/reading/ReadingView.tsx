/**
 * The text to be read in place of the editor: clean, or compared (V1 to V3). It follows the text as it changes. The
 * editor waits behind it as it was.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import { directionOf } from '../../../../shared/document/language.ts'
import type { ConsultationText, TextMeta } from '../../../../shared/document/text.ts'
import { asOriginal, asProposedBy } from '../../../../shared/reading/cleanText.ts'
import { failureOf } from '../../../api/failure.ts'
import { usePastText } from '../../../api/pastText.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { reading as readingWords } from '../../../i18n/en/reading.ts'
import { record as recordWords } from '../../../i18n/en/record.ts'
import { MoreWords } from '../../../i18n/MoreWords.tsx'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useRoom } from '../RoomContext.tsx'
import { MomentChooser } from './MomentChooser.tsx'
import { momentWords, opening, type Moment } from './moment.ts'
import { changesPage, show, sidesPage, wholePage, type Reader } from './page.ts'
import type { ReadingMode } from './readingMode.ts'
import styles from './ReadingView.module.css'

// Moments are chosen from the record.
const words = { ...readingWords, ...recordWords }

export function ReadingView() {
  return (
    <MoreWords words={words}>
      <Reading />
    </MoreWords>
  )
}

function Reading() {
  const { reading, read } = useRoom()
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    place.current?.focus({ preventScroll: true })
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (event.target instanceof HTMLElement && event.target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return
      read(null)
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.getElementById('main')?.focus({ preventScroll: true })
    }
  }, [read])
  const say = useWords()
  return (
    <main ref={place} id="main" tabIndex={-1} aria-label={say('room.text')} className={styles['view']}>
      {reading !== null && <Mode key={reading.kind} mode={reading} />}
    </main>
  )
}

function Mode({ mode }: { readonly mode: ReadingMode }) {
  switch (mode.kind) {
    case 'original':
    case 'proposed':
      return <Clean mode={mode} />
    case 'changes':
      return <Changes />
    case 'sides':
      return <Sides />
  }
}

function useReader(): Reader {
  const say = useWords()
  const { delegations, groups } = useRoom()
  return useMemo(() => ({ say, delegations: [...delegations.values()], groups }), [say, delegations, groups])
}

function Clean({ mode }: { readonly mode: Extract<ReadingMode, { kind: 'original' | 'proposed' }> }) {
  const say = useWords()
  const reader = useReader()
  const { text } = useRoom()
  const by = mode.kind === 'proposed' ? mode.by : null
  const page = useMemo(() => wholePage(by === null ? asOriginal(text) : asProposedBy(text, by), reader), [text, by, reader])
  return (
    <>
      <Bar words={by === null ? say('reading.is.original') : say('reading.is.proposed', { code: by })} />
      <Page page={page} meta={text.meta} />
    </>
  )
}

function Changes() {
  const say = useWords()
  const reader = useReader()
  const { text } = useRoom()
  const [since, setSince] = useState<Moment>(opening)
  const before = useMoment(since)
  const page = useMemo(() => before.text && changesPage(before.text, text, reader), [before.text, text, reader])
  return (
    <>
      <Bar words={say('reading.is.changes')}>
        <MomentChooser label={(moment) => say('reading.since', { moment })} value={since} onChoose={(moment) => setSince(moment ?? opening)} />
      </Bar>
      {before.trouble}
      {page?.every((each) => each.dataset['paragraph'] === undefined) === true && <p className={styles['nothing']}>{say('reading.nothing')}</p>}
      {page && <Page page={page} meta={text.meta} />}
    </>
  )
}

function Sides() {
  const say = useWords()
  const intl = useIntl()
  const reader = useReader()
  const { meta } = useRoom().text
  const [left, setLeft] = useState<Moment | null>(opening)
  const [right, setRight] = useState<Moment | null>(null)
  const [before, after] = [useMoment(left), useMoment(right)]
  const [from, to] = [momentWords(left, say, intl), momentWords(right, say, intl)]
  const page = useMemo(
    () => before.text && after.text && sidesPage(before.text, after.text, [from, to], reader),
    [before.text, after.text, from, to, reader],
  )
  return (
    <>
      <Bar words={say('reading.is.sides')}>
        <MomentChooser label={(moment) => say('reading.left', { moment })} value={left} now onChoose={setLeft} />
        <MomentChooser label={(moment) => say('reading.right', { moment })} value={right} now onChoose={setRight} />
      </Bar>
      {before.trouble ?? after.trouble}
      {page && <Page page={page} meta={meta} wide />}
    </>
  )
}

/** The text at this moment, or what is in the way of it. Null is the text as it stands. */
function useMoment(moment: Moment | null): { readonly text: ConsultationText | undefined; readonly trouble: ReactNode } {
  const say = useWords()
  const message = useFailureMessage()
  const { id, text } = useRoom()
  const past = usePastText(id, moment?.seq ?? null)
  if (moment === null) return { text, trouble: null }
  if (past.isError) {
    const trouble = (
      <Notice tone="caution" urgent>
        <p>{message(failureOf(past.error))}</p>
        <Button onPress={() => void past.refetch()}>{say('action.tryAgain')}</Button>
      </Notice>
    )
    return { text: undefined, trouble }
  }
  return { text: past.data, trouble: past.isPending ? <p role="status">{say('app.loading')}</p> : null }
}

function Bar({ words, children }: { readonly words: string; readonly children?: ReactNode }) {
  const say = useWords()
  const { read } = useRoom()
  return (
    <div className={styles['bar']}>
      <p role="status" className={styles['words']}>
        {words}
      </p>
      {children !== undefined && <Legend />}
      <Button small look="primary" onPress={() => read(null)}>
        {say('reading.back')}
      </Button>
      {children !== undefined && <div className={styles['choices']}>{children}</div>}
    </div>
  )
}

function Legend() {
  const say = useWords()
  return (
    <p className={styles['legend']}>
      <ins className={styles['came']}>{say('reading.came')}</ins> <del className={styles['went']}>{say('reading.went')}</del>
    </p>
  )
}

function Page({ page, meta, wide = false }: { readonly page: readonly HTMLElement[]; readonly meta: TextMeta; readonly wide?: boolean }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (place.current) show(place.current, page)
  }, [page])
  return (
    <div className={`${styles['column']} ${wide ? styles['wide'] : ''}`}>
      <div ref={place} className="room-text" lang={meta.language} {...(wide ? {} : { dir: directionOf(meta.language) })} />
    </div>
  )
}
