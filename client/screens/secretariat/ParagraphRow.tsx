/** One recognised paragraph: its computed number, its words, and what can be corrected about it. */
import { memo } from 'react'
import { deepestLevel, isParagraphKind, paragraphKinds } from '../../../shared/document/schema.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { wordsOf } from './draft.ts'
import type { Correction, DraftParagraph } from './draft.ts'
import styles from './ParagraphRow.module.css'

/** Id of the field that holds a paragraph's words: a finding leads there. */
export const rowId = (key: string) => `words-${key}`

export interface ParagraphRowProps {
  readonly paragraph: DraftParagraph
  readonly number: string
  readonly label: string
  readonly first: boolean
  /** How many findings point here. */
  readonly doubts: number
  readonly onCorrect: (correction: Correction) => void
}

export const ParagraphRow = memo(function ParagraphRow({ paragraph, number, label, first, doubts, onCorrect }: ParagraphRowProps) {
  const say = useWords()
  const { key, kind, level } = paragraph
  const levels = Array.from({ length: deepestLevel[kind] }, (_, index) => index + 1)
  const words = wordsOf(paragraph)
  return (
    <li className={`${styles['row']} ${styles[`level${level}`]} ${doubts > 0 ? styles['doubtful'] : ''}`}>
      <span className={styles['number']} aria-hidden="true">
        {number}
      </span>
      <textarea
        id={rowId(key)}
        dir="auto"
        aria-label={say('new.row.words', { label })}
        className={`${styles['words']} ${styles[kind] ?? ''}`}
        rows={Math.max(1, Math.ceil(words.length / 70))}
        value={words}
        onChange={(event) => onCorrect({ type: 'words', key, words: event.target.value })}
      />
      <div className={styles['tools']} lang="en">
        <select
          aria-label={say('new.row.kind', { label })}
          className={styles['select']}
          value={kind}
          onChange={(event) => {
            if (isParagraphKind(event.target.value)) onCorrect({ type: 'kind', key, kind: event.target.value })
          }}
        >
          {paragraphKinds.map((each) => (
            <option key={each} value={each}>
              {say(`paragraph.${each}`)}
            </option>
          ))}
        </select>
        {levels.length > 1 && (
          <select
            aria-label={say('new.row.level', { label })}
            className={styles['select']}
            value={level}
            onChange={(event) => onCorrect({ type: 'level', key, level: Number(event.target.value) })}
          >
            {levels.map((each) => (
              <option key={each} value={each}>
                {say('new.row.levelOption', { level: each })}
              </option>
            ))}
          </select>
        )}
        <Button
          look="quiet"
          small
          isDisabled={first}
          aria-label={say('new.row.mergeLabel', { label })}
          onPress={() => onCorrect({ type: 'merge', key })}
        >
          {say('new.row.merge')}
        </Button>
        <Button look="quiet" small aria-label={say('new.row.removeLabel', { label })} onPress={() => onCorrect({ type: 'remove', key })}>
          {say('new.row.remove')}
        </Button>
      </div>
    </li>
  )
})
