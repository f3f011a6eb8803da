/** A labelled field: one line, or several with `rows`. Says what is wrong beneath itself. */
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField } from 'react-aria-components/TextField'
import type { TextFieldProps } from 'react-aria-components/TextField'
import styles from './Field.module.css'

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | null
  readonly rows?: number
  readonly placeholder?: string
}

export function Field({ label, hint, problem = null, rows, placeholder, ...rest }: FieldProps) {
  return (
    <TextField {...rest} isInvalid={problem !== null} validationBehavior="aria" className={styles['field'] ?? ''}>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {rows === undefined ? (
        <Input {...(placeholder === undefined ? {} : { placeholder })} className={styles['input'] ?? ''} />
      ) : (
        <TextArea rows={rows} className={`${styles['input']} ${styles['area']}`} />
      )}
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles['problem'] ?? ''}>{problem}</FieldError>
    </TextField>
  )
}
