/** What of the ledger is shown: a few questions to switch on, whose, where, and words to look for. */
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { ledgerQuestions, speakersIn, type BracketRow, type DecidedRow, type LedgerFilter } from '../../../../shared/brackets/ledgerView.ts'
import { useLabelWords } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Choice } from '../../../ui/Choice.tsx'
import { Field } from '../../../ui/Field.tsx'
import { useRoom } from '../RoomContext.tsx'
import styles from './Filters.module.css'

export interface FiltersProps {
  readonly filter: LedgerFilter
  readonly brackets: readonly BracketRow[]
  readonly decided: readonly DecidedRow[]
  readonly onChange: (change: Partial<LedgerFilter>) => void
}

/** No code and no id is empty. */
const all = ''

export function Filters({ filter, brackets, decided, onChange }: FiltersProps) {
  const say = useWords()
  const { groups, standing } = useRoom()
  const mine = standing.delegation.code
  const questions = ledgerQuestions.filter((question) => question !== 'group' || groups.some(({ members }) => members.includes(mine)))
  return (
    <search className={styles['filters']}>
      <ToggleButtonGroup
        aria-label={say('ledger.only')}
        selectionMode="multiple"
        selectedKeys={filter.only}
        onSelectionChange={(keys) => onChange({ only: ledgerQuestions.filter((question) => keys.has(question)) })}
        className={styles['questions'] ?? ''}
      >
        {questions.map((question) => (
          <ToggleButton key={question} id={question} className={styles['question'] ?? ''}>
            {say(`ledger.only.${question}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className={styles['by']}>
        <Whose filter={filter} brackets={brackets} onChange={onChange} />
      </div>
      <div className={styles['in']}>
        <Where filter={filter} brackets={brackets} decided={decided} onChange={onChange} />
      </div>
      <div className={styles['words']}>
        <Field
          label={say('ledger.search')}
          type="search"
          placeholder={say('ledger.search.hint')}
          value={filter.search}
          onChange={(search) => onChange({ search })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter.search !== '') onChange({ search: '' })
            else event.continuePropagation()
          }}
        />
      </div>
    </search>
  )
}

function Whose({ filter, brackets, onChange }: Omit<FiltersProps, 'decided'>) {
  const say = useWords()
  const { delegations, groups } = useRoom()
  const speakers = speakersIn(brackets).map(([code]) => code)
  // What the address asks for can be chosen although nothing answers to it now.
  const codes = filter.by === null || speakers.includes(filter.by) ? speakers : [filter.by, ...speakers]
  const nameOf = (code: string) => delegations.get(code)?.name ?? groups.find((group) => group.code === code)?.name ?? code
  return (
    <Choice
      label={say('ledger.by')}
      options={[{ id: all, words: say('ledger.by.all') }, ...codes.map((code) => ({ id: code, words: say('ledger.by.one', { code, name: nameOf(code) }) }))]}
      value={filter.by ?? all}
      onChange={(code) => onChange({ by: code === all ? null : code })}
    />
  )
}

function Where({ filter, brackets, decided, onChange }: FiltersProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const { text, labels } = useRoom()
  const named = new Set([...brackets.map(({ paragraph }) => paragraph), ...decided.map(({ line }) => line.paragraph), filter.paragraph])
  const options = text.paragraphs.flatMap(({ id }) => {
    const label = labels.get(id)
    return named.has(id) && label ? [{ id, words: sayLabel(label) }] : []
  })
  const gone = filter.paragraph !== null && !options.some(({ id }) => id === filter.paragraph)
  return (
    <Choice
      label={say('ledger.in')}
      options={[{ id: all, words: say('ledger.in.all') }, ...(gone ? [{ id: filter.paragraph ?? all, words: say('ledger.gone') }] : []), ...options]}
      value={filter.paragraph ?? all}
      onChange={(paragraph) => onChange({ paragraph: paragraph === all ? null : paragraph })}
    />
  )
}
