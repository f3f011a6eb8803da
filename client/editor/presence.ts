/**
 * Where others are: carets and selections labelled with delegation and name. The server writes who they are; this
 * page trusts no more than the shape.
 */
import { Extension } from '@tiptap/core'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import { Presence as PresenceState } from '../../shared/wire/messages.ts'

export interface PresenceOptions {
  readonly awareness: Awareness
  readonly me: { readonly code: string; readonly name: string; readonly colour: number }
}

const User = PresenceState.shape.user

export const Presence = Extension.create<PresenceOptions>({
  name: 'presence',
  priority: 900,
  addProseMirrorPlugins() {
    const { awareness, me } = this.options
    awareness.setLocalStateField('user', me)
    return [
      yCursorPlugin(awareness, {
        cursorBuilder: drawCaret,
        selectionBuilder: (user: unknown) => {
          const known = User.safeParse(user)
          return known.success ? { nodeName: 'span', class: `presence-selection delegation-${known.data.colour}` } : {}
        },
      }),
    ]
  },
})

function drawCaret(user: unknown): HTMLElement {
  const caret = document.createElement('span')
  const known = User.safeParse(user)
  if (!known.success) return caret
  const { code, name, colour } = known.data
  caret.className = `presence-caret delegation-${colour}`
  const label = document.createElement('span')
  label.className = 'presence-label'
  const who = document.createElement('bdi')
  who.textContent = code
  label.append(who, ` ${name}`)
  caret.append(label)
  return caret
}
