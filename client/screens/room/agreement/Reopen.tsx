/** Reopening an agreed paragraph: an explicit act with a reason that everyone reads (D8). */
import { useState } from 'react'
import { useLabelWords, useSpokenLabel } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Field } from '../../../ui/Field.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useDecide } from '../decide/useDecide.ts'
import { useRoom } from '../RoomContext.tsx'

export function Reopen({ paragraph, onClose }: { readonly paragraph: string; readonly onClose: () => void }) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const spoken = useSpokenLabel()
  const { labels } = useRoom()
  const { busy, problem, send } = useDecide()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const label = labels.get(paragraph)

  async function reopen() {
    if (reason.trim() === '') setMissing(true)
    else if (await send({ act: 'reopen', paragraph, reason: reason.trim() })) onClose()
  }

  return (
    <Ask
      title={say('agreement.reopen.title', { label: label === undefined ? '' : spoken(sayLabel(label)) })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          <Button look="primary" busy={busy} onPress={() => void reopen()}>
            {say(busy ? 'decide.busy' : 'agreement.reopen.submit')}
          </Button>
        </>
      }
    >
      <p>{say('agreement.reopen.body')}</p>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <Field
        label={say('agreement.reopen.reason')}
        rows={3}
        value={reason}
        onChange={setReason}
        maxLength={2000}
        autoFocus
        problem={missing && reason.trim() === '' ? say('agreement.reopen.missing') : null}
      />
    </Ask>
  )
}
