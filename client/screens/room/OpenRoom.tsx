/** The room itself: the text in the middle, what is left and what was decided beside it, the line to the server above. */
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ConsultationView } from '../../../shared/wire/http.ts'
import { may } from '../../../shared/procedure/rules.ts'
import { labelKeeper } from '../../editor/keptLabels.ts'
import { TextEditor } from '../../editor/TextEditor.tsx'
import type { EditorHandle } from '../../editor/TextEditor.tsx'
import { useWords } from '../../i18n/useWords.ts'
import type { RoomConnection } from '../../sync/roomConnection.ts'
import { textNow, useText } from '../../sync/useText.ts'
import { Later } from '../../ui/Later.tsx'
import { SkipLink } from '../../ui/SkipLink.tsx'
import { useSession } from '../../ui/session/Session.tsx'
import { useMedia } from '../../ui/useMedia.ts'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { ParagraphBar } from './agreement/ParagraphBar.tsx'
import { placeReader } from './brackets/openPlaces.ts'
import { BottomSheet } from './frame/BottomSheet.tsx'
import { ConnectionNotice } from './frame/ConnectionState.tsx'
import { PanelSwitch } from './frame/PanelSwitch.tsx'
import { RoomHeader } from './frame/RoomHeader.tsx'
import { SidePanel } from './frame/SidePanel.tsx'
import type { PanelTab } from './frame/SidePanel.tsx'
import { useStandstill } from './frame/standstillOf.ts'
import { usePresence } from './frame/usePresence.ts'
import { useAsked } from './ledger/asked.ts'
import { RoomProvider } from './RoomContext.tsx'
import type { RoomView, Selection } from './RoomContext.tsx'
import type { ReadingMode } from './reading/readingMode.ts'
import { useRoomKeys } from './useRoomKeys.ts'
import { useRoomNews } from './useRoomNews.ts'
import { useStaySignedIn } from './useStaySignedIn.ts'
import { Opening } from './Opening.tsx'
import styles from './OpenRoom.module.css'

// The secretariat's only.
const downloadMenu = async () => (await import('./download/DownloadMenu.tsx')).DownloadMenu
// Not needed to open the room.
const readingMenu = async () => (await import('./reading/ReadingMenu.tsx')).ReadingMenu
const readingView = async () => (await import('./reading/ReadingView.tsx')).ReadingView
// Asked for now and then, and by some never.
const ledgerPage = async () => (await import('./ledger/Ledger.tsx')).Ledger

export interface OpenRoomProps {
  readonly view: ConsultationView
  readonly connection: RoomConnection
}

export function OpenRoom({ view, connection }: OpenRoomProps) {
  const say = useWords()
  const text = useText(connection)
  const present = usePresence(connection, view.me.delegation)
  const wide = useMedia('(min-width: 62.0625rem)')
  const editor = useRef<EditorHandle>(null)
  const [selection, setSelection] = useState<Selection>({ paragraph: null, proposals: [] })
  const [tab, setTab] = useState<PanelTab>('brackets')
  const [beside, setBeside] = useState(true)
  const [sheet, setSheet] = useState(false)
  const [reading, setReading] = useState<ReadingMode | null>(null)
  useRoomNews(connection, view.me.delegation.code)
  useSessionOfRoom(connection)
  useStaySignedIn()
  usePageTitle(text?.meta.title ?? '')

  const [keptLabels] = useState(labelKeeper)
  const [readPlaces] = useState(placeReader)
  const labels = useMemo(() => (text === null ? new Map() : keptLabels(text.paragraphs, text.meta.kind)), [text, keptLabels])
  const places = useMemo(() => (text === null ? [] : readPlaces(text, labels)), [text, labels, readPlaces])
  const delegations = useMemo(() => new Map(view.delegations.map((delegation) => [delegation.code, delegation])), [view.delegations])
  const standing = useMemo(
    () => ({ participant: view.me.id, name: view.me.name, delegation: view.me.delegation, observerPolicy: view.observerPolicy, speaksFor: view.speaksFor }),
    [view],
  )

  const readNow = useCallback(() => textNow(connection), [connection])
  /** At once: what is hidden cannot be scrolled to or take the focus. */
  const read = useCallback((mode: ReadingMode | null) => flushSync(() => setReading(mode)), [])
  const showBracket = useCallback((paragraph: string, proposal: string) => {
    read(null)
    setSheet(false)
    setSelection({ paragraph, proposals: [proposal] })
    editor.current?.focusBracket(paragraph, proposal)
  }, [read])
  const showParagraph = useCallback((paragraph: string) => {
    read(null)
    setSheet(false)
    setSelection({ paragraph, proposals: [] })
    editor.current?.focusParagraph(paragraph)
  }, [read])
  const insertWords = useCallback((words: string) => {
    read(null)
    const done = editor.current?.insertWords(words) ?? false
    if (done) setSheet(false)
    return done
  }, [read])

  const room = useMemo<RoomView | null>(
    () =>
      text === null
        ? null
        : { id: view.id, text, textNow: readNow, labels, places, delegations, standing, groups: view.groups, selection, showBracket, showParagraph, insertWords, reading, read },
    [view.id, view.groups, text, readNow, labels, places, delegations, standing, selection, showBracket, showParagraph, insertWords, reading, read],
  )
  const textDrawn = useDrawnOnce(room !== null)
  const ledger = useAsked(room, editor)
  // In the ledger the same keys lead from row to row.
  useRoomKeys(ledger ? null : room, () => (wide ? setBeside((shown) => !shown) : setSheet((shown) => !shown)))

  if (room === null) return <Opening connection={connection} />
  const mayPropose = may(standing, { act: 'propose' }, room.text).ok
  const mayDraw = may(standing, { act: 'drawDocument' }, room.text).ok
  return (
    <RoomProvider value={room}>
      <SkipLink />
      <div className={`${styles['room']} ${wide && beside ? styles['withPanel'] : ''}`}>
        <div className={styles['head']}>
          <RoomHeader connection={connection} present={present}>
            {!ledger && <Later part={readingMenu} given={{}} quiet />}
            {mayDraw && <Later part={downloadMenu} given={{}} />}
            {wide && !ledger && <PanelSwitch shown={beside} onChange={setBeside} />}
          </RoomHeader>
          <ConnectionNotice connection={connection} writing={mayPropose} />
        </div>
        <div className={styles['place']} inert={ledger}>
          {/* Hidden while something else is read in its place, and otherwise as it was: scrolled there, with the caret there. */}
          <main id={reading === null ? 'main' : 'editor'} tabIndex={-1} aria-label={say('room.text')} className={`${styles['text']} ${reading === null ? '' : styles['behind']}`}>
            <div className={styles['column']}>
              <TextEditor
                ref={editor}
                connection={connection}
                me={view.me}
                delegations={view.delegations}
                groups={view.groups}
                mayPropose={mayPropose}
                onSelect={setSelection}
              />
              {view.demonstration && <p className={styles['fictional']}>{say('room.demonstration')}</p>}
            </div>
          </main>
          {reading !== null && <Later part={readingView} given={{}} />}
        </div>
        <div className={styles['bar']} inert={ledger}>
          {reading === null && <ParagraphBar />}
          {!wide && <BottomSheet isOpen={sheet && !ledger} onOpenChange={setSheet} tab={tab} onTab={setTab} />}
        </div>
        {wide && beside && (
          <aside id="panel" aria-label={say('room.panel')} className={styles['panel']} inert={ledger}>
            {textDrawn && <SidePanel tab={tab} onTab={setTab} />}
          </aside>
        )}
        {ledger && (
          <div className={styles['ledger']}>
            <Later part={ledgerPage} given={{}} />
          </div>
        )}
      </div>
    </RoomProvider>
  )
}

/** Whether there was a text to draw, and it has been drawn: it comes before whatever stands beside it. */
function useDrawnOnce(ready: boolean): boolean {
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    if (ready) startTransition(() => setDrawn(true))
  }, [ready])
  return drawn
}

/** The socket notices first that a session ended; once she has signed in again, the line is taken up again. */
function useSessionOfRoom(connection: RoomConnection): void {
  const { over, end } = useSession()
  const signedOut = useStandstill(connection) === 'signedOut'
  const asked = useRef(false)
  useEffect(() => {
    if (!signedOut) {
      asked.current = false
    } else if (!asked.current) {
      asked.current = true
      end()
    } else if (!over) {
      connection.reconnect()
    }
  }, [signedOut, over, end, connection])
}
