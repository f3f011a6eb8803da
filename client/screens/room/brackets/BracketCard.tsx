/** One open bracket: where it stands, its rival wordings, and, on the selected one, what I may do about them. */
import { useEffect, useRef } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { may } from '../../../../shared/procedure/rules.ts'
import { useLabelWords } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Code } from '../Code.tsx'
import type { BracketAct } from '../decide/outcome.ts'
import { PositionActs } from '../positions/PositionActs.tsx'
import { Stand } from '../positions/Stand.tsx'
import { useRoom } from '../RoomContext.tsx'
import { Acts } from './Acts.tsx'
import type { OpenPlace } from './openPlaces.ts'
import { WordingWords } from './WordingWords.tsx'
import styles from './BracketCard.module.css'

export interface BracketCardProps {
  readonly place: OpenPlace
  readonly selected: boolean
  readonly onAsk: (act: BracketAct) => void
}

export function BracketCard({ place, selected, onAsk }: BracketCardProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const { text, standing, showBracket } = useRoom()
  const card = useRef<HTMLLIElement>(null)
  const [first] = place.bracket.proposals
  const paragraph = place.paragraph.id
  const label = sayLabel(place.label)

  useEffect(() => {
    if (selected) card.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  if (first === undefined) return null
  const rivals = place.bracket.proposals.length > 1
  const mayKeep = rivals && may(standing, { act: 'keepOriginal', paragraph, proposal: first }, text).ok
  return (
    <li ref={card} className={`${styles['card']} ${selected ? styles['selected'] : ''}`}>
      <Pressable className={styles['place'] ?? ''} onPress={() => showBracket(paragraph, first)} aria-pressed={selected}>
        <span className={styles['label']}>
          <bdi>{label}</bdi>
        </span>
        <span className={styles['show']}>{say('brackets.show')}</span>
      </Pressable>
      <ul className={styles['wordings']}>
        {place.wordings.map((wording) => (
          <li key={wording.proposal} className={styles['wording']}>
            <span>
              <Author proposal={wording.proposal} />
            </span>
            <WordingWords place={place} wording={wording} />
            <Standing proposal={wording.proposal} />
            <div className={styles['acts']}>
              <Acts place={place} wording={wording} onAsk={onAsk} />
              {selected && <PositionActs proposal={wording.proposal} />}
            </div>
          </li>
        ))}
      </ul>
      {mayKeep && (
        <div className={styles['keep']}>
          <Button small onPress={() => onAsk({ act: 'keepOriginal', paragraph, proposal: first })}>
            {say('decide.keep')}
          </Button>
        </div>
      )}
    </li>
  )
}

function Author({ proposal }: { readonly proposal: string }) {
  const { text, standing } = useRoom()
  const line = text.ledger.get(proposal)
  // Not in the ledger yet: only my own words of a moment ago can be in that state on my screen.
  if (line === undefined) return <Code code={standing.delegation.code} />
  return <Code code={line.group ?? line.delegation} />
}

function Standing({ proposal }: { readonly proposal: string }) {
  const line = useRoom().text.ledger.get(proposal)
  return line === undefined ? null : <Stand proposal={line} />
}
