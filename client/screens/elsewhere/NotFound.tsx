/** An address where nothing is, or nothing for me: the two are not told apart (P1). */
import { useWords } from '../../i18n/useWords.ts'
import { ButtonLink } from '../../ui/ButtonLink.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'

export function NotFound() {
  const say = useWords()
  usePageTitle(say('notFound.title'))
  return (
    <Problem title={say('notFound.title')} body={say('notFound.body')}>
      <ButtonLink to="/" look="primary">
        {say('action.toLobby')}
      </ButtonLink>
    </Problem>
  )
}
