/** What an author says of her proposal: why, where its words were agreed before, on whose behalf (T5). */
import { useState } from 'react'
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

export function DescribeDialog(props: PositionDialogProps) {
  return (
    <MoreWords words={positions}>
      <AskDescription {...props} />
    </MoreWords>
  )
}

function AskDescription({ proposal, onClose }: PositionDialogProps) {
  const say = useWords()
  const { text, standing, groups } = useRoom()
  const line = text.ledger.get(proposal)
  const [rationale, setRationale] = useState(line?.rationale ?? '')
  const [source, setSource] = useState(line?.source ?? '')
  const own = standing.delegation.code
  const [author, setAuthor] = useState(line?.group ?? own)
  const { busy, problem, send } = useDecide()
  const authors = [own, ...standing.speaksFor]

  async function record() {
    const group = author === own ? {} : { group: author }
    if (await send({ act: 'describe', proposal, rationale: rationale.trim(), source: source.trim(), ...group })) onClose()
  }

  return (
    <Ask
      title={say('describe.title')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          <Button look="primary" busy={busy} onPress={() => void record()}>
            {say('describe.record')}
          </Button>
        </>
      }
    >
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      {authors.length > 1 && (
        <Choice
          label={say('describe.behalf')}
          options={authors.map((code) => ({ id: code, words: groups.find((group) => group.code === code)?.name ?? standing.delegation.name }))}
          value={author}
          onChange={setAuthor}
        />
      )}
      <Field label={say('describe.rationale')} rows={4} maxLength={2000} value={rationale} onChange={setRationale} autoFocus />
      <Field label={say('describe.source')} hint={say('describe.sourceHint')} maxLength={300} value={source} onChange={setSource} />
    </Ask>
  )
}
