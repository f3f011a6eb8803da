/** Drawing the finished text as a document (P8, E1). When it is not finished, the places in the way, each a link to it. */
import { useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { documentFormats } from '../../../../shared/wire/http.ts'
import type { DocumentFormat } from '../../../../shared/wire/http.ts'
import { drawDocument } from '../../../api/consultations.ts'
import type { Place } from '../../../api/failure.ts'
import type { Download } from '../../../api/request.ts'
import { useFailureMessage } from '../../../api/useFailureMessage.ts'
import { isMessageId } from '../../../i18n/messages.ts'
import { useWords } from '../../../i18n/useWords.ts'
import { Ask } from '../../../ui/Ask.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useNoticeSignedOut } from '../../../ui/session/Session.tsx'
import { useRoom } from '../RoomContext.tsx'
import buttonStyles from '../../../ui/Button.module.css'
import styles from './DownloadMenu.module.css'

type Trouble = { readonly kind: 'places'; readonly places: readonly Place[] } | { readonly kind: 'failed'; readonly words: string }

function save({ bytes, fileName }: Download, format: DocumentFormat) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = fileName ?? `text.${format}`
  link.click()
  // The browser has the blob by then; a minute is ample for a slow disk.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export function DownloadMenu() {
  const say = useWords()
  const message = useFailureMessage()
  const noticed = useNoticeSignedOut()
  const { id } = useRoom()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)

  async function draw(format: DocumentFormat) {
    if (busy) return
    setBusy(true)
    const answer = await noticed(drawDocument(id, format))
    setBusy(false)
    if (answer.ok) save(answer.value, format)
    else if (answer.failure.kind === 'refused' && answer.failure.places.length > 0) setTrouble({ kind: 'places', places: answer.failure.places })
    else setTrouble({ kind: 'failed', words: message(answer.failure) })
  }

  return (
    <>
      <MenuTrigger>
        <Pressable className={`${buttonStyles['button']} ${buttonStyles['plain']} ${buttonStyles['small']}`}>
          {say(busy ? 'download.drawing' : 'download.button')}
          <span aria-hidden="true">▾</span>
        </Pressable>
        <Popover placement="bottom end" className={styles['popover'] ?? ''}>
          <Menu
            className={styles['menu'] ?? ''}
            onAction={(key) => {
              const format = documentFormats.find((each) => each === key)
              if (format !== undefined) void draw(format)
            }}
          >
            {documentFormats.map((format) => (
              <MenuItem key={format} id={format} className={styles['item'] ?? ''}>
                {say(`download.${format}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {trouble !== null && <TroubleDialog trouble={trouble} onClose={() => setTrouble(null)} />}
    </>
  )
}

function TroubleDialog({ trouble, onClose }: { readonly trouble: Trouble; readonly onClose: () => void }) {
  const say = useWords()
  const { showParagraph } = useRoom()
  return (
    <Ask
      title={say(trouble.kind === 'places' ? 'download.unfinished' : 'download.failed')}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>{say('action.close')}</Button>}
    >
      {trouble.kind === 'failed' ? (
        <p>{trouble.words}</p>
      ) : (
        <>
          <p>{say('download.unfinishedBody', { count: trouble.places.length })}</p>
          <ul className={styles['places']}>
            {trouble.places.map((place, index) => (
              <li key={index}>
                <Pressable
                  className={styles['place'] ?? ''}
                  onPress={() => {
                    onClose()
                    // After the dialog has given the focus back, or it would take it away again.
                    window.setTimeout(() => showParagraph(place.paragraph))
                  }}
                >
                  <bdi className={styles['label']}>{place.label}</bdi>
                  <ObstacleWord obstacle={place.obstacle} />
                  <span className={styles['excerpt']} dir="auto">
                    {place.excerpt}
                  </span>
                </Pressable>
              </li>
            ))}
          </ul>
        </>
      )}
    </Ask>
  )
}

function ObstacleWord({ obstacle }: { readonly obstacle: string }) {
  const say = useWords()
  const id = `obstacle.${obstacle}`
  return <span className={styles['obstacle']}>{isMessageId(id) ? say(id) : obstacle}</span>
}
