/** Who stands where on one proposal, and what its author says of it (T1 to T6). Nothing where nobody has spoken but its author. */
import { standOn, type Voice } from '../../../../shared/brackets/positions.ts'
import { stances, type Proposal } from '../../../../shared/document/text.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Code } from '../Code.tsx'
import { useRoom } from '../RoomContext.tsx'
import styles from './Stand.module.css'

export function Stand({ proposal }: { readonly proposal: Proposal }) {
  const say = useWords()
  const { groups, text } = useRoom()
  const stand = standOn(proposal, groups)
  const spoken = stances.filter((stance) => stand[stance].some(({ tabled }) => !tabled))
  const { rationale, source } = proposal
  if (spoken.length === 0 && rationale === undefined && source === undefined) return null
  return (
    <div className={styles['stand']}>
      {rationale !== undefined && (
        <p className={styles['said']} lang={text.meta.language} dir="auto">
          {rationale}
        </p>
      )}
      {source !== undefined && <p className={styles['soft']}>{say('stand.source', { source })}</p>}
      {spoken.map((stance) => (
        <p key={stance} className={styles['line']}>
          <span className={styles['stance']}>{say(`stand.${stance}`)}</span>
          {stand[stance].map((voice) => (
            <Spoken key={voice.code} voice={voice} proposal={proposal} />
          ))}
        </p>
      ))}
    </div>
  )
}

function Spoken({ voice, proposal }: { readonly voice: Voice; readonly proposal: Proposal }) {
  const say = useWords()
  const { code, aligned, reason, tabled } = voice
  const taken = proposal.positions?.[code]?.taken ?? 0
  const isEarlier = !tabled && taken < (proposal.amended ?? 0)
  return (
    <span className={styles['voice']}>
      <Code code={code} />
      {aligned.length > 0 && <span className={styles['soft']}>{say('stand.aligned', { codes: aligned.join(', ') })}</span>}
      {reason !== '' && (
        <q className={styles['reason']} dir="auto">
          {reason}
        </q>
      )}
      {isEarlier && <span className={styles['soft']}>{say('stand.earlier')}</span>}
    </span>
  )
}
