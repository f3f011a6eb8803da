/** Tells at once what was decided and what was refused, and keeps the lists that depend on it fresh. */
import { useEffect, useRef } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { keptWordsKey } from '../../api/keptWords.ts'
import { recordKey } from '../../api/record.ts'
import { useSpokenLabel } from '../../i18n/useLabelWords.ts'
import { useWords } from '../../i18n/useWords.ts'
import type { RoomConnection } from '../../sync/roomConnection.ts'
import { useAnnounce } from '../../ui/Notices.tsx'
import { useReason } from './kept/useReason.ts'
import { decisionSentence } from './record/decisionSentence.ts'

/** Enough of refused words to recognise them; the whole stands among the kept words. */
const excerptLength = 80
/** While others type, the record grows several times a second; nobody reads that fast. */
const recordRest = 2_000

function excerpt(words: string): string {
  const plain = words.trim()
  return plain.length > excerptLength ? `${plain.slice(0, excerptLength)}…` : plain
}

/** Every decision is announced to everybody; a position to those whose proposal it is about, or a room of hundreds would hear of nothing else. */
function isForMe(detail: Readonly<Record<string, unknown>>, own: string): boolean {
  if (detail['act'] === 'describe') return false
  return detail['act'] !== 'position' || (detail['delegation'] === own && detail['code'] !== own)
}

export function useRoomNews(connection: RoomConnection, own: string): void {
  const say = useWords()
  const spoken = useSpokenLabel()
  const reason = useReason()
  const announce = useAnnounce()
  const queries = useQueryClient()

  useEffect(() => {
    const { consultation } = connection
    const placeName = (label: string) => (label === '' ? say('record.nowhere') : spoken(label))
    const freshenKept = () => void queries.invalidateQueries({ queryKey: keptWordsKey(consultation) })
    const stop = [
      connection.on('decided', ({ detail, summary }) => {
        if (isForMe(detail, own)) announce(decisionSentence(say, spoken, detail) ?? { words: summary, tone: 'plain' })
        void queries.invalidateQueries({ queryKey: recordKey(consultation) })
        // What stood inside a proposal that fell comes back to its authors as kept words (D5).
        freshenKept()
      }),
      connection.on('refused', (refused) => {
        // An observer's editor writes nothing: Yjs has tidied marks away there on its own, and they are back.
        if (refused.reason === 'observer' && refused.words === '') return
        const values = { label: placeName(refused.label), words: excerpt(refused.words), reason: reason(refused.reason, refused.rule) }
        const plain = refused.words.trim() === '' ? 'notice.refusedChange' : 'notice.refusedPlain'
        announce({ tone: 'caution', words: say(refused.kept === null ? plain : 'notice.refused', values) })
        freshenKept()
      }),
      connection.on('startAgain', ({ reason, words }) => {
        const lost = reason === 'tooLarge' ? 'state.startAgainTooLarge' : 'state.startAgainLong'
        announce({ tone: 'caution', words: say(words > 0 ? lost : 'state.startAgainPlain') })
        freshenKept()
      }),
      connection.on('saved', (saved) => {
        const values = { label: placeName(saved.label), words: excerpt(saved.words), reason: reason(saved.reason, '') }
        announce({ tone: 'caution', words: say(saved.words === '' ? 'notice.refusedChange' : 'notice.saved', values) })
      }),
      connection.on('kept', freshenKept),
    ]
    return () => stop.forEach((each) => each())
  }, [connection, own, say, spoken, reason, announce, queries])

  useFreshRecord(connection)
}

/** New entries appear in the record while it is looked at. */
function useFreshRecord(connection: RoomConnection): void {
  const queries = useQueryClient()
  const timer = useRef<number | null>(null)
  useEffect(() => {
    const onUpdate = () => {
      timer.current ??= window.setTimeout(() => {
        timer.current = null
        void queries.invalidateQueries({ queryKey: recordKey(connection.consultation), refetchType: 'active' })
      }, recordRest)
    }
    let doc = connection.doc
    doc.on('update', onUpdate)
    const unsubscribe = connection.subscribe(() => {
      if (connection.doc === doc) return
      doc.off('update', onUpdate)
      doc = connection.doc
      doc.on('update', onUpdate)
    })
    return () => {
      unsubscribe()
      doc.off('update', onUpdate)
      if (timer.current !== null) window.clearTimeout(timer.current)
      timer.current = null
    }
  }, [connection, queries])
}
