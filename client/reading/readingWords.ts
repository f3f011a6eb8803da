/** What stands around the words of a text, from the catalogue: labels, signs beside the words. */
import { sayLabel, type Label } from '../../shared/document/numbering.ts'
import type { Say } from '../i18n/useWords.ts'
import type { BracketWords } from './look.ts'

export function labelInWords(label: Label, say: Say): string {
  return sayLabel(label, {
    title: say('editor.word.title'),
    heading: say('editor.word.heading'),
    organ: say('editor.word.organ'),
    annotation: say('editor.word.annotation'),
    document: say('editor.word.document'),
    note: say('editor.word.note'),
  })
}

export function bracketWords(say: Say): BracketWords {
  return {
    attribution: (delegations, reserving) =>
      say(reserving ? 'editor.attribution.reserving' : 'editor.attribution', { delegations: delegations.join(', ') }),
    label: (label) => labelInWords(label, say),
    standing: (tier) => (tier === 'open' ? '' : say(`editor.standing.${tier}`)),
    movedFrom: (place) => (place === '' ? say('editor.movedFromGone') : say('editor.movedFrom', { place })),
    alternativeTo: (place) => (place === '' ? say('editor.alternativeToGone') : say('editor.alternativeTo', { place })),
    invitation: say('editor.invitation'),
  }
}
