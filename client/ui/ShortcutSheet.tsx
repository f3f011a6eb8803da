/** Every keyboard shortcut on one sheet; `?` opens it wherever no text is being written. */
import { useEffect } from 'react'
import type { MessageId } from '../i18n/messages.ts'
import { useWords } from '../i18n/useWords.ts'
import { Ask } from './Ask.tsx'
import { Button } from './Button.tsx'
import styles from './ShortcutSheet.module.css'

const shortcuts: readonly { readonly keys: readonly string[]; readonly does: MessageId }[] = [
  { keys: ['?'], does: 'shortcuts.help' },
  { keys: ['Alt', '↓'], does: 'shortcuts.nextBracket' },
  { keys: ['Alt', '↑'], does: 'shortcuts.previousBracket' },
  { keys: ['Ctrl', 'Alt', 'B'], does: 'shortcuts.ledger' },
  { keys: ['Ctrl', '\\'], does: 'shortcuts.panel' },
  { keys: ['Enter'], does: 'shortcuts.newParagraph' },
  { keys: ['Ctrl', 'Alt', 'A'], does: 'shortcuts.alternative' },
  { keys: ['Ctrl', 'Alt', 'D'], does: 'shortcuts.deletion' },
  { keys: ['Ctrl', 'Alt', 'M'], does: 'shortcuts.move' },
  { keys: ['Ctrl', 'Alt', 'R'], does: 'shortcuts.reserve' },
  { keys: ['Ctrl', 'Z'], does: 'shortcuts.undo' },
  { keys: ['Ctrl', 'Shift', 'Z'], does: 'shortcuts.redo' },
  { keys: ['Ctrl', 'I'], does: 'shortcuts.italic' },
]

/** Whether keystrokes at this place are someone's words. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

export interface ShortcutSheetProps {
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function ShortcutSheet({ isOpen, onOpenChange }: ShortcutSheetProps) {
  const say = useWords()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || isWriting(event.target)) return
      event.preventDefault()
      onOpenChange(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onOpenChange])
  return (
    <Ask
      title={say('shortcuts.title')}
      isOpen={isOpen}
      onClose={() => onOpenChange(false)}
      actions={<Button onPress={() => onOpenChange(false)}>{say('action.close')}</Button>}
    >
      <dl className={styles['list']}>
        {shortcuts.map(({ keys, does }) => (
          <div key={does} className={styles['row']}>
            <dt dir="ltr">
              {keys.map((key) => (
                <kbd key={key} className={styles['key']}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{say(does)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['note']}>{say('shortcuts.mac')}</p>
    </Ask>
  )
}
