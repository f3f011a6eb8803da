/** Before there is a text to show: waiting for it, and saying so if the server does not answer. */
import { useWords } from '../../i18n/useWords.ts'
import { ButtonLink } from '../../ui/ButtonLink.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { Loading } from '../elsewhere/Loading.tsx'

export function Opening({ offline }: { readonly offline: boolean }) {
  const say = useWords()
  if (!offline) return <Loading />
  return (
    <Problem title={say('unreachable.title')} body={say('room.openingOffline')}>
      <ButtonLink to="/">{say('action.toLobby')}</ButtonLink>
    </Problem>
  )
}
