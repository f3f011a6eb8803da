/** One consultation in the lobby. The title is the link, and the whole card follows it. */
import { Link } from 'wouter'
import type { ConsultationSummary } from '../../../shared/wire/http.ts'
import { useWords } from '../../i18n/useWords.ts'
import { DelegationCode } from '../../ui/DelegationCode.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { StageMark } from '../../ui/StageMark.tsx'
import styles from './ConsultationCard.module.css'

export function ConsultationCard({ consultation }: { readonly consultation: ConsultationSummary }) {
  const say = useWords()
  return (
    <article className={styles['card']}>
      <div className={styles['facts']}>
        {consultation.symbol !== '' && <bdi>{consultation.symbol}</bdi>}
        <span>{say(`kind.${consultation.kind}`)}</span>
        <StageMark stage={consultation.stage} />
        {consultation.demonstration && <span>{say('lobby.demonstration')}</span>}
      </div>
      <h2 className={styles['title']}>
        <Link to={`/consultations/${encodeURIComponent(consultation.id)}`} className={styles['link']}>
          <bdi lang={consultation.language}>{consultation.title}</bdi>
        </Link>
      </h2>
      <Progress progress={consultation.progress} />
      <div className={styles['present']}>
        {consultation.present.length === 0 ? (
          <span>{say('lobby.nobody')}</span>
        ) : (
          <>
            <span>{say('lobby.present')}</span>
            <ul className={styles['codes']}>
              {consultation.present.map((delegation) => (
                <li key={delegation.code}>
                  <DelegationCode delegation={delegation} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </article>
  )
}
