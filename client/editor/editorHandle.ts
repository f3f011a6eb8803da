/** What screens and the toolbar may ask of an open editor: showing places and proposing beyond typing. */
import type { Editor } from '@tiptap/core'
import { Fragment, Slice } from '@tiptap/pm/model'
import { TextSelection, type EditorState } from '@tiptap/pm/state'
import { bracketsOf } from '../../shared/brackets/bracket.ts'
import type { ParagraphKind } from '../../shared/document/schema.ts'
import {
  changePlace,
  findParagraph,
  paragraphAtCaret,
  proposeAlternative,
  proposeDeletion,
  proposeMove,
  proposeParagraph,
  reserve,
  type Act,
  type CannotReason,
} from './acts.ts'
import type { Author } from './author.ts'
import { showFound } from './bracketView.ts'
import { paragraphOf } from './editedText.ts'
import { reduced } from './slices.ts'
import { perform } from './suggestingExtension.ts'
import { takeBackIn, undoManagerOf } from './undoing.ts'
import { attribute } from './words.ts'

/** Acts answer whether they were done; why not is told in the editor's own notice line. */
export interface EditorHandle {
  focus(): void
  /** Scrolls there and marks it for a moment; false when it is no longer there. */
  focusParagraph(paragraph: string): boolean
  focusBracket(paragraph: string, proposal: string): boolean
  /** A new paragraph right after `after`, or after the caret's when left away. */
  proposeParagraph(after: string | null | undefined, kind: ParagraphKind, level: number): boolean
  /** Without a paragraph these mean the one the caret is in. */
  proposeAlternative(paragraph?: string): boolean
  proposeDeletion(paragraph?: string): boolean
  proposeMove(paragraph: string, after: string | null, kind: ParagraphKind, level: number): boolean
  /** Opens the dialog that asks for the new place. */
  openMove(paragraph?: string): void
  reserve(): boolean
  changePlace(paragraph: string, kind: ParagraphKind, level: number): boolean
  toggleItalic(): boolean
  /** Proposes words at the caret, each further line as a paragraph of its own. */
  insertWords(words: string): boolean
  undo(): boolean
  redo(): boolean
}

export interface SelectedPlace {
  readonly paragraph: string | null
  /** Proposals of the brackets the selection touches. */
  readonly proposals: readonly string[]
}

export interface HandleDeps {
  readonly tell: (reason: CannotReason | null) => void
  readonly openMove: (paragraph: string) => void
  readonly mayPropose: () => boolean
}

const foundMilliseconds = 2400

export function editorHandle(editor: Editor, author: Author, { tell, openMove, mayPropose }: HandleDeps): EditorHandle {
  let forgetting: ReturnType<typeof setTimeout> | undefined

  /** A menu or dialog that asked for an act gives its focus back to its button when it closes, a frame or two later. */
  const focusNowAndSoon = () => {
    editor.view.focus()
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!editor.isDestroyed) editor.view.focus()
      }),
    )
  }
  const act = (made: (state: EditorState) => Act): boolean => {
    if (!mayPropose()) return false
    // An act is undone by itself, not with the typing before it.
    undoManagerOf(editor.state)?.stopCapturing()
    const reason = perform(editor, made(editor.state))
    tell(reason)
    focusNowAndSoon()
    return reason === null
  }
  const here = () => {
    const found = paragraphAtCaret(editor.state)
    return found ? (attribute(found.node, 'id') ?? undefined) : undefined
  }

  const again = (way: 'undo' | 'redo'): boolean => {
    editor.view.focus()
    return mayPropose() && takeBackIn(editor.state, author, way)
  }

  const show = (paragraph: string, offset: number, proposal: string | null): boolean => {
    const found = findParagraph(editor.state.doc, paragraph)
    if (!found) return false
    const { tr } = editor.state
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, found.pos + 1 + offset)))
    editor.view.dispatch(showFound(editor.state, { paragraph, proposal }))
    clearTimeout(forgetting)
    forgetting = setTimeout(() => {
      if (!editor.isDestroyed) editor.view.dispatch(showFound(editor.state, null))
    }, foundMilliseconds)
    const element = editor.view.nodeDOM(found.pos)
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    editor.view.dom.focus({ preventScroll: true })
    // A browser that had no selection there puts one at the beginning, and would tell of it before the editor shows its own.
    editor.view.focus()
    if (element instanceof HTMLElement) element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
    return true
  }

  return {
    focus: () => editor.view.focus(),
    focusParagraph: (paragraph) => show(paragraph, 0, null),
    focusBracket(paragraph, proposal) {
      const found = findParagraph(editor.state.doc, paragraph)
      if (!found) return false
      const runs = paragraphOf(found.node).runs
      let offset = 0
      for (const run of runs) {
        if ([...run.insertions, ...run.deletions, ...run.reservations].includes(proposal)) return show(paragraph, offset, proposal)
        offset += run.text.length
      }
      return show(paragraph, 0, null)
    },
    proposeParagraph: (after, kind, level) =>
      act((state) => proposeParagraph(state, author, after === undefined ? (here() ?? null) : after, { kind, level })),
    proposeAlternative: (paragraph = here()) => act((state) => proposeAlternative(state, author, paragraph ?? '')),
    proposeDeletion: (paragraph = here()) => act((state) => proposeDeletion(state, author, paragraph ?? '')),
    proposeMove: (paragraph, after, kind, level) => act((state) => proposeMove(state, author, paragraph, after, { kind, level })),
    openMove(paragraph = here()) {
      if (paragraph === undefined || !mayPropose()) return
      if (author.isFrozen(paragraph)) tell('agreed')
      else openMove(paragraph)
    },
    reserve: () => act((state) => reserve(state, author)),
    changePlace: (paragraph, kind, level) => act((state) => changePlace(state, author, paragraph, kind, level)),
    toggleItalic: () => mayPropose() && editor.chain().focus().toggleMark('italic').run(),
    insertWords(words) {
      if (!mayPropose() || !paragraphAtCaret(editor.state)) return false
      const { schema, doc } = editor.state
      const lines = words.split(/\r?\n/).filter((line) => line !== '')
      const blocks = lines.map((line) => schema.node('paragraph', null, schema.text(line)))
      if (blocks.length === 0) return false
      const slice = reduced(new Slice(Fragment.from(blocks), 1, 1))
      editor.view.dispatch(editor.state.tr.replaceSelection(slice).scrollIntoView())
      editor.view.focus()
      return !editor.state.doc.eq(doc)
    },
    undo: () => again('undo'),
    redo: () => again('redo'),
  }
}

/** Where the caret is, as screens ask for it. */
export function selectedPlace(state: EditorState): SelectedPlace {
  const here = paragraphAtCaret(state)
  if (!here) return { paragraph: null, proposals: [] }
  const paragraph = paragraphOf(here.node)
  const from = Math.max(0, state.selection.from - here.pos - 1)
  const to = Math.min(here.node.content.size, state.selection.to - here.pos - 1)
  const touched = bracketsOf(paragraph, new Map()).filter((bracket) => bracket.whole || (bracket.from <= to && bracket.to >= from))
  return { paragraph: paragraph.id, proposals: [...new Set(touched.flatMap((bracket) => bracket.proposals))] }
}
