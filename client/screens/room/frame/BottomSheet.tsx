/** The side panel of a narrow screen: a bar of its tabs at the bottom, opening as a sheet over the text. */
import { Button as Pressable } from 'react-aria-components/Button'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useWords } from '../../../i18n/useWords.ts'
import { Button } from '../../../ui/Button.tsx'
import { panelTabs, SidePanel, TabCount } from './SidePanel.tsx'
import type { PanelTab } from './SidePanel.tsx'
import styles from './BottomSheet.module.css'

export interface BottomSheetProps {
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly tab: PanelTab
  readonly onTab: (tab: PanelTab) => void
}

export function BottomSheet({ isOpen, onOpenChange, tab, onTab }: BottomSheetProps) {
  const say = useWords()
  return (
    <>
      <nav aria-label={say('room.panel')} className={styles['bar']}>
        {panelTabs.map((each) => (
          <Pressable
            key={each}
            className={styles['button'] ?? ''}
            onPress={() => {
              onTab(each)
              onOpenChange(true)
            }}
          >
            <span>{say(`tabs.${each}`)}</span>
            <TabCount tab={each} />
          </Pressable>
        ))}
      </nav>
      <ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable className={styles['overlay'] ?? ''}>
        <Modal className={styles['sheet'] ?? ''}>
          <Dialog aria-label={say('room.panel')} className={styles['dialog'] ?? ''}>
            <div className={styles['close']}>
              <span aria-hidden="true" className={styles['grip']} />
              <Button look="quiet" small aria-label={say('tabs.close')} onPress={() => onOpenChange(false)}>
                <span aria-hidden="true">×</span>
              </Button>
            </div>
            <SidePanel tab={tab} onTab={onTab} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}
