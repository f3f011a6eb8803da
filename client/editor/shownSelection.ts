/**
 * The selection as the page shows it. A browser tells of a click a moment after it has moved the caret; until then the
 * editor's own state says where the caret was, and whatever redraws the text would put it back there.
 */
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** Where the page's selection is, when that is not where the editor believes it to be; null when both agree. */
export function newerSelection(view: EditorView): TextSelection | null {
  const { selection, doc } = view.state
  if (view.composing || !(selection instanceof TextSelection) || !view.hasFocus()) return null
  const shown = view.dom.ownerDocument.getSelection()
  const anchor = placeOf(view, shown?.anchorNode ?? null, shown?.anchorOffset ?? 0)
  const head = placeOf(view, shown?.focusNode ?? null, shown?.focusOffset ?? 0)
  if (anchor === null || head === null || (anchor === selection.anchor && head === selection.head)) return null
  return TextSelection.create(doc, anchor, head)
}

/** Places between paragraphs are left to the editor, which knows where the nearest letter is. */
function placeOf(view: EditorView, node: Node | null, offset: number): number | null {
  const element = node instanceof Element ? node : node?.parentElement
  if (!node || !element || !view.dom.contains(node) || !element.closest('.paragraph-words')) return null
  const pos = view.posAtDOM(node, offset)
  return view.state.doc.resolve(pos).parent.isTextblock ? pos : null
}
