/** What every part of the room needs to know: the text as it stands, who is who in it, and who I am. */
import { createContext, use } from 'react'
import type { Label } from '../../../shared/document/numbering.ts'
import type { ConsultationText } from '../../../shared/document/text.ts'
import type { Delegation, Group, Standing } from '../../../shared/procedure/roles.ts'
import type { OpenPlace } from './brackets/openPlaces.ts'
import type { ReadingMode } from './reading/readingMode.ts'

export interface RoomView {
  readonly id: string
  /** As the lists show it: up to a moment behind what is written, and a row of a long list may keep an older one. */
  readonly text: ConsultationText
  /** As it stands now, for who is about to decide on it (D9). */
  readonly textNow: () => ConsultationText
  readonly labels: ReadonlyMap<string, Label>
  readonly places: readonly OpenPlace[]
  readonly delegations: ReadonlyMap<string, Delegation>
  readonly groups: readonly Group[]
  /** As looked up when the room was opened; the server looks it up again at every act. */
  readonly standing: Standing
  /** Paragraph and proposals at the caret. */
  readonly selection: Selection
  /** Brings a bracket into view in the text and selects it. */
  readonly showBracket: (paragraph: string, proposal: string) => void
  readonly showParagraph: (paragraph: string) => void
  /** Proposes words at the caret; false when they could not go there. */
  readonly insertWords: (words: string) => boolean
  /** How the text is read in place of the editor; null: the full text with its brackets, to be written in. */
  readonly reading: ReadingMode | null
  readonly read: (mode: ReadingMode | null) => void
}

export interface Selection {
  readonly paragraph: string | null
  readonly proposals: readonly string[]
}

const RoomContext = createContext<RoomView | null>(null)
export const RoomProvider = RoomContext.Provider

/** The room as a row saw it when it was drawn last. A context of its own: React draws whoever reads a context again when it changes anywhere above, even where a nearer provider stands between. */
const RowContext = createContext<RoomView | null>(null)
export const RowProvider = RowContext.Provider

/**
 * Whether a row of a long list, which shows one paragraph or one place, would be drawn the same in both: then it may go
 * on seeing the room as it stood, and whoever types does not wait for hundreds of rows. Its paragraph or place itself,
 * and what is selected, are for the row to compare.
 */
export function sameForRows(before: RoomView, now: RoomView): boolean {
  return (
    before.text.meta === now.text.meta &&
    before.text.status === now.text.status &&
    before.labels === now.labels &&
    before.delegations === now.delegations &&
    before.groups === now.groups &&
    before.standing === now.standing &&
    before.showBracket === now.showBracket &&
    before.showParagraph === now.showParagraph
  )
}

export function useRoom(): RoomView {
  const view = use(RowContext) ?? use(RoomContext)
  if (view === null) throw new Error('useRoom needs a RoomProvider above it.')
  return view
}
