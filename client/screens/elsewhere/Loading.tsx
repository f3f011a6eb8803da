/** A quiet wait. It appears only when waiting takes long enough to be noticed. */
import { useWords } from '../../i18n/useWords.ts'
import styles from './Loading.module.css'

export function Loading() {
  const say = useWords()
  return (
    <main id="main" className={styles['loading']}>
      <p role="status">{say('app.loading')}</p>
    </main>
  )
}
