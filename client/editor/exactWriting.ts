/**
 * Writes words into Yjs exactly where their author wrote them. y-tiptap compares letters alone: a blank typed before a
 * blank it takes for one typed behind it, and then the new mark lies on the old blank, the bracket breaks in two and the
 * caret goes on writing in the wrong half. Here letters also differ by who inserted them (B2).
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { attributesOf, readRuns } from '../../shared/document/ydoc.ts'
import type { Run } from '../../shared/document/text.ts'
import { bindingOf } from './binding.ts'
import { paragraphOf } from './editedText.ts'
import { attribute } from './words.ts'

/* oxlint-disable no-underscore-dangle -- the name is y-tiptap's; there is no other place between its two texts */
export const ExactWriting = Extension.create({
  name: 'exactWriting',

  addProseMirrorPlugins() {
    return [
      new Plugin({
        view(view) {
          const binding = bindingOf(view.state)
          if (!binding) throw new Error('There is nothing to write into before Collaboration is there.')
          const { doc, type } = binding
          const writeTheRest = binding._prosemirrorChanged.bind(binding)
          binding._prosemirrorChanged = (text: Node) => {
            doc.transact(() => {
              const unchanged = new Set<unknown>(binding.mapping.values())
              writeWords(type, text.children.filter((paragraph) => !unchanged.has(paragraph)))
              writeTheRest(text)
            }, ySyncPluginKey)
          }
          return {
            destroy() {
              binding._prosemirrorChanged = writeTheRest
            },
          }
        },
      }),
    ]
  },
})

/** Makes the letters of these paragraphs in Yjs what they are in the editor, with their marks. Paragraphs that Yjs does not have are left out. */
export function writeWords(body: Y.XmlFragment, paragraphs: readonly Node[]): void {
  if (paragraphs.length === 0) return
  const elements = new Map(body.toArray().map((element) => [element instanceof Y.XmlElement ? element.getAttribute('id') : undefined, element]))
  for (const paragraph of paragraphs) {
    const element = elements.get(attribute(paragraph, 'id') ?? undefined)
    if (!(element instanceof Y.XmlElement) || element.length !== 1) continue
    const [words] = element.toArray()
    if (!(words instanceof Y.XmlText)) continue
    const stretch = changedStretch(readRuns(element), paragraphOf(paragraph).runs)
    if (!stretch) continue
    words.delete(stretch.at, stretch.removed)
    let at = stretch.at
    for (const run of stretch.added) {
      words.insert(at, run.text, attributesOf(run))
      at += run.text.length
    }
  }
}

export interface Stretch {
  readonly at: number
  readonly removed: number
  readonly added: readonly Run[]
}

/** The one stretch in which letters came or went; null when only other marks than insertions changed, or nothing. */
export function changedStretch(before: readonly Run[], after: readonly Run[]): Stretch | null {
  const [old, now] = [lettersOf(before), lettersOf(after)]
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old.text[start] === now.text[start] && old.by[start] === now.by[start]) start++
  if (cutsLetter(old.text, start) || cutsLetter(now.text, start)) start--
  let end = 0
  while (end < shorter - start) {
    const [a, b] = [old.length - 1 - end, now.length - 1 - end]
    if (old.text[a] !== now.text[b] || old.by[a] !== now.by[b]) break
    end++
  }
  if (cutsLetter(old.text, old.length - end) || cutsLetter(now.text, now.length - end)) end--
  if (start === old.length && start === now.length) return null
  return { at: start, removed: old.length - end - start, added: between(after, start, now.length - end) }
}

interface Letters {
  readonly text: string
  readonly length: number
  /** Of each code unit, who inserted it. */
  readonly by: readonly string[]
}

function lettersOf(runs: readonly Run[]): Letters {
  const by: string[] = []
  let text = ''
  for (const run of runs) {
    const inserted = run.insertions.join(' ')
    text += run.text
    while (by.length < text.length) by.push(inserted)
  }
  return { text, length: text.length, by }
}

/** Whether `at` lies between the two code units of one letter. */
function cutsLetter(text: string, at: number): boolean {
  return at > 0 && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

function between(runs: readonly Run[], from: number, to: number): Run[] {
  const found: Run[] = []
  let offset = 0
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, from - offset), Math.max(0, to - offset))
    if (text !== '') found.push({ ...run, text })
    offset += run.text.length
  }
  return found
}
