/** Names the page in the browser's tab. */
import { useEffect } from 'react'
import { useWords } from '../i18n/useWords.ts'

export function usePageTitle(page: string): void {
  const say = useWords()
  useEffect(() => {
    document.title = page === '' ? say('app.name') : say('app.title', { page })
  }, [page, say])
}
