/** The one button of the interface. `primary` once per view at most; `danger` for what cannot be taken back quietly. */
import { Button as AriaButton } from 'react-aria-components/Button'
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import styles from './Button.module.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'isPending'> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly small?: boolean
  /** What it began is under way: pressing again does nothing, and it keeps the focus, which a disabled button would lose. */
  readonly busy?: boolean
}

export function Button({ look = 'plain', small = false, busy = false, onPress, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(onPress === undefined || busy ? {} : { onPress })}
      className={`${styles['button']} ${styles[look]} ${small ? styles['small'] : ''} ${busy ? styles['busy'] : ''}`}
    />
  )
}
