/** The frame of every page but the room: skip link, header with the way home and my menu, one main part. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '../i18n/useWords.ts'
import { SkipLink } from './SkipLink.tsx'
import { UserMenu } from './UserMenu.tsx'
import { Wordmark } from './Wordmark.tsx'
import styles from './Page.module.css'

export function Page({ wide = false, children }: { readonly wide?: boolean; readonly children: ReactNode }) {
  const say = useWords()
  return (
    <>
      <SkipLink />
      <header className={styles['header']}>
        <Link to="/" aria-label={say('app.home')} className={styles['home']}>
          <Wordmark />
        </Link>
        <UserMenu />
      </header>
      <main id="main" tabIndex={-1} className={`${styles['main']} ${wide ? styles['wide'] : ''}`}>
        {children}
      </main>
    </>
  )
}
