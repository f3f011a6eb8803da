/** A labelled choice of one among few, opened as a list. */
import { Button } from 'react-aria-components/Button'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Select, SelectValue } from 'react-aria-components/Select'
import { Text } from 'react-aria-components/Text'
import styles from './Choice.module.css'

export interface Option<T extends string> {
  readonly id: T
  readonly words: string
}

export interface ChoiceProps<T extends string> {
  readonly label: string
  /** The label is spoken but not shown: for rows of a table whose heading shows it. */
  readonly labelHidden?: boolean
  readonly hint?: string
  readonly options: readonly Option<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
}

export function Choice<T extends string>({ label, labelHidden = false, hint, options, value, onChange }: ChoiceProps<T>) {
  const naming = labelHidden ? { 'aria-label': label } : {}
  return (
    <Select
      {...naming}
      className={styles['choice'] ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key)
        if (chosen) onChange(chosen.id)
      }}
    >
      {!labelHidden && <Label className={styles['label'] ?? ''}>{label}</Label>}
      <Button className={styles['button'] ?? ''}>
        <SelectValue className={styles['value'] ?? ''}>{({ defaultChildren }) => defaultChildren}</SelectValue>
        <span aria-hidden="true" className={styles['arrow']}>
          ▾
        </span>
      </Button>
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <Popover className={styles['popover'] ?? ''}>
        <ListBox items={options} className={styles['list'] ?? ''}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.words} className={styles['option'] ?? ''}>
              {option.words}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
