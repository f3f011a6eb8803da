/** Every paragraph with how agreed it is; the facilitator agrees and reopens from here, everyone finds what is left. */
import { memo, useCallback, useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { paragraphText } from '../../../../shared/document/text.ts'
import type { Paragraph } from '../../../../shared/document/text.ts'
import { isAgreed } from '../../../../shared/procedure/rules.ts'
import { useLabelWords } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useDecide } from '../decide/useDecide.ts'
import { RowProvider, sameForRows, useRoom, type RoomView } from '../RoomContext.tsx'
import { useGrowingList } from '../useGrowingList.ts'
import { agreementOf, nextOpen } from './agreementOf.ts'
import { GavelButtons } from './GavelButtons.tsx'
import { Reopen } from './Reopen.tsx'
import styles from './AgreementList.module.css'

export function AgreementList() {
  const say = useWords()
  const room = useRoom()
  const { text, places, selection, showParagraph } = room
  const deciding = useDecide()
  const [reopening, setReopening] = useState<string | null>(null)
  const base = text.paragraphs.filter((paragraph) => paragraph.proposal === undefined)
  const agreed = base.filter((paragraph) => isAgreed(text.status.get(paragraph.id)?.tier)).length
  const brackets = new Map<string, number>()
  for (const place of places) brackets.set(place.paragraph.id, (brackets.get(place.paragraph.id) ?? 0) + 1)
  const alternatives = new Set(text.paragraphs.flatMap(({ alternativeTo }) => alternativeTo ?? []))
  const next = nextOpen(text, selection.paragraph)
  const { send } = deciding
  const onAgree = useCallback((paragraph: string, seen: string) => void send({ act: 'agree', paragraph, seen }), [send])
  const { drawn, end } = useGrowingList(
    text.paragraphs.length,
    text.paragraphs.findIndex(({ id }) => id === selection.paragraph),
  )
  return (
    <div className={styles['agreement']}>
      <div className={styles['top']}>
        <p role="status">
          <strong>{say('agreement.summary', { agreed, paragraphs: base.length })}</strong>
        </p>
        {next === null ? (
          <p className={styles['soft']}>{say('agreement.allAgreed')}</p>
        ) : (
          <Button small onPress={() => showParagraph(next.id)}>
            {say('agreement.next')}
          </Button>
        )}
      </div>
      {deciding.problem !== null && (
        <Notice tone="danger" urgent>
          {deciding.problem}
        </Notice>
      )}
      <ol className={styles['list']}>
        {text.paragraphs.slice(0, drawn).map((paragraph) => (
          <RowInRoom
            key={paragraph.id}
            room={room}
            paragraph={paragraph}
            brackets={brackets.get(paragraph.id) ?? 0}
            hasAlternative={alternatives.has(paragraph.id)}
            selected={selection.paragraph === paragraph.id}
            busy={deciding.busy}
            onAgree={onAgree}
            onReopen={setReopening}
          />
        ))}
      </ol>
      {end !== null && <div ref={end} />}
      {reopening !== null && <Reopen paragraph={reopening} onClose={() => setReopening(null)} />}
    </div>
  )
}

interface RowProps {
  readonly paragraph: Paragraph
  readonly brackets: number
  /** Somebody tabled other words for the whole paragraph; it cannot be agreed then (D7). */
  readonly hasAlternative: boolean
  readonly selected: boolean
  readonly busy: boolean
  readonly onAgree: (paragraph: string, seen: string) => void
  readonly onReopen: (paragraph: string) => void
}

const RowInRoom = memo(
  function RowInRoom({ room, ...row }: RowProps & { readonly room: RoomView }) {
    return (
      <RowProvider value={room}>
        <Row {...row} />
      </RowProvider>
    )
  },
  (before, now) =>
    before.paragraph === now.paragraph &&
    before.brackets === now.brackets &&
    before.hasAlternative === now.hasAlternative &&
    before.selected === now.selected &&
    before.busy === now.busy &&
    before.onAgree === now.onAgree &&
    before.onReopen === now.onReopen &&
    sameForRows(before.room, now.room),
)

function Row({ paragraph, brackets, selected, busy, onAgree, onReopen }: RowProps) {
  const say = useWords()
  const sayLabel = useLabelWords()
  const { text, labels, showParagraph } = useRoom()
  const label = labels.get(paragraph.id)
  const called = label === undefined ? '' : sayLabel(label)
  const agreement = agreementOf(paragraph, text, brackets)
  const words = {
    agreed: () => say(`tier.${agreement.tier}`),
    proposed: () => say('agreement.proposed'),
    bracketed: () => say('agreement.brackets', { count: brackets }),
    free: () => say('agreement.free'),
  }[agreement.state]()
  return (
    <li className={`${styles['row']} ${selected ? styles['selected'] : ''}`}>
      <Pressable className={styles['place'] ?? ''} onPress={() => showParagraph(paragraph.id)}>
        <bdi className={styles['label']}>{called}</bdi>
        <span className={styles['words']} lang={text.meta.language} dir="auto">
          {paragraphText(paragraph)}
        </span>
      </Pressable>
      <span className={`${styles['tier']} ${styles[agreement.state]}`}>{words}</span>
      <span className={styles['gavel']}>
        <GavelButtons paragraph={paragraph.id} label={called} busy={busy} onAgree={(seen) => onAgree(paragraph.id, seen)} onReopen={() => onReopen(paragraph.id)} />
      </span>
    </li>
  )
}
