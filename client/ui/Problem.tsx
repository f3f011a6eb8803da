/** A whole page's worth of bad news in one clear sentence, with the way out. */
import { useLayoutEffect } from 'react'
import type { ReactNode } from 'react'
import { dropFirstText } from '../reading/firstText.ts'
import styles from './Problem.module.css'

export interface ProblemProps {
  readonly title: string
  readonly body: string
  readonly children?: ReactNode
}

export function Problem({ title, body, children }: ProblemProps) {
  useLayoutEffect(dropFirstText, [])
  return (
    <main id="main" className={styles['problem']}>
      <p aria-hidden="true" className={styles['mark']}>
        [&nbsp;…&nbsp;]
      </p>
      <h1 className={styles['title']}>{title}</h1>
      <p className={styles['body']}>{body}</p>
      {children !== undefined && <div className={styles['actions']}>{children}</div>}
    </main>
  )
}
