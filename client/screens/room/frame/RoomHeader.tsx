/** The head of the room: which text this is and at what stage, who is here, whether my words are recorded, my menu. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Delegation } from '../../../../shared/procedure/roles.ts'
import { useWords } from '../../../i18n/useWords.ts'
import type { RoomConnection } from '../../../sync/roomConnection.ts'
import { UserMenu } from '../../../ui/UserMenu.tsx'
import { Wordmark } from '../../../ui/Wordmark.tsx'
import { useRoom } from '../RoomContext.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { Present } from './Present.tsx'
import { Stage } from './Stage.tsx'
import styles from './RoomHeader.module.css'

export interface RoomHeaderProps {
  readonly connection: RoomConnection
  readonly present: readonly Pick<Delegation, 'code' | 'name' | 'colour'>[]
  /** What only some may do: downloading, the side panel's switch. */
  readonly children: ReactNode
}

export function RoomHeader({ connection, present, children }: RoomHeaderProps) {
  const say = useWords()
  const { text } = useRoom()
  const { title, symbol, language } = text.meta
  return (
    <header className={styles['header']}>
      <Link to="/" aria-label={say('app.home')} className={styles['home']}>
        <Wordmark />
      </Link>
      <div className={styles['what']}>
        <h1 className={styles['title']} title={title} lang={language} dir="auto">
          {title}
        </h1>
        <p className={styles['facts']}>
          {symbol !== '' && <bdi>{symbol}</bdi>}
          <Stage />
        </p>
      </div>
      <div className={styles['now']}>
        <Present delegations={present} />
        <ConnectionState connection={connection} />
      </div>
      <div className={styles['tools']}>
        {children}
        <UserMenu />
      </div>
    </header>
  )
}
