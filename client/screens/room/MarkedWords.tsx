/**
 * Words of a paragraph with their open marks, as negotiators write them: additions underlined, deletions struck,
 * each in brackets with its delegation's code. For dialogs and lists; the text itself has the editor.
 */
import { bracketsOf, innermost, orderIn } from '../../../shared/brackets/bracket.ts'
import type { PlacedRun } from '../../../shared/brackets/bracket.ts'
import { placed } from '../../../shared/brackets/bracket.ts'
import type { Ledger, Paragraph } from '../../../shared/document/text.ts'
import { Code } from './Code.tsx'
import styles from './MarkedWords.module.css'

export interface MarkedWordsProps {
  readonly paragraph: Paragraph
  readonly ledger: Ledger
  readonly language: string
}

export function MarkedWords({ paragraph, ledger, language }: MarkedWordsProps) {
  const brackets = bracketsOf(paragraph, ledger)
  const order = orderIn(ledger)
  const author = (run: PlacedRun) => ledger.get(innermost(run, order) ?? run.deletions[0] ?? run.reservations[0] ?? '')?.delegation
  return (
    <p className={styles['words']} lang={language} dir="auto">
      {placed(paragraph.runs).map((run) => {
        const opens = brackets.some((bracket) => bracket.from === run.from)
        const closes = brackets.some((bracket) => bracket.to === run.to)
        const code = author(run)
        return (
          <span key={run.from}>
            {opens && <span className={styles['bracket']}>[</span>}
            <Piece run={run} />
            {code !== undefined && (
              <>
                {' '}
                <Code code={code} look="text" />
              </>
            )}
            {closes && <span className={styles['bracket']}>]</span>}
          </span>
        )
      })}
    </p>
  )
}

function Piece({ run }: { readonly run: PlacedRun }) {
  const words = run.italic ? <em>{run.text}</em> : run.text
  if (run.deletions.length > 0) return <del>{words}</del>
  if (run.insertions.length > 0) return <ins>{words}</ins>
  return words
}
