/** The first stop of the keyboard: past everything that repeats, to the main part. */
import { useWords } from '../i18n/useWords.ts'
import styles from './SkipLink.module.css'

export function SkipLink() {
  const say = useWords()
  return (
    <a href="#main" className={styles['skip']}>
      {say('app.skip')}
    </a>
  )
}
