/** The stage of the consultation; for whoever may change it (P5), also the way to do so. */
import { useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { stages } from '../../../../shared/document/text.ts'
import type { Stage as StageOf } from '../../../../shared/document/text.ts'
import { may } from '../../../../shared/procedure/rules.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { StageMark } from '../../../ui/StageMark.tsx'
import { useDecide } from '../decide/useDecide.ts'
import { useRoom } from '../RoomContext.tsx'
import styles from './Stage.module.css'

export function Stage() {
  const say = useWords()
  const { text, standing } = useRoom()
  const [asked, setAsked] = useState<StageOf | null>(null)
  const { stage } = text.meta
  const others = stages.filter((each) => may(standing, { act: 'stage', stage: each }, text).ok)
  if (others.length === 0) return <StageMark stage={stage} />
  return (
    <>
      <MenuTrigger>
        <Pressable className={styles['button'] ?? ''} aria-label={say('stage.change', { stage: say(`stage.${stage}`) })}>
          <StageMark stage={stage} />
          <span aria-hidden="true">▾</span>
        </Pressable>
        <Popover className={styles['popover'] ?? ''}>
          <Menu
            className={styles['menu'] ?? ''}
            onAction={(key) => setAsked(others.find((each) => each === key) ?? null)}
            aria-label={say('stage.title')}
          >
            {others.map((each) => (
              <MenuItem key={each} id={each} textValue={say(`stage.${each}`)} className={styles['item'] ?? ''}>
                {say(`stage.to.${each}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {asked !== null && <ConfirmStage stage={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function ConfirmStage({ stage, onClose }: { readonly stage: StageOf; readonly onClose: () => void }) {
  const say = useWords()
  const { busy, problem, send } = useDecide()
  return (
    <Ask
      title={say('stage.title')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            onPress={() => {
              void send({ act: 'stage', stage }).then((done) => {
                if (done) onClose()
              })
            }}
          >
            {say('stage.submit', { stage: say(`stage.${stage}`) })}
          </Button>
        </>
      }
    >
      <p>{say(`stage.to.${stage}`)}</p>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
    </Ask>
  )
}
