/** What one does with a row of the ledger besides going to its bracket: read its life, take a link to it along. */
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { useAnnounce } from '../../../ui/Notices.tsx'
import { ask } from './asked.ts'

export interface LifeSwitchProps {
  readonly proposal: string
  readonly label: string
  readonly opened: boolean
  /** What a row is gone to by, where there is nothing in the text to go to. */
  readonly mark?: Readonly<Record<string, string>>
}

export function LifeSwitch({ proposal, label, opened, mark = {} }: LifeSwitchProps) {
  const say = useWords()
  return (
    <Button {...mark} small look="quiet" aria-label={label} aria-expanded={opened} onPress={() => ask({ bracket: opened ? null : proposal }, true)}>
      {say('ledger.life')} <span aria-hidden="true">{opened ? '▴' : '▾'}</span>
    </Button>
  )
}

export function CopyLink({ proposal, label }: { readonly proposal: string; readonly label: string }) {
  const say = useWords()
  const announce = useAnnounce()
  async function copy() {
    const address = `${window.location.origin}${window.location.pathname}?bracket=${encodeURIComponent(proposal)}`
    try {
      await navigator.clipboard.writeText(address)
      announce({ tone: 'plain', words: say('ledger.copied') })
    } catch {
      announce({ tone: 'caution', words: say('ledger.copyFailed', { address }) })
    }
  }
  return (
    <Button small look="quiet" aria-label={say('ledger.copyOf', { label })} onPress={() => void copy()}>
      {say('ledger.copy')}
    </Button>
  )
}
