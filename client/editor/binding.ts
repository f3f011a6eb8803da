/** What y-tiptap keeps beside the editor's state: the document it writes into, and how. It leaves its state untyped. */
import type { EditorState } from '@tiptap/pm/state'
import { ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap'

export function bindingOf(state: EditorState): ProsemirrorBinding | null {
  const known: unknown = ySyncPluginKey.getState(state)
  if (typeof known !== 'object' || known === null || !('binding' in known)) return null
  return known.binding instanceof ProsemirrorBinding ? known.binding : null
}
