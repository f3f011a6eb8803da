/** A paragraph's label in the words of the interface: numbers come from the text, words from the catalogue. */
import { useCallback } from 'react'
import { sayLabel } from '../../shared/document/numbering.ts'
import type { Label } from '../../shared/document/numbering.ts'
import { useWords } from './useWords.ts'

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
