/** Who I am, whom I speak for, and what concerns only me: signing out, mirroring, the sheet of shortcuts. */
import { memo, useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { Header } from 'react-aria-components/Header'
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { VisuallyHidden } from 'react-aria-components/VisuallyHidden'
import { useFailureMessage } from '../api/useFailureMessage.ts'
import { useWords } from '../i18n/useWords.ts'
import { DelegationCode } from './DelegationCode.tsx'
import { useDirection } from './Direction.tsx'
import { useAnnounce } from './Notices.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { useSession } from './session/Session.tsx'
import styles from './UserMenu.module.css'

export const UserMenu = memo(function UserMenu() {
  const say = useWords()
  const { me, leave } = useSession()
  const { direction, choose } = useDirection()
  const message = useFailureMessage()
  const announce = useAnnounce()
  const [sheet, setSheet] = useState(false)

  async function signOut() {
    const failure = await leave()
    if (failure !== null) announce({ tone: 'danger', words: say('user.notSignedOut', { reason: message(failure) }) })
  }

  return (
    <>
      <MenuTrigger>
        <Pressable className={styles['button'] ?? ''}>
          <DelegationCode delegation={me.delegation} />
          <span className={styles['name']}>{me.name}</span>
          <span aria-hidden="true" className={styles['arrow']}>
            ▾
          </span>
          <VisuallyHidden>{say('user.menu')}</VisuallyHidden>
        </Pressable>
        <Popover placement="bottom end" className={styles['popover'] ?? ''}>
          <Menu
            className={styles['menu'] ?? ''}
            onAction={(key) => {
              if (key === 'mirror') choose(direction === 'rtl' ? 'ltr' : 'rtl')
              else if (key === 'shortcuts') setSheet(true)
              else if (key === 'signOut') void signOut()
            }}
          >
            <MenuSection>
              <Header className={styles['header'] ?? ''}>
                <span className={styles['headerName']}>{me.name}</span>
                <span>{say('user.speaksFor', { delegation: me.delegation.name })}</span>
              </Header>
              <MenuItem id="shortcuts" textValue={say('user.shortcuts')} className={styles['item'] ?? ''}>
                {say('user.shortcuts')}
                <kbd className={styles['key']}>?</kbd>
              </MenuItem>
              <MenuItem id="mirror" className={styles['item'] ?? ''}>
                {say(direction === 'rtl' ? 'user.unmirror' : 'user.mirror')}
              </MenuItem>
              <MenuItem id="signOut" className={styles['item'] ?? ''}>
                {say('user.signOut')}
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <ShortcutSheet isOpen={sheet} onOpenChange={setSheet} />
    </>
  )
})
