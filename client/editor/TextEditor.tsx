/**
 * The text of a room, to read and to propose in. It joins the connection's document, the rules of suggesting and the
 * bracket view into one editor, and hands screens a small handle. It asks no server and decides nothing.
 */
import { EditorContent, useEditor, type Editor } from '@tiptap/react'
import { memo, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react'
import type * as Y from 'yjs'
import { directionOf } from '../../shared/document/language.ts'
import { labels } from '../../shared/document/numbering.ts'
import type { Delegation, Group } from '../../shared/procedure/roles.ts'
import { ledgerOf, proposalIn } from '../../shared/document/ledger.ts'
import { readMeta, readParagraphs } from '../../shared/document/ydoc.ts'
import type { Me } from '../../shared/wire/http.ts'
import { useWords } from '../i18n/useWords.ts'
import { Later } from '../ui/Later.tsx'
import { useRoomState, type RoomConnection } from '../sync/roomConnection.ts'
import type { CannotReason } from './acts.ts'
import { BracketView } from './bracketView.ts'
import { CaretKeeping } from './caretKeeping.ts'
import { collaborating } from './collaborating.ts'
import { editorHandle, selectedPlace, type EditorHandle, type SelectedPlace } from './editorHandle.ts'
import { dropFirstText } from '../reading/firstText.ts'
import { bracketWords } from '../reading/readingWords.ts'
import { ExactWriting } from './exactWriting.ts'
import { Keyboard } from './keyboard.ts'
import type { Place } from './places.ts'
import { Presence } from './presence.ts'
import { refusedWords } from './refusedWords.ts'
import { roomAuthor } from './roomAuthor.ts'
import { caretInSight, CaretJumps, caretMargin } from './scrolling.ts'
import { Suggesting } from './suggestingExtension.ts'
import { textSchema } from './textSchema.ts'
import { Toolbar } from './Toolbar.tsx'
import { undoManagerOf } from './undoing.ts'
import '../reading/reading.css'
import './editor.css'

export type { EditorHandle } from './editorHandle.ts'

const moveDialog = async () => (await import('./MoveDialog.tsx')).MoveDialog

export interface TextEditorProps {
  readonly connection: RoomConnection
  readonly me: Me
  readonly delegations: readonly Delegation[]
  readonly groups: readonly Group[]
  /** Whether this person may propose here, now; otherwise the text is only read and selected. */
  readonly mayPropose: boolean
  /** Where the caret is, whenever that changes. */
  readonly onSelect?: (place: SelectedPlace) => void
  readonly ref?: Ref<EditorHandle>
}

/** Drawn again only for its own sake: the room around it changes with every word. */
export const TextEditor = memo(function TextEditor(props: TextEditorProps) {
  const ready = useRoomState(props.connection, (state) => state.ready)
  const generation = useRoomState(props.connection, (state) => state.generation)
  const offline = useRoomState(props.connection, (state) => state.status === 'offline')
  const say = useWords()
  if (!ready) {
    return (
      <p className="text-opening" role="status">
        {say(offline ? 'editor.openingOffline' : 'editor.opening')}
      </p>
    )
  }
  // A fresh document needs a fresh editor: nothing of the old one may be written into it.
  return <OpenText key={generation} {...props} />
})

function OpenText({ connection, me, delegations, groups, mayPropose, onSelect, ref }: TextEditorProps) {
  const say = useWords()
  const { doc } = connection
  const [notice, setNotice] = useState('')
  const [moving, setMoving] = useState<string | null>(null)
  const mayRef = useRef(mayPropose)
  const handleRef = useRef<EditorHandle | null>(null)
  const author = useMemo(() => roomAuthor(doc, me.delegation.code), [doc, me.delegation.code])
  const tell = useCallback((reason: CannotReason | null) => setNotice(reason === null ? '' : say(`editor.cannot.${reason}`)), [say])
  const refused = useMemo(
    () =>
      refusedWords({
        keep: (words) => connection.keepWords(words),
        label: (paragraph) => labels(readParagraphs(doc), readMeta(doc).kind).get(paragraph)?.full ?? '',
        tell: (reason, kept) => setNotice(say(kept ? `editor.refused.${reason}` : `editor.refused.${reason}Nothing`)),
      }),
    [connection, doc, say],
  )
  const { language } = readMeta(doc)

  const editor = useEditor(
    {
      injectCSS: false,
      shouldRerenderOnTransaction: false,
      enableCoreExtensions: { keymap: false, delete: false, textDirection: false },
      enableInputRules: false,
      enablePasteRules: false,
      editable: mayPropose,
      editorProps: {
        attributes: {
          class: 'room-text',
          role: 'textbox',
          'aria-label': say('editor.label'),
          'aria-multiline': 'true',
          lang: language,
          dir: directionOf(language),
        },
        scrollMargin: caretMargin,
        scrollThreshold: caretMargin,
        handleScrollToSelection: caretInSight,
      },
      extensions: [
        ...textSchema,
        ...collaborating(doc),
        ExactWriting,
        Presence.configure({
          awareness: connection.awareness,
          me: { code: me.delegation.code, name: me.name, colour: me.delegation.colour },
        }),
        CaretKeeping.configure({ doc }),
        CaretJumps,
        Suggesting.configure({ author, mayPropose: () => mayRef.current, onRefused: refused.hear }),
        BracketView.configure({ doc, own: me.delegation.code, delegations, groups, words: bracketWords(say) }),
        Keyboard.configure({
          author,
          mayPropose: () => mayRef.current,
          onTooLarge: () => setNotice(say('editor.refused.tooLarge')),
          shortcuts: {
            'Mod-i': () => handleRef.current?.toggleItalic(),
            'Mod-Alt-a': () => handleRef.current?.proposeAlternative(),
            'Mod-Alt-d': () => handleRef.current?.proposeDeletion(),
            'Mod-Alt-m': () => handleRef.current?.openMove(),
            'Mod-Alt-r': () => handleRef.current?.reserve(),
          },
        }),
      ],
    },
    [doc, connection, author, delegations, groups, say, language],
  )

  const handle = useMemo(
    () => (editor ? editorHandle(editor, author, { tell, openMove: setMoving, mayPropose: () => mayRef.current }) : null),
    [editor, author, tell, mayRef],
  )
  useEffect(() => {
    mayRef.current = mayPropose
    handleRef.current = handle
  })
  useImperativeHandle(ref, () => handle ?? unopened, [handle])

  useEffect(() => refused.close, [refused])
  useEffect(() => {
    if (!editor) return
    dropFirstText()
    // Whoever sets to work may be without a line when she wants to move a paragraph. What fails now is fetched when it is asked for.
    editor.on('focus', () => void moveDialog().catch(() => undefined))
  }, [editor])
  useEffect(() => {
    if (!editor) return
    editor.setEditable(mayPropose, false)
    // A text that is only read is still gone through with the keyboard.
    editor.view.dom.setAttribute('tabindex', '0')
    editor.view.dom.setAttribute('aria-readonly', String(!mayPropose))
    hideFromReact(editor.view.dom)
  }, [editor, mayPropose])
  useSelectedPlace(editor, onSelect)
  useForgetUndoOfDecided(editor, doc, me.delegation.code)

  if (!editor || !handle) return null
  return (
    <div className="text-editor">
      <Toolbar editor={editor} handle={handle} author={author} kind={readMeta(doc).kind} mayPropose={mayPropose} />
      <p className="text-notice" role="status">
        {notice}
      </p>
      <EditorContent editor={editor} />
      {moving !== null && (
        <Later
          part={moveDialog}
          given={{
            editor,
            kind: readMeta(doc).kind,
            paragraph: moving,
            onClose: () => setMoving(null),
            onMove: (after: string | null, place: Place) => {
              setMoving(null)
              handle.proposeMove(moving, after, place.kind, place.level)
            },
          }}
        />
      )}
    </div>
  )
}

/**
 * Whenever React changes anything on the page it goes through all the text of an editable element that has the focus,
 * letter by letter, to note the selection in it. It asks this property; the browser does not, and the editor keeps its
 * selection itself.
 */
function hideFromReact(editable: HTMLElement): void {
  Object.defineProperty(editable, 'contentEditable', { configurable: true, get: () => 'inherit' })
}

/** Before there is an editor every act says that it did not happen. */
const unopened: EditorHandle = {
  focus: () => undefined,
  focusParagraph: () => false,
  focusBracket: () => false,
  proposeParagraph: () => false,
  proposeAlternative: () => false,
  proposeDeletion: () => false,
  proposeMove: () => false,
  openMove: () => undefined,
  reserve: () => false,
  changePlace: () => false,
  toggleItalic: () => false,
  insertWords: () => false,
  undo: () => false,
  redo: () => false,
}

function useSelectedPlace(editor: Editor | null, onSelect: ((place: SelectedPlace) => void) | undefined): void {
  useEffect(() => {
    if (!editor || !onSelect) return undefined
    let last = ''
    const look = () => {
      const place = selectedPlace(editor.state)
      const now = JSON.stringify(place)
      if (now === last) return
      last = now
      onSelect(place)
    }
    look()
    editor.on('transaction', look)
    return () => {
      editor.off('transaction', look)
    }
  }, [editor, onSelect])
}

/** What the room has decided is not undone by its author's Ctrl+Z (D10): her stack is emptied. */
function useForgetUndoOfDecided(editor: Editor | null, doc: Y.Doc, delegation: string): void {
  useEffect(() => {
    if (!editor) return undefined
    const ledger = ledgerOf(doc)
    const isDecided = (id: unknown) => {
      const proposal = proposalIn(doc, String(id))
      return proposal !== undefined && proposal.delegation === delegation && proposal.state !== 'open' && proposal.state !== 'withdrawn'
    }
    const heard = (events: readonly Y.YEvent<Y.Map<unknown>>[]) => {
      // Where lines were put away while this page was offline (R7), nothing tells which were decided meanwhile.
      const decided = events.some(({ target, keys }) => (target === ledger ? keys.get('lines')?.action === 'update' : [...keys.keys()].some(isDecided)))
      if (decided) undoManagerOf(editor.state)?.clear()
    }
    ledger.observeDeep(heard)
    return () => ledger.unobserveDeep(heard)
  }, [editor, doc, delegation])
}
