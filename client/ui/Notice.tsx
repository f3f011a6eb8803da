/** A sentence that must be seen where it stands: trouble, caution or good news, with its word beside the colour. */
import type { ReactNode } from 'react'
import styles from './Notice.module.css'

export interface NoticeProps {
  readonly tone: 'danger' | 'caution' | 'agreed' | 'plain'
  /** Spoken as soon as it appears. */
  readonly urgent?: boolean
  readonly children: ReactNode
}

export function Notice({ tone, urgent = false, children }: NoticeProps) {
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} {...(urgent ? { role: 'alert' } : {})}>
      {children}
    </div>
  )
}
