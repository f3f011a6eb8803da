/** What one proposal would do in one bracket: a word for the kind of change, then the words themselves. */
import type { Wording } from '../../../../shared/brackets/bracket.ts'
import { useLabelWords, useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { useRoom } from '../RoomContext.tsx'
import { otherEndOfMove } from './openPlaces.ts'
import type { OpenPlace } from './openPlaces.ts'
import styles from './WordingWords.module.css'

export interface WordingWordsProps {
  readonly place: OpenPlace
  readonly wording: Wording
}

export function WordingWords({ place, wording }: WordingWordsProps) {
  const { text } = useRoom()
  const does = useKindWord(place, wording)
  const { language } = text.meta
  return (
    <span className={styles['wording']}>
      <span className={styles['kind']}>{does}</span>{' '}
      <span className={styles['words']} lang={language} dir="auto">
        {wording.struck !== '' && <del>{wording.struck}</del>}
        {wording.struck !== '' && wording.added !== '' && ' '}
        {wording.added !== '' && <ins>{wording.added}</ins>}
        {wording.reserved !== '' && <span className={styles['reserved']}>{wording.reserved}</span>}
      </span>
    </span>
  )
}

function useKindWord(place: OpenPlace, { proposal, kind }: Wording): string {
  const say = useWords()
  const sayLabel = useLabelWords()
  const spoken = useSpokenLabel()
  const { text, labels } = useRoom()
  const labelOf = (paragraph: string | undefined) => {
    const label = paragraph === undefined ? undefined : labels.get(paragraph)
    return label === undefined ? null : spoken(sayLabel(label))
  }
  if (kind === 'move') {
    const label = labelOf(otherEndOfMove(text, place, proposal)?.id)
    if (label === null) return say('wording.move')
    return say(place.paragraph.proposal === proposal ? 'wording.moveHere' : 'wording.moveAway', { label })
  }
  if (kind === 'alternative') {
    const label = labelOf(place.paragraph.alternativeTo)
    return label === null ? say('wording.newParagraph') : say('wording.alternative', { label })
  }
  return say(`wording.${kind}`)
}
