/** The first step: pasting a text, dropping a file, or choosing one. The server reads it; nothing is stored yet. */
import { useState } from 'react'
import { Button as Pressable } from 'react-aria-components/Button'
import { DropZone } from 'react-aria-components/DropZone'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { Text } from 'react-aria-components/Text'
import type { ImportPreview } from '../../../shared/wire/http.ts'
import { readImport } from '../../api/consultations.ts'
import { useFailureMessage } from '../../api/useFailureMessage.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useNoticeSignedOut } from '../../ui/session/Session.tsx'
import styles from './GiveText.module.css'

/** What the server takes (HTTP contract of /api/imports); checked here so that a huge file is not sent in vain. */
const largestUpload = 5 * 1024 * 1024

export function GiveText({ onRead }: { readonly onRead: (preview: ImportPreview) => void }) {
  const say = useWords()
  const message = useFailureMessage()
  const noticed = useNoticeSignedOut()
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function send(text: Blob) {
    if (busy) return
    if (text.size > largestUpload) {
      setProblem(say('failure.tooLarge'))
      return
    }
    setBusy(true)
    setProblem(null)
    const answer = await noticed(readImport(text))
    setBusy(false)
    if (answer.ok) onRead(answer.value)
    else setProblem(message(answer.failure))
  }

  return (
    <div className={styles['give']}>
      <p className={styles['intro']}>{say('new.source.intro')}</p>
      {problem !== null && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <DropZone
        className={styles['drop'] ?? ''}
        onDrop={(event) => {
          const [item, ...rest] = event.items
          if (item?.kind === 'file' && rest.length === 0) void item.getFile().then(send)
          else if (item?.kind === 'text' && item.types.has('text/plain')) void item.getText('text/plain').then(setWords)
          else setProblem(say('new.source.notOneFile'))
        }}
      >
        <Text slot="label" className={styles['dropLabel'] ?? ''}>
          {say('new.source.drop')}
        </Text>
        <span className={styles['or']}>{say('new.source.or')}</span>
        <FileTrigger
          acceptedFileTypes={['.txt', '.md', '.markdown', 'text/plain', 'text/markdown']}
          onSelect={(files) => {
            const file = files?.item(0)
            if (file) void send(file)
          }}
        >
          <Pressable className={styles['choose'] ?? ''}>
            {say('new.source.choose')}
          </Pressable>
        </FileTrigger>
        <span className={styles['formats']}>{say('new.source.formats')}</span>
      </DropZone>
      <form
        className={styles['paste']}
        onSubmit={(event) => {
          event.preventDefault()
          if (words.trim() === '') setProblem(say('new.source.empty'))
          else void send(new Blob([words], { type: 'text/plain;charset=utf-8' }))
        }}
      >
        <Field label={say('new.source.paste')} rows={12} value={words} onChange={setWords} />
        <div>
          <Button type="submit" look="primary" busy={busy}>
            {say(busy ? 'new.source.reading' : 'new.source.read')}
          </Button>
        </div>
      </form>
    </div>
  )
}
