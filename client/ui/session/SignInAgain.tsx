/** The dialog of an ended session. It covers the screen without touching it, so that nothing on it is lost. */
import type { SessionView } from '../../../shared/wire/http.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Ask } from '../Ask.tsx'
import { Button } from '../Button.tsx'
import { SignInForm } from './SignInForm.tsx'

export interface SignInAgainProps {
  readonly view: SessionView
  readonly onSignedIn: (view: SessionView) => void
  readonly onLeave: () => void
}

export function SignInAgain({ view, onSignedIn, onLeave }: SignInAgainProps) {
  const say = useWords()
  return (
    <Ask
      title={say('session.ended.title')}
      isOpen
      role="alertdialog"
      actions={
        <Button look="quiet" onPress={onLeave}>
          {say('session.leave')}
        </Button>
      }
    >
      <p>{say('session.ended.body')}</p>
      <SignInForm view={view} onSignedIn={onSignedIn} level={3} />
    </Ask>
  )
}
