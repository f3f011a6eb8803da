/**
 * The moment before the gavel: what will close, what the text will then read. It shows the text as it was when the
 * question was asked; if the place changes meanwhile, the server refuses (D9), and the question is asked again on the
 * text as it is now.
 */
import { useState } from 'react'
import { wordingsOf } from '../../../../shared/brackets/bracket.ts'
import type { ConsultationText } from '../../../../shared/document/text.ts'
import { useLabelWords, useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { openPlaces } from '../brackets/openPlaces.ts'
import { WordingWords } from '../brackets/WordingWords.tsx'
import { Code } from '../Code.tsx'
import { MarkedWords } from '../MarkedWords.tsx'
import { useRoom } from '../RoomContext.tsx'
import { decisionOf, outcomeOf } from './outcome.ts'
import type { BracketAct, Outcome } from './outcome.ts'
import { useDecide } from './useDecide.ts'
import styles from './ConfirmDecision.module.css'

const titles = {
  accept: 'decide.accept.title',
  reject: 'decide.reject.title',
  keepOriginal: 'decide.keep.title',
  withdraw: 'decide.withdraw.title',
} as const

const buttons = {
  accept: 'decide.accept',
  reject: 'decide.reject',
  keepOriginal: 'decide.keep',
  withdraw: 'decide.withdraw',
} as const

interface Seen {
  readonly text: ConsultationText
  readonly outcome: Outcome
}

export interface ConfirmDecisionProps {
  readonly act: BracketAct
  readonly onClose: () => void
}

export function ConfirmDecision({ act, onClose }: ConfirmDecisionProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const spoken = useSpokenLabel()
  const room = useRoom()
  const look = (): Seen => {
    const text = room.textNow()
    return { text, outcome: outcomeOf(text, act) }
  }
  // What is shown here is what is decided on (D9): it does not change under the hand, and is looked up anew when refused.
  const [seen, setSeen] = useState<Seen>(look)
  const { busy, problem, send } = useDecide()
  const label = (paragraph: string) => {
    const found = room.labels.get(paragraph)
    return found === undefined ? '' : spoken(sayLabel(found))
  }
  const code = seen.text.ledger.get(act.proposal)?.delegation ?? ''

  async function confirm() {
    if (await send(decisionOf(seen.text, act))) onClose()
    else setSeen(look())
  }

  return (
    <Ask
      title={say(titles[act.act], { code, label: label(act.paragraph) })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          <Button look={act.act === 'accept' || act.act === 'keepOriginal' ? 'primary' : 'danger'} busy={busy} onPress={() => void confirm()} autoFocus>
            {say(busy ? 'decide.busy' : buttons[act.act])}
          </Button>
        </>
      }
    >
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <Closes text={seen.text} outcome={seen.outcome} />
      {seen.outcome.changes.length === 0 && <p>{say('decide.unchanged')}</p>}
      {seen.outcome.changes.map(({ before, after }) => (
        <div key={before.id} className={styles['change']}>
          {after === null ? (
            <p className={styles['lead']}>{say('decide.goes', { label: label(before.id) })}</p>
          ) : (
            <>
              <p className={styles['lead']}>{say('decide.reads', { label: label(before.id) })}</p>
              <div className={styles['reads']}>
                <MarkedWords paragraph={after} ledger={seen.text.ledger} language={seen.text.meta.language} />
              </div>
            </>
          )}
        </div>
      ))}
    </Ask>
  )
}

function Closes({ text, outcome }: { readonly text: ConsultationText; readonly outcome: Outcome }) {
  const say = useWords()
  const room = useRoom()
  if (outcome.closes.length === 0) return <p className={styles['lead']}>{say('decide.closesNothing')}</p>
  const places = openPlaces(text, room.labels)
  return (
    <div>
      <p className={styles['lead']}>{say('decide.closes')}</p>
      <ul className={styles['closes']}>
        {outcome.closes.map(({ proposal, delegation, state }) => {
          const place = places.find((each) => each.bracket.proposals.includes(proposal))
          const wording = place && wordingsOf(place.bracket, place.paragraph, text.ledger).find((each) => each.proposal === proposal)
          return (
            <li key={proposal} className={styles['closing']}>
              <span>
                <Code code={delegation} />
              </span>
              <span>{place && wording && <WordingWords place={place} wording={wording} />}</span>
              <span className={styles['fate']}>{say(`decide.fate.${state}`)}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
