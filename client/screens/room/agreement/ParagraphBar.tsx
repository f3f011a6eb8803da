/** Under the text: the paragraph at the caret, how agreed it is, and what may be decided about it right here. */
import { useState } from 'react'
import { useLabelWords } from '../../../i18n/useLabelWords.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Later } from '../../../ui/Later.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { confirmDecision } from '../decide/confirmDecision.ts'
import type { BracketAct } from '../decide/outcome.ts'
import { useDecide } from '../decide/useDecide.ts'
import { useRoom } from '../RoomContext.tsx'
import { Code } from '../Code.tsx'
import { Acts } from '../brackets/Acts.tsx'
import { placeAt } from '../brackets/openPlaces.ts'
import { WordingWords } from '../brackets/WordingWords.tsx'
import { agreementOf } from './agreementOf.ts'
import { GavelButtons } from './GavelButtons.tsx'
import { Reopen } from './Reopen.tsx'
import styles from './ParagraphBar.module.css'

export function ParagraphBar() {
  const say = useWords()
  const sayLabel = useLabelWords()
  const { text, labels, places, selection } = useRoom()
  const deciding = useDecide()
  const [reopening, setReopening] = useState(false)
  const [asked, setAsked] = useState<BracketAct | null>(null)
  const paragraph = text.paragraphs.find((each) => each.id === selection.paragraph)
  const label = paragraph === undefined ? undefined : labels.get(paragraph.id)
  if (paragraph === undefined || label === undefined) return null
  const called = sayLabel(label)
  const brackets = places.filter((place) => place.paragraph.id === paragraph.id).length
  const { state, tier } = agreementOf(paragraph, text, brackets)
  const words = {
    agreed: say(`tier.${tier}`),
    proposed: say('agreement.proposed'),
    bracketed: say('agreement.brackets', { count: brackets }),
    free: say('agreement.free'),
  }[state]
  const place = placeAt(places, paragraph.id, selection.proposals)
  const wordings = place?.wordings.filter((wording) => selection.proposals.includes(wording.proposal)) ?? []
  return (
    <section aria-label={say('agreement.selected', { label: called })} className={styles['bar']}>
      {deciding.problem !== null && (
        <Notice tone="danger" urgent>
          {deciding.problem}
        </Notice>
      )}
      <div className={styles['line']}>
        <bdi className={styles['label']}>{called}</bdi>
        <span className={`${styles['state']} ${styles[state]}`}>{words}</span>
        <span className={styles['acts']}>
          {place !== null &&
            wordings.map((wording) => (
              <span key={wording.proposal} className={styles['wording']}>
                <Code code={text.ledger.get(wording.proposal)?.delegation ?? ''} />
                <span className={styles['excerpt']}>
                  <WordingWords place={place} wording={wording} />
                </span>
                <Acts place={place} wording={wording} onAsk={setAsked} />
              </span>
            ))}
          <GavelButtons
            paragraph={paragraph.id}
            label={called}
            busy={deciding.busy}
            onAgree={(seen) => void deciding.send({ act: 'agree', paragraph: paragraph.id, seen })}
            onReopen={() => setReopening(true)}
          />
        </span>
      </div>
      {reopening && <Reopen paragraph={paragraph.id} onClose={() => setReopening(false)} />}
      {asked !== null && <Later key={`${asked.act} ${asked.proposal}`} part={confirmDecision} given={{ act: asked, onClose: () => setAsked(null) }} />}
    </section>
  )
}
