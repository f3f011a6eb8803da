/** The stage a consultation is in, in a word. */
import type { Stage } from '../../shared/document/text.ts'
import { useWords } from '../i18n/useWords.ts'
import styles from './StageMark.module.css'

export function StageMark({ stage }: { readonly stage: Stage }) {
  const say = useWords()
  return <span className={`${styles['stage']} ${styles[stage]}`}>{say(`stage.${stage}`)}</span>
}
