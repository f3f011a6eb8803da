/** What is left: every open bracket in text order, how many there are and who holds them. */
import { memo, useState } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Later } from '../../../ui/Later.tsx'
import { confirmDecision } from '../decide/confirmDecision.ts'
import type { BracketAct } from '../decide/outcome.ts'
import { openLedger } from '../ledger/asked.ts'
import { RowProvider, sameForRows, useRoom, type RoomView } from '../RoomContext.tsx'
import { useGrowingList } from '../useGrowingList.ts'
import { BracketCard, type BracketCardProps } from './BracketCard.tsx'
import { heldBy, placeAt, type OpenPlace } from './openPlaces.ts'
import styles from './BracketList.module.css'

export function BracketList() {
  const say = useWords()
  const room = useRoom()
  const { places, delegations, selection } = room
  const [only, setOnly] = useState<string | null>(null)
  const [asked, setAsked] = useState<BracketAct | null>(null)
  const held = heldBy(places)
  const filter = held.some(([code]) => code === only) ? only : null
  const shown = filter === null ? places : places.filter((place) => place.holders.includes(filter))
  const selected = placeAt(places, selection.paragraph, selection.proposals)
  const { drawn, end } = useGrowingList(shown.length, selected === null ? -1 : shown.indexOf(selected))
  const paragraphs = new Set(places.map((place) => place.paragraph.id)).size
  return (
    <div className={styles['brackets']}>
      <div className={styles['head']}>
        <p className={styles['left']} role="status">
          <strong>{say('brackets.left', { count: places.length })}</strong>{' '}
          {places.length > 0 && <span className={styles['in']}>{say('brackets.in', { count: paragraphs })}</span>}
        </p>
        <Button small onPress={openLedger}>
          {say('brackets.ledger')}
        </Button>
      </div>
      {places.length === 0 && <p className={styles['none']}>{say('brackets.none')}</p>}
      {held.length > 0 && <Holders held={held} delegations={delegations} chosen={filter} onChoose={setOnly} />}
      <ol className={styles['list']}>
        {portions(shown.slice(0, drawn)).map((each, index) => (
          // By its place in the list: a new bracket moves one card from each portion to the next, not all of them.
          <Portion key={index} room={room} places={each} selected={selected !== null && each.includes(selected) ? selected : null} onAsk={setAsked} />
        ))}
      </ol>
      {end !== null && <div ref={end} />}
      {asked !== null && <Later key={`${asked.act} ${asked.proposal}`} part={confirmDecision} given={{ act: asked, onClose: () => setAsked(null) }} />}
    </div>
  )
}

interface HoldersProps {
  readonly held: readonly (readonly [code: string, count: number])[]
  readonly delegations: RoomView['delegations']
  readonly chosen: string | null
  readonly onChoose: (code: string | null) => void
}

/** Who holds how many brackets; choosing one shows only hers. */
const Holders = memo(
  function Holders({ held, delegations, chosen, onChoose }: HoldersProps) {
    const say = useWords()
    return (
      <ToggleButtonGroup
        aria-label={say('brackets.heldBy')}
        selectionMode="single"
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [key] = keys
          onChoose(key === undefined ? null : String(key))
        }}
        className={styles['held'] ?? ''}
      >
        {held.map(([code, count]) => {
          const delegation = delegations.get(code)
          return (
            <ToggleButton
              key={code}
              id={code}
              aria-label={say('brackets.held', { code, delegation: delegation?.name ?? code, count })}
              className={`${styles['holder']} delegation-${delegation?.colour ?? 9}`}
            >
              <bdi>{code}</bdi>
              <span className={styles['count']}>{count}</span>
            </ToggleButton>
          )
        })}
      </ToggleButtonGroup>
    )
  },
  (before, now) =>
    before.chosen === now.chosen && before.onChoose === now.onChoose && before.delegations === now.delegations && JSON.stringify(before.held) === JSON.stringify(now.held),
)

interface PortionProps {
  readonly room: RoomView
  readonly places: readonly OpenPlace[]
  readonly selected: OpenPlace | null
  readonly onAsk: (act: BracketAct) => void
}

/** A few neighbouring cards: a list of hundreds is not gone through card by card at every word. */
const Portion = memo(
  function Portion({ room, places, selected, onAsk }: PortionProps) {
    return (
      <>
        {places.map((place) => (
          <Card key={place.key} room={room} place={place} selected={place === selected} onAsk={onAsk} />
        ))}
      </>
    )
  },
  (before, now) =>
    before.selected === now.selected && before.onAsk === now.onAsk && sameItems(before.places, now.places) && sameForRows(before.room, now.room),
)

interface CardProps extends BracketCardProps {
  readonly room: RoomView
}

const Card = memo(
  function Card({ room, ...card }: CardProps) {
    return (
      <RowProvider value={room}>
        <BracketCard {...card} />
      </RowProvider>
    )
  },
  (before, now) =>
    before.place === now.place && before.selected === now.selected && before.onAsk === now.onAsk && sameForRows(before.room, now.room),
)

const cardsInPortion = 24

function portions(places: readonly OpenPlace[]): OpenPlace[][] {
  return Array.from({ length: Math.ceil(places.length / cardsInPortion) }, (_, index) => places.slice(index * cardsInPortion, (index + 1) * cardsInPortion))
}

function sameItems(before: readonly OpenPlace[], now: readonly OpenPlace[]): boolean {
  return before.length === now.length && before.every((place, index) => place === now[index])
}
