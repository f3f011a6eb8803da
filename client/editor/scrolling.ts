/**
 * Keeping the caret in sight. ProseMirror asks every element around the text where it is, at every key; mostly one look
 * says that the caret stands well inside what is seen. And where paragraphs out of sight are not laid out, a jump of the
 * caret lands where its paragraph was thought to be.
 */
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** How far a caret is kept from the edges of what is seen: above it stands the toolbar. */
export const caretMargin = { top: 160, bottom: 120, left: 0, right: 0 } as const

export function caretInSight(view: EditorView): boolean {
  const seen = view.dom.closest('main')?.getBoundingClientRect()
  const { visualViewport, innerHeight } = window
  // With a keyboard on the screen, or zoomed in, what is seen is less than the page knows.
  if (!seen || !visualViewport || visualViewport.height < innerHeight) return false
  const caret = view.coordsAtPos(view.state.selection.head, 1)
  return caret.top >= seen.top + caretMargin.top && caret.bottom <= seen.bottom - caretMargin.bottom
}

/** Paragraphs that come into sight are as high as they are, and push the caret's away: looked at so often. */
const looks = 3

/** After a jump to another part of the text the caret is looked for again, once the paragraphs there have been laid out. */
export const CaretJumps = Extension.create({
  name: 'caretJumps',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleDOMEvents: {
          keydown(view, event) {
            if (jumps(event)) follow(view, looks)
            return false
          },
        },
      },
    }),
  ],
})

function jumps({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && ['Home', 'End', 'ArrowUp', 'ArrowDown'].includes(key)
}

function follow(view: EditorView, left: number): void {
  if (left === 0) return
  // The frame in which the browser has scrolled, and the one in which it has drawn what came into sight.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (view.isDestroyed || view.composing) return
      if (!caretInSight(view)) view.dispatch(view.state.tr.scrollIntoView())
      follow(view, left - 1)
    }),
  )
}
