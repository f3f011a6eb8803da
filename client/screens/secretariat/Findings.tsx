/** What the import doubts, left out or joined (I1), each in plain words and linked to its place. */
import { Button as Pressable } from 'react-aria-components/Button'
import { useWords } from '../../i18n/useWords.ts'
import type { DraftFinding } from './draft.ts'
import styles from './Findings.module.css'

export interface FindingsProps {
  readonly findings: readonly DraftFinding[]
  readonly labelOf: (paragraph: string) => string
  readonly onShow: (paragraph: string) => void
}

export function Findings({ findings, labelOf, onShow }: FindingsProps) {
  const say = useWords()
  return (
    <aside aria-labelledby="findings-heading" className={styles['findings']}>
      <h2 id="findings-heading" className={styles['heading']}>
        {say('findings.title')}
      </h2>
      <p className={styles['count']}>
        {findings.length === 0 ? say('findings.none') : say('findings.count', { count: findings.length })}
      </p>
      <ul className={styles['list']}>
        {findings.map((finding, index) => (
          <li key={index} className={styles['finding']}>
            <span className={styles['what']}>{say(`finding.${finding.code}`)}</span>
            {finding.excerpt !== '' && (
              <q className={styles['excerpt']} dir="auto">
                {finding.excerpt}
              </q>
            )}
            {finding.paragraph === null ? (
              <span className={styles['where']}>{say('findings.general')}</span>
            ) : (
              <ShowPlace label={labelOf(finding.paragraph)} paragraph={finding.paragraph} onShow={onShow} />
            )}
          </li>
        ))}
      </ul>
    </aside>
  )
}

function ShowPlace({ label, paragraph, onShow }: { readonly label: string; readonly paragraph: string; readonly onShow: (paragraph: string) => void }) {
  const say = useWords()
  return (
    <Pressable className={styles['show'] ?? ''} onPress={() => onShow(paragraph)}>
      {say('findings.show', { label })}
    </Pressable>
  )
}
