/**
 * Passing notices: what was just decided, what was just refused. They are spoken politely, go by themselves after
 * a while unless the pointer or the focus rests on them, and are never the only place where something is said.
 */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { Button } from './Button.tsx'
import styles from './Notices.module.css'

const restsFor = 7_000
const atMost = 3

export interface Passing {
  readonly tone: 'plain' | 'caution' | 'agreed' | 'danger'
  readonly words: string
}

type Announce = (notice: Passing) => void

const AnnounceContext = createContext<Announce | null>(null)

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const say = useWords()
  const [notices, setNotices] = useState<readonly (Passing & { readonly id: number })[]>([])
  const last = useRef(0)
  const announce = useCallback<Announce>((notice) => {
    last.current += 1
    const id = last.current
    setNotices((present) => [...present, { ...notice, id }].slice(-atMost))
  }, [])
  const dismiss = useCallback((id: number) => setNotices((present) => present.filter((notice) => notice.id !== id)), [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <section aria-label={say('notices.label')} aria-live="polite" aria-relevant="additions" className={styles['notices']}>
        {notices.map((notice) => (
          <PassingNotice key={notice.id} notice={notice} onGone={() => dismiss(notice.id)} />
        ))}
      </section>
    </AnnounceContext>
  )
}

export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext)
  if (announce === null) throw new Error('useAnnounce needs a NoticesProvider above it.')
  return announce
}

function PassingNotice({ notice, onGone }: { readonly notice: Passing; readonly onGone: () => void }) {
  const say = useWords()
  const [held, setHeld] = useState(false)
  const gone = useRef(onGone)
  useEffect(() => {
    gone.current = onGone
  })
  useEffect(() => {
    if (held) return
    const timer = window.setTimeout(() => gone.current(), restsFor)
    return () => window.clearTimeout(timer)
  }, [held])
  return (
    <div
      className={`${styles['notice']} ${styles[notice.tone]}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p className={styles['words']}>{notice.words}</p>
      <Button look="quiet" small aria-label={say('notices.dismiss')} onPress={onGone}>
        <span aria-hidden="true">×</span>
      </Button>
    </div>
  )
}
