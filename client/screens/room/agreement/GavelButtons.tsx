/** "Agreed in informals" and "Reopen", where the rules allow them to whoever looks (D7, D8). */
import { seenOfParagraph } from '../../../../shared/brackets/seen.ts'
import { may } from '../../../../shared/procedure/rules.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { useRoom } from '../RoomContext.tsx'

export interface GavelButtonsProps {
  readonly paragraph: string
  readonly label: string
  readonly busy: boolean
  /** With the digest of what this screen shows of the paragraph (D9). */
  readonly onAgree: (seen: string) => void
  readonly onReopen: () => void
}

export function GavelButtons({ paragraph, label, busy, onAgree, onReopen }: GavelButtonsProps) {
  const say = useWords()
  const { text, standing } = useRoom()
  if (may(standing, { act: 'agree', paragraph }, text).ok) {
    return (
      <Button
        small
        busy={busy}
        aria-label={say('agreement.agreeOf', { label })}
        onPress={() => onAgree(seenOfParagraph(text.paragraphs, paragraph))}
      >
        {say('agreement.agree')}
      </Button>
    )
  }
  // The reason is asked for in the dialog; whether reopening is possible at all does not depend on it.
  if (may(standing, { act: 'reopen', paragraph, reason: '' }, text).ok) {
    return (
      <Button small look="quiet" aria-label={say('agreement.reopenOf', { label })} onPress={onReopen}>
        {say('agreement.reopen')}
      </Button>
    )
  }
  return null
}
