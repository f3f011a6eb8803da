/**
 * The keys of the editor, and the few events of the page that must be caught before the browser changes words by
 * itself: input methods beginning, a word replaced from a menu, a paste too large to be a proposal.
 */
import { Extension, type Editor } from '@tiptap/core'
import { Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { proposeNext, takeBackEmpty } from './acts.ts'
import type { Author } from './author.ts'
import { prepareCaret } from './composing.ts'
import { lettersBeside } from './erasingKeys.ts'
import { withoutWordMarkup } from './pastedMarkup.ts'
import { reduced } from './slices.ts'
import { perform } from './suggestingExtension.ts'
import { takeBackIn } from './undoing.ts'

export interface KeyboardOptions {
  readonly author: Author
  readonly mayPropose: () => boolean
  readonly onTooLarge: () => void
  /** The acts that need a choice or a place, by their shortcut. */
  readonly shortcuts: Readonly<Record<string, () => void>>
}

/** More than any real text: beyond it a paste would only freeze the page before the server refused it (G3). */
const pasteLimits = { characters: 200_000, markup: 5_000_000 } as const

export const Keyboard = Extension.create<KeyboardOptions>({
  name: 'keyboard',
  priority: 2000,

  addKeyboardShortcuts() {
    const { author, mayPropose, shortcuts } = this.options
    const writing = (act: (editor: Editor) => void) => () => {
      if (!mayPropose()) return false
      act(this.editor)
      return true
    }
    const erase = (back: boolean) => writing((editor) => eraseAtCaret(editor, author, back))
    const bound = Object.entries(shortcuts).map(([keys, act]) => [keys, writing(act)] as const)
    return {
      Enter: writing((editor) => perform(editor, proposeNext(editor.state, author))),
      // A line is a paragraph here; there are none inside one.
      'Shift-Enter': () => true,
      Backspace: erase(true),
      'Shift-Backspace': erase(true),
      Delete: erase(false),
      'Shift-Delete': () => false,
      'Mod-z': writing((editor) => takeBackIn(editor.state, author, 'undo')),
      'Mod-y': writing((editor) => takeBackIn(editor.state, author, 'redo')),
      'Shift-Mod-z': writing((editor) => takeBackIn(editor.state, author, 'redo')),
      ...Object.fromEntries(bound),
    }
  },

  addProseMirrorPlugins() {
    const { author, mayPropose, onTooLarge } = this.options
    return [
      new Plugin({
        props: {
          transformPastedHTML: withoutWordMarkup,
          transformPasted: reduced,
          handleKeyPress: (view, event) => mayPropose() && writeLetter(view, event),
          handleDOMEvents: {
            paste(_view, event) {
              const text = event.clipboardData?.getData('text/plain') ?? ''
              const html = event.clipboardData?.getData('text/html') ?? ''
              if (text.length <= pasteLimits.characters && html.length <= pasteLimits.markup) return false
              event.preventDefault()
              onTooLarge()
              return true
            },
            drop(_view, event) {
              const text = event.dataTransfer?.getData('text/plain') ?? ''
              const html = event.dataTransfer?.getData('text/html') ?? ''
              if (text.length <= pasteLimits.characters && html.length <= pasteLimits.markup) return false
              event.preventDefault()
              onTooLarge()
              return true
            },
            keydown(view, event) {
              if (mayPropose() && beginsComposing(event)) beginComposing(view, author)
              return false
            },
            compositionstart(view) {
              if (mayPropose()) beginComposing(view, author)
              return false
            },
            beforeinput: (view, event) => mayPropose() && replaceByInput(view, event, author),
          },
        },
      }),
    ]
  },
})

/** Where the system corrects and completes what is typed, it does so in words that the browser wrote itself. */
const systemRewrites = typeof navigator !== 'undefined' && /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent)

/**
 * Writes the letter of a key. Left to itself the browser would write it into the page, lay the page out, and only then
 * would the editor read it back and lay it out again.
 */
function writeLetter(view: EditorView, event: KeyboardEvent): boolean {
  const { selection, tr } = view.state
  if (systemRewrites || !(selection instanceof TextSelection) || !selection.$from.sameParent(selection.$to)) return false
  // Deprecated, and the only sign whether a key writes anything, and what.
  // oxlint-disable-next-line typescript/no-deprecated
  const letter = String.fromCodePoint(event.charCode)
  if (/[\r\n]/.test(letter)) return false
  view.dispatch(tr.insertText(letter, selection.from, selection.to).scrollIntoView())
  return true
}

function eraseAtCaret(editor: Editor, author: Author, back: boolean): void {
  const { state, view } = editor
  if (!state.selection.empty) {
    view.dispatch(state.tr.deleteSelection().scrollIntoView())
    return
  }
  const letters = lettersBeside(state, author, back)
  if (letters) view.dispatch(state.tr.delete(letters.from, letters.to).scrollIntoView())
  else if (back) perform(editor, takeBackEmpty(state, author))
}

/** A key that an input method takes for itself. On some touch keyboards no key says which it is. */
function beginsComposing(event: KeyboardEvent): boolean {
  // Deprecated, and the only sign of an input method that every browser gives.
  // oxlint-disable-next-line typescript/no-deprecated
  if (event.isComposing || event.keyCode !== 229 || event.ctrlKey || event.altKey || event.metaKey) return false
  return event.code === '' || /^(Key|Digit|Numpad|Bracket|Semicolon|Quote|Comma|Period|Slash|Minus|Equal|Backquote|Backslash|Intl)/.test(event.code)
}

/**
 * Called at the key, while the browser has not begun: once it has, it remembers where the selection was and puts the
 * caret back there. Where no key is heard, the composition's own beginning must do.
 */
function beginComposing(view: EditorView, author: Author): void {
  if (!view.state.selection.empty) view.dispatch(view.state.tr.deleteSelection())
  const prepared = prepareCaret(view.state, author)
  if (prepared) view.dispatch(prepared)
}

/**
 * Words typed over a selection, or chosen from a spell-checker's menu, replace exactly what was marked. Read back from
 * the page they would look smaller: `urge` over `urges` would seem to delete one letter.
 */
function replaceByInput(view: EditorView, event: InputEvent, author: Author): boolean {
  if (event.isComposing || view.composing) return false
  const replaces = event.inputType === 'insertText' || event.inputType === 'insertReplacementText'
  if (replaces) {
    const words = event.data ?? event.dataTransfer?.getData('text/plain') ?? ''
    // The page's own range, not the editor's selection: after a quick arrow key the editor may not have heard yet.
    const [range] = event.getTargetRanges()
    if (!range || words === '' || !view.dom.contains(range.startContainer)) return false
    const from = view.posAtDOM(range.startContainer, range.startOffset)
    if (range.collapsed) {
      if (from !== view.state.selection.head || !view.state.selection.empty) {
        view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(from))))
      }
      return false
    }
    event.preventDefault()
    const to = view.posAtDOM(range.endContainer, range.endOffset)
    view.dispatch(view.state.tr.insertText(words, from, to).scrollIntoView())
    return true
  }
  const undone = event.inputType === 'historyUndo' ? 'undo' : event.inputType === 'historyRedo' ? 'redo' : null
  if (undone !== null) takeBackIn(view.state, author, undone)
  // Undo from the browser's own menu, bold and the like.
  if (undone === null && !event.inputType.startsWith('format')) return false
  event.preventDefault()
  return true
}
