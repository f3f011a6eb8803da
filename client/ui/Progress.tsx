/** How far a text is: the words say it, the bar repeats it for the eye. */
import { ProgressBar } from 'react-aria-components/ProgressBar'
import type { Progress as ProgressOf } from '../../shared/wire/http.ts'
import { useWords } from '../i18n/useWords.ts'
import styles from './Progress.module.css'

export function Progress({ progress }: { readonly progress: ProgressOf }) {
  const say = useWords()
  const agreed = say('lobby.agreed', { agreed: progress.agreed, paragraphs: progress.paragraphs })
  return (
    <div className={styles['progress']}>
      <ProgressBar
        aria-label={say('lobby.progress')}
        value={progress.agreed}
        maxValue={Math.max(progress.paragraphs, 1)}
        valueLabel={agreed}
        className={styles['bar'] ?? ''}
      >
        {({ percentage = 0 }) => <span className={styles['fill']} style={{ inlineSize: `${percentage}%` }} />}
      </ProgressBar>
      <p className={styles['words']}>
        <span>{agreed}</span>
        <span className={progress.openBrackets === 0 ? styles['none'] : styles['open']}>
          {say('lobby.brackets', { count: progress.openBrackets })}
        </span>
      </p>
    </div>
  )
}
