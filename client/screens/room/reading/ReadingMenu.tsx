/** How the text is read: in full with its brackets, clean, or compared. For everybody; nothing of it changes the text. */
import { Button as Pressable } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useWords } from '../../../i18n/useWords.ts'
import { useRoom } from '../RoomContext.tsx'
import buttonStyles from '../../../ui/Button.module.css'
import styles from './ReadingMenu.module.css'
import type { ReadingMode } from './readingMode.ts'

const keyOf = (mode: ReadingMode | null) => (mode === null ? 'full' : mode.kind === 'proposed' ? `proposed ${mode.by}` : mode.kind)

export function ReadingMenu() {
  const say = useWords()
  const { places, reading, read } = useRoom()
  const proposers = [...new Set(places.flatMap(({ holders }) => holders))].toSorted()
  const modes: { readonly mode: ReadingMode | null; readonly words: string }[] = [
    { mode: null, words: say('reading.full') },
    { mode: { kind: 'original' }, words: say('reading.original') },
    ...proposers.map((by) => ({ mode: { kind: 'proposed', by } as const, words: say('reading.proposed', { code: by }) })),
    { mode: { kind: 'changes' }, words: say('reading.changes') },
    { mode: { kind: 'sides' }, words: say('reading.sides') },
  ]
  return (
    <MenuTrigger>
      <Pressable className={`${buttonStyles['button']} ${buttonStyles['plain']} ${buttonStyles['small']} ${styles['button']}`}>
        <svg viewBox="0 0 20 20" aria-hidden="true" className={styles['sign']}>
          <path d="M10 5.5C8.5 4.2 6 3.8 2.5 4v11.5c3.5-.2 6 .2 7.5 1.5 1.5-1.3 4-1.7 7.5-1.5V4C14 3.8 11.5 4.2 10 5.5zM10 5.5V17" />
        </svg>
        <span className={styles['words']}>{say('reading.button')}</span>
        <span aria-hidden="true">▾</span>
      </Pressable>
      <Popover placement="bottom end" className={styles['popover'] ?? ''}>
        <Menu
          aria-label={say('reading.button')}
          className={styles['menu'] ?? ''}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[keyOf(reading)]}
          onAction={(key) => read(modes.find(({ mode }) => keyOf(mode) === key)?.mode ?? null)}
        >
          {modes.map(({ mode, words }) => (
            <MenuItem key={keyOf(mode)} id={keyOf(mode)} textValue={words} className={styles['item'] ?? ''}>
              {words}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
