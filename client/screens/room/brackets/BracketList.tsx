/** What is left: every open bracket in text order, how many there are and who holds them. */
import { memo, useState } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useWords } from '../../../i18n/useWords.ts'
import { ConfirmDecision } from '../decide/ConfirmDecision.tsx'
import type { BracketAct } from '../decide/outcome.ts'
import { RoomProvider, sameForRows, useRoom, type RoomView } from '../RoomContext.tsx'
import { useGrowingList } from '../useGrowingList.ts'
import { BracketCard, type BracketCardProps } from './BracketCard.tsx'
import { heldBy, placeAt } from './openPlaces.ts'
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
  const drawn = useGrowingList(shown.length, selected === null ? -1 : shown.indexOf(selected))
  const paragraphs = new Set(places.map((place) => place.paragraph.id)).size
  return (
    <div className={styles['brackets']}>
      <p className={styles['left']} role="status">
        <strong>{say('brackets.left', { count: places.length })}</strong>{' '}
        {places.length > 0 && <span className={styles['in']}>{say('brackets.in', { count: paragraphs })}</span>}
      </p>
      {places.length === 0 && <p className={styles['none']}>{say('brackets.none')}</p>}
      {held.length > 0 && (
        <ToggleButtonGroup
          aria-label={say('brackets.heldBy')}
          selectionMode="single"
          selectedKeys={filter === null ? [] : [filter]}
          onSelectionChange={(keys) => {
            const [key] = keys
            setOnly(key === undefined ? null : String(key))
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
      )}
      <ol className={styles['list']}>
        {shown.slice(0, drawn).map((place) => (
          <Row key={place.key} room={room} place={place} selected={place === selected} onAsk={setAsked} />
        ))}
      </ol>
      {asked !== null && <ConfirmDecision key={`${asked.act} ${asked.proposal}`} act={asked} onClose={() => setAsked(null)} />}
    </div>
  )
}

interface RowProps extends BracketCardProps {
  readonly room: RoomView
}

const Row = memo(
  function Row({ room, ...card }: RowProps) {
    return (
      <RoomProvider value={room}>
        <BracketCard {...card} />
      </RoomProvider>
    )
  },
  (before, now) =>
    before.place === now.place && before.selected === now.selected && before.onAsk === now.onAsk && sameForRows(before.room, now.room),
)
