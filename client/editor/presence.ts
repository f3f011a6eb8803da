/**
 * Where others are: carets and selections labelled with delegation and name. The server writes who they are; this
 * page trusts no more than the shape.
 */
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { yCursorPlugin, yCursorPluginKey } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import { Presence as PresenceState } from '../../shared/wire/messages.ts'

export interface PresenceOptions {
  readonly awareness: Awareness
  readonly me: { readonly code: string; readonly name: string; readonly colour: number }
}

const User = PresenceState.shape.user

interface PresenceStorage {
  /** Somebody else's caret has moved since carets were drawn. */
  othersMoved: boolean
}

export const Presence = Extension.create<PresenceOptions, PresenceStorage>({
  name: 'presence',
  priority: 900,
  addStorage: () => ({ othersMoved: false }),
  addProseMirrorPlugins() {
    const { awareness, me } = this.options
    const { storage } = this
    awareness.setLocalStateField('user', me)
    const resting = new Set<number>()
    return [
      restPlugin(awareness, resting, () => {
        storage.othersMoved = true
      }),
      yCursorPlugin(awareness, {
        cursorBuilder: (user: unknown, client: number) => drawCaret(user, client, resting.has(client)),
        selectionBuilder: (user: unknown) => {
          const known = User.safeParse(user)
          return known.success ? { nodeName: 'span', class: `presence-selection delegation-${known.data.colour}` } : {}
        },
      }),
    ]
  },
  dispatchTransaction({ transaction, next }) {
    // One's own caret is told to others at every key, and y-tiptap then draws theirs anew, though none has moved.
    if (transaction.getMeta(yCursorPluginKey) !== undefined && !transaction.docChanged) {
      if (!this.storage.othersMoved) return
      this.storage.othersMoved = false
    }
    next(transaction)
  },
})

/** What y-protocols says with every change of anybody's state. */
interface Moved {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** A name over the words is wanted while its caret moves; after that it stands in the way of reading. */
const nameShownMilliseconds = 3000

/** Keeps `resting`, the clients whose carets have not moved for a while, and marks their carets on the page. */
function restPlugin(awareness: Awareness, resting: Set<number>, othersMoved: () => void): Plugin {
  return new Plugin({
    view(view) {
      const places = new Map<number, string>()
      const timers = new Map<number, ReturnType<typeof setTimeout>>()
      const mark = (client: number, rests: boolean) => {
        if (rests) resting.add(client)
        else resting.delete(client)
        for (const caret of view.dom.querySelectorAll(`[data-client="${client}"]`)) caret.classList.toggle('resting', rests)
      }
      const look = (client: number) => {
        const state = awareness.getStates().get(client)
        if (state === undefined) {
          places.delete(client)
          return
        }
        const place = JSON.stringify(state['cursor'] ?? null)
        if (places.get(client) === place) return
        places.set(client, place)
        mark(client, false)
        clearTimeout(timers.get(client))
        timers.set(client, setTimeout(() => mark(client, true), nameShownMilliseconds))
      }
      const changed = ({ added, updated, removed }: Moved) => {
        const others = [...added, ...updated, ...removed].filter((client) => client !== awareness.clientID)
        if (others.length === 0) return
        othersMoved()
        for (const client of others) look(client)
      }
      for (const client of awareness.getStates().keys()) if (client !== awareness.clientID) look(client)
      awareness.on('change', changed)
      return {
        destroy() {
          awareness.off('change', changed)
          for (const timer of timers.values()) clearTimeout(timer)
        },
      }
    },
  })
}

function drawCaret(user: unknown, client: number, rests: boolean): HTMLElement {
  const caret = document.createElement('span')
  const known = User.safeParse(user)
  if (!known.success) return caret
  const { code, name, colour } = known.data
  caret.className = `presence-caret delegation-${colour}`
  caret.dataset['client'] = String(client)
  caret.classList.toggle('resting', rests)
  const label = document.createElement('span')
  label.className = 'presence-label'
  const who = document.createElement('bdi')
  who.textContent = code
  label.append(who, ` ${name}`)
  caret.append(label)
  return caret
}
