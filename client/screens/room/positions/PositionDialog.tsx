/** Taking a position on a proposal: for oneself or for a group, with a reason where there is one (T1 to T3). */
import { useState } from 'react'
import { Label } from 'react-aria-components/Label'
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup'
import { stances, type Stance } from '../../../../shared/document/text.ts'
import { may } from '../../../../shared/procedure/rules.ts'
import { positions } from '../../../i18n/en/positions.ts'
import { MoreWords } from '../../../i18n/MoreWords.tsx'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { Field } from '../../../ui/Field.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useDecide } from '../decide/useDecide.ts'
import { useRoom } from '../RoomContext.tsx'
import type { PositionDialogProps } from './PositionActs.tsx'
import styles from './PositionDialog.module.css'

export function PositionDialog(props: PositionDialogProps) {
  return (
    <MoreWords words={positions}>
      <AskPosition {...props} />
    </MoreWords>
  )
}

function AskPosition({ proposal, onClose }: PositionDialogProps) {
  const say = useWords()
  const { text, standing, groups, delegations } = useRoom()
  const line = text.ledger.get(proposal)
  const own = standing.delegation.code
  const speakers = [own, ...standing.speaksFor].filter(
    (code) => may(standing, { act: 'position', proposal, stance: 'support', ...(code !== own && { group: code }) }, text).ok,
  )
  const [speaker, setSpeaker] = useState(speakers[0] ?? own)
  const taken = line?.positions?.[speaker]
  const [chosen, setChosen] = useState<Stance | null>(null)
  const [written, setWritten] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const { busy, problem, send } = useDecide()
  const stance = chosen ?? taken?.stance ?? null
  const reason = written ?? taken?.reason ?? ''
  const group = speaker === own ? {} : { group: speaker }
  const nameOf = (code: string) => groups.find((each) => each.code === code)?.name ?? delegations.get(code)?.name ?? code

  async function take(as: Stance | null) {
    if (as === 'reserve' && reason.trim() === '') return setMissing(true)
    const words = as === null ? {} : { reason: reason.trim() }
    if (await send({ act: 'position', proposal, stance: as, ...words, ...group })) onClose()
  }

  return (
    <Ask
      title={say('position.title', { code: line?.group ?? line?.delegation ?? '' })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          {taken !== undefined && (
            <Button busy={busy} onPress={() => void take(null)}>
              {say('position.takeBack')}
            </Button>
          )}
          <Button look="primary" busy={busy} isDisabled={stance === null} onPress={() => void take(stance)}>
            {say('position.record')}
          </Button>
        </>
      }
    >
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      {speakers.length > 1 && (
        <Choice
          label={say('position.for')}
          options={speakers.map((code) => ({ id: code, words: nameOf(code) }))}
          value={speaker}
          onChange={(code) => {
            setSpeaker(code)
            setChosen(null)
            setWritten(null)
          }}
        />
      )}
      <RadioGroup className={styles['stances'] ?? ''} value={stance} onChange={(value) => setChosen(stances.find((each) => each === value) ?? null)}>
        <Label className={styles['label'] ?? ''}>{say('position.stance')}</Label>
        {stances.map((each) => (
          <RadioField key={each} value={each}>
            <RadioButton className={styles['stance'] ?? ''}>
              <span aria-hidden="true" className={styles['dot']} />
              <span>{say(`position.stance.${each}`)}</span>
            </RadioButton>
          </RadioField>
        ))}
      </RadioGroup>
      <Field
        label={say(stance === 'reserve' ? 'position.reasonNeeded' : 'position.reason')}
        rows={3}
        value={reason}
        problem={missing && reason.trim() === '' ? say('refusal.noReason') : null}
        onChange={setWritten}
      />
      <p className={styles['hint']}>{say(speaker === own ? 'position.recorded' : 'position.recordedGroup', { group: nameOf(speaker) })}</p>
    </Ask>
  )
}
