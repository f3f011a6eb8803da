/**
 * The editor's text and the document it is written into, kept the same by y-tiptap. A paragraph that did not change stays
 * the same node, from the first drawing on and whatever others write elsewhere: whoever asks what changed, ProseMirror
 * first of all, then sees at once that it did not, instead of comparing two hundred paragraphs letter by letter.
 */
import { Extension, type Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { bodyOf } from '../../shared/document/ydoc.ts'
import { bindingOf } from './binding.ts'

export function collaborating(doc: Y.Doc): Extensions {
  const nodes = new KeptNodes()
  return [Collaboration.configure({ document: doc, field: 'body', ySyncOptions: { mapping: nodes } }), FirstDrawing.configure({ doc, nodes })]
}

/**
 * Which node shows which part of the document. With every change of others y-tiptap first takes out what changed, and then
 * forgets the rest as well.
 */
class KeptNodes extends Map<Y.AbstractType<unknown>, Node | Node[]> {
  override clear(): void {
    // What changed has been taken out by name.
  }
}

interface FirstDrawingOptions {
  readonly doc: Y.Doc
  readonly nodes: KeptNodes
}

interface FirstDrawingStorage {
  /** Nobody has listened since: the text may have moved on. */
  behind: boolean
  readonly missed: () => void
}

/** The text as it stands when the editor is made, so that it opens with a caret in it and is drawn once. */
const FirstDrawing = Extension.create<FirstDrawingOptions, FirstDrawingStorage>({
  name: 'firstDrawing',
  priority: 950,

  addStorage() {
    const storage: FirstDrawingStorage = {
      behind: false,
      missed: () => {
        storage.behind = true
      },
    }
    return storage
  },

  onBeforeCreate() {
    const { doc, nodes } = this.options
    const body = bodyOf(doc)
    const drawn = initProseMirrorDoc(body, this.editor.schema)
    for (const [type, node] of drawn.mapping) nodes.set(type, node)
    // A node of the editor's own schema is taken as it is, though the option's type does not say so.
    Object.assign(this.editor.options, { content: drawn.doc })
    body.observeDeep(this.storage.missed)
  },

  addProseMirrorPlugins() {
    const body = bodyOf(this.options.doc)
    const { storage } = this
    return [
      new Plugin({
        view(view) {
          body.unobserveDeep(storage.missed)
          // oxlint-disable-next-line no-underscore-dangle -- the name is y-tiptap's
          if (storage.behind) bindingOf(view.state)?._forceRerender()
          storage.behind = false
          return { destroy: () => body.observeDeep(storage.missed) }
        },
      }),
    ]
  },
})
