/** The one button of the interface. `primary` once per view at most; `danger` for what cannot be taken back quietly. */
import { Button as AriaButton } from 'react-aria-components/Button'
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import styles from './Button.module.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly small?: boolean
}

export function Button({ look = 'plain', small = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`${styles['button']} ${styles[look]} ${small ? styles['small'] : ''}`} />
}
