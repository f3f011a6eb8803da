/** My consultations as a calm list: what each is, how far it is, who is in the room. */
import { failureOf } from '../../api/failure.ts'
import { useConsultations } from '../../api/consultations.ts'
import { useFailureMessage } from '../../api/useFailureMessage.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { ButtonLink } from '../../ui/ButtonLink.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { ConsultationCard } from './ConsultationCard.tsx'
import styles from './Lobby.module.css'

export function Lobby() {
  const say = useWords()
  const message = useFailureMessage()
  const list = useConsultations()
  usePageTitle(say('lobby.page'))
  const mayCreate = list.data?.mayCreate ?? false
  return (
    <Page>
      <div className={styles['top']}>
        <h1 className={styles['title']}>{say('lobby.title')}</h1>
        {mayCreate && (
          <ButtonLink to="/consultations/new" look="primary">
            {say('lobby.new')}
          </ButtonLink>
        )}
      </div>
      {list.isError && (
        <Notice tone="caution" urgent>
          <p>{message(failureOf(list.error))}</p>
          <div>
            <Button small onPress={() => void list.refetch()}>
              {say('action.tryAgain')}
            </Button>
          </div>
        </Notice>
      )}
      {list.isPending && <p role="status">{say('app.loading')}</p>}
      {list.data !== undefined && list.data.consultations.length === 0 && (
        <div className={styles['empty']}>
          <h2>{say('lobby.empty.title')}</h2>
          <p>{say(mayCreate ? 'lobby.empty.create' : 'lobby.empty.body')}</p>
        </div>
      )}
      {list.data !== undefined && (
        <ul className={styles['list']}>
          {list.data.consultations.map((consultation) => (
            <li key={consultation.id}>
              <ConsultationCard consultation={consultation} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}
