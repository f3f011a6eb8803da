/** Asks where a paragraph should stand and as what (B7). It proposes nothing itself. */
import type { Editor } from '@tiptap/core'
import { useState } from 'react'
import { kindsOffered, type TextKind } from '../../shared/document/schema.ts'
import { paragraphText } from '../../shared/document/text.ts'
import { useWords } from '../i18n/useWords.ts'
import { Ask } from '../ui/Ask.tsx'
import { Button } from '../ui/Button.tsx'
import { Choice } from '../ui/Choice.tsx'
import { labelsIn } from './bracketView.ts'
import { paragraphsOf } from './editedText.ts'
import { labelInWords } from '../reading/readingWords.ts'
import { kindInWords } from './editorWords.ts'
import { placesOffered, type Place } from './places.ts'

export interface MoveDialogProps {
  readonly editor: Editor
  readonly kind: TextKind
  readonly paragraph: string
  readonly onMove: (after: string | null, place: Place) => void
  readonly onClose: () => void
}

const beginning = 'beginning'
const excerptLength = 70

const idOf = ({ kind, level }: Place) => `${kind}.${level}`

export function MoveDialog({ editor, kind, paragraph, onMove, onClose }: MoveDialogProps) {
  const say = useWords()
  const paragraphs = paragraphsOf(editor.state.doc)
  const named = labelsIn(editor.state)
  const moved = paragraphs.find(({ id }) => id === paragraph)
  const before = paragraphs[paragraphs.findIndex(({ id }) => id === paragraph) - 1]
  const [after, setAfter] = useState(before?.id ?? beginning)
  const own = moved ? { kind: moved.kind, level: moved.level } : { kind: kindsOffered[kind][0] ?? 'note', level: 1 }
  const [place, setPlace] = useState(idOf(own))
  const label = (id: string) => {
    const found = named.get(id)
    return found ? labelInWords(found, say) : ''
  }
  const places = placesOffered(kind)
  if (!places.some((each) => idOf(each) === idOf(own))) places.unshift(own)
  const excerpt = (words: string) => (words.length > excerptLength ? `${words.slice(0, excerptLength)}…` : words)
  return (
    <Ask
      title={say('editor.moveTitle', { place: label(paragraph) })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{say('action.cancel')}</Button>
          <Button
            look="primary"
            isDisabled={after === (before?.id ?? beginning) && place === idOf(own)}
            onPress={() => {
              const chosen = places.find((each) => idOf(each) === place)
              if (chosen) onMove(after === beginning ? null : after, chosen)
            }}
          >
            {say('editor.moveDo')}
          </Button>
        </>
      }
    >
      <p>{say('editor.moveExplained')}</p>
      <Choice
        label={say('editor.moveAfter')}
        value={after}
        onChange={setAfter}
        options={[
          { id: beginning, words: say('editor.moveFirst') },
          ...paragraphs
            .filter(({ id }) => id !== paragraph)
            .map((each) => ({ id: each.id, words: [label(each.id), excerpt(paragraphText(each))].filter((part) => part !== '').join(' · ') })),
        ]}
      />
      <Choice
        label={say('editor.moveAs')}
        value={place}
        onChange={setPlace}
        options={places.map((each) => ({ id: idOf(each), words: kindInWords(each.kind, each.level, say) }))}
      />
    </Ask>
  )
}
