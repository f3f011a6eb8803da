/** A link that looks like a button: it goes somewhere, so it stays a link to the keyboard and to assistive technology. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import styles from './Button.module.css'
import linkStyles from './ButtonLink.module.css'

export interface ButtonLinkProps {
  readonly to: string
  readonly look?: 'primary' | 'plain'
  readonly children: ReactNode
}

export function ButtonLink({ to, look = 'plain', children }: ButtonLinkProps) {
  return (
    <Link to={to} className={`${styles['button']} ${styles[look]} ${linkStyles['link']}`}>
      {children}
    </Link>
  )
}
