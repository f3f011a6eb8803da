/**
 * Where others are: carets and selections labelled with delegation and name. The server writes who they are; this
 * page trusts no more than the shape.
 */
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
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
    const resting = new Set<number>()
    return [
      restPlugin(awareness, resting),
      yCursorPlugin(awareness, {
        cursorBuilder: (user: unknown, client: number) => drawCaret(user, client, resting.has(client)),
        selectionBuilder: (user: unknown) => {
          const known = User.safeParse(user)
          return known.success ? { nodeName: 'span', class: `presence-selection delegation-${known.data.colour}` } : {}
        },
      }),
    ]
  },
})

/** A name over the words is wanted while its caret moves; after that it stands in the way of reading. */
const nameShownMilliseconds = 3000

/** Keeps `resting`, the clients whose carets have not moved for a while, and marks their carets on the page. */
function restPlugin(awareness: Awareness, resting: Set<number>): Plugin {
  return new Plugin({
    view(view) {
      const places = new Map<number, string>()
      const timers = new Map<number, ReturnType<typeof setTimeout>>()
      const mark = (client: number, rests: boolean) => {
        if (rests) resting.add(client)
        else resting.delete(client)
        for (const caret of view.dom.querySelectorAll(`[data-client="${client}"]`)) caret.classList.toggle('resting', rests)
      }
      const look = () => {
        for (const client of places.keys()) if (!awareness.getStates().has(client)) places.delete(client)
        for (const [client, state] of awareness.getStates()) {
          const place = JSON.stringify(state['cursor'] ?? null)
          if (places.get(client) === place) continue
          places.set(client, place)
          mark(client, false)
          clearTimeout(timers.get(client))
          timers.set(client, setTimeout(() => mark(client, true), nameShownMilliseconds))
        }
      }
      look()
      awareness.on('change', look)
      return {
        destroy() {
          awareness.off('change', look)
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
