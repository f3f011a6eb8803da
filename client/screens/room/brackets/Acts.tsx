/** What may be done about one proposal by whoever looks: only what the rules allow her now is offered. */
import type { Wording } from '../../../../shared/brackets/bracket.ts'
import { may } from '../../../../shared/procedure/rules.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import type { BracketAct } from '../decide/outcome.ts'
import { useRoom } from '../RoomContext.tsx'
import type { OpenPlace } from './openPlaces.ts'

export interface ActsProps {
  readonly place: OpenPlace
  readonly wording: Wording
  readonly onAsk: (act: BracketAct) => void
}

export function Acts({ place, wording, onAsk }: ActsProps) {
  const say = useWords()
  const { text, standing } = useRoom()
  const { proposal } = wording
  const paragraph = place.paragraph.id
  const code = text.ledger.get(proposal)?.delegation ?? ''
  const mayDo = (act: 'accept' | 'reject' | 'withdraw') => may(standing, { act, proposal }, text).ok
  const offered = (['accept', 'reject', 'withdraw'] as const).filter(mayDo)
  if (offered.length === 0) return null
  return (
    <>
      {offered.map((act) => (
        <Button
          key={act}
          small
          look={act === 'accept' ? 'plain' : 'quiet'}
          aria-label={say(`decide.${act}Of`, { code })}
          onPress={() => onAsk({ act, proposal, paragraph })}
        >
          {say(`decide.${act}`)}
        </Button>
      ))}
    </>
  )
}
