/**
 * Whether the caret must be scrolled to. ProseMirror asks every element around the text where it is, at every key; mostly
 * one look says that the caret stands well inside what is seen.
 */
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
