/**
 * A dialog in the middle of the screen. It returns focus to where it was, closes with Escape and by its button,
 * and knows nothing of what is asked in it.
 */
import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import styles from './Ask.module.css'

export interface AskProps {
  readonly title: string
  readonly isOpen: boolean
  /** Called with false when the person wants out; leave it away where an answer is needed. */
  readonly onClose?: () => void
  /** `alertdialog` for what interrupts. */
  readonly role?: 'dialog' | 'alertdialog'
  readonly children: ReactNode
  /** The buttons, the most likely one last. */
  readonly actions?: ReactNode
}

export function Ask({ title, isOpen, onClose, role = 'dialog', children, actions }: AskProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose?.()
      }}
      isDismissable={onClose !== undefined && role === 'dialog'}
      isKeyboardDismissDisabled={onClose === undefined}
      className={styles['overlay'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog role={role} className={styles['dialog'] ?? ''}>
          <Heading slot="title" level={2} className={styles['title'] ?? ''}>
            {title}
          </Heading>
          <div className={styles['body']}>{children}</div>
          {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
