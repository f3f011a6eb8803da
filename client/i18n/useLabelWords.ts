/** A paragraph's label in the words of the interface: numbers come from the text, words from the catalogue. */
import { useCallback } from 'react'
import { sayLabel } from '../../shared/document/numbering.ts'
import type { Label } from '../../shared/document/numbering.ts'
import { useWords } from './useWords.ts'

/** For lists and headings: `7 (a)`, `OP5 bis`, `7 (a), annotation 2`. */
export function useLabelWords(): (label: Label) => string {
  const say = useWords()
  return useCallback(
    (label) =>
      sayLabel(label, {
        title: say('label.title'),
        heading: say('label.heading'),
        organ: say('label.organ'),
        annotation: say('label.annotation'),
        document: say('label.document'),
        note: say('label.note'),
      }),
    [say],
  )
}

/** For sentences: a bare number alone would not read as a place, so `7 (a)` becomes "item 7 (a)". Only items begin with a figure (L2). */
export function useSpokenLabel(): (label: string) => string {
  const say = useWords()
  return useCallback((label) => (/^\d/.test(label) ? say('label.item', { label }) : label), [say])
}
