/** What I may say about one proposal: my position on it (T1), or, on my own, why and on whose behalf (T5). */
import { useState } from 'react'
import { may } from '../../../../shared/procedure/rules.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Later } from '../../../ui/Later.tsx'
import { useRoom } from '../RoomContext.tsx'

// Dialogs are fetched when they are asked for.
const positionDialog = async () => (await import('./PositionDialog.tsx')).PositionDialog
const describeDialog = async () => (await import('./DescribeDialog.tsx')).DescribeDialog

export interface PositionDialogProps {
  readonly proposal: string
  readonly onClose: () => void
}

export function PositionActs({ proposal }: { readonly proposal: string }) {
  const say = useWords()
  const { text, standing } = useRoom()
  const [asked, setAsked] = useState<'position' | 'describe' | null>(null)
  const line = text.ledger.get(proposal)
  if (line === undefined) return null
  const code = line.group ?? line.delegation
  // For itself, or for a group that it speaks for: its own proposal may have been tabled for another.
  const mayTake = [undefined, ...standing.speaksFor].some((group) => may(standing, { act: 'position', proposal, stance: 'support', group }, text).ok)
  const mayDescribe = may(standing, { act: 'describe', proposal }, text).ok
  const given = { proposal, onClose: () => setAsked(null) }
  return (
    <>
      {mayTake && (
        <Button small look="quiet" aria-label={say('position.actOf', { code })} onPress={() => setAsked('position')}>
          {say('position.act')}
        </Button>
      )}
      {mayDescribe && (
        <Button small look="quiet" onPress={() => setAsked('describe')}>
          {say('describe.act')}
        </Button>
      )}
      {asked !== null && <Later part={asked === 'position' ? positionDialog : describeDialog} given={given} />}
    </>
  )
}
