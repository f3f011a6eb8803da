/** Shows and hides the side panel of a wide screen. */
import { memo } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { useWords } from '../../../i18n/useWords.ts'
import styles from './PanelSwitch.module.css'

export const PanelSwitch = memo(function PanelSwitch({ shown, onChange }: { readonly shown: boolean; readonly onChange: (shown: boolean) => void }) {
  const say = useWords()
  return (
    <ToggleButton isSelected={shown} onChange={onChange} aria-label={say('room.panel.show')} className={styles['switch'] ?? ''}>
      <svg viewBox="0 0 20 20" aria-hidden="true" className={styles['sign']}>
        <rect x="2.5" y="3.5" width="15" height="13" rx="2" />
        <path d="M12.5 3.5v13" />
      </svg>
    </ToggleButton>
  )
})
