/** Everything one can propose beyond typing, in one row, for a person who has only used Word. */
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Separator } from 'react-aria-components/Separator'
import { Toolbar as AriaToolbar } from 'react-aria-components/Toolbar'
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip'
import type { TextKind } from '../../shared/document/schema.ts'
import { useWords } from '../i18n/useWords.ts'
import { paragraphAtCaret } from './acts.ts'
import type { Author } from './author.ts'
import type { EditorHandle } from './editorHandle.ts'
import { kindInWords } from './editorWords.ts'
import { placesOffered, type Place } from './places.ts'
import { undoManagerOf } from './undoing.ts'
import { isMyParagraph } from './words.ts'

export interface ToolbarProps {
  readonly editor: Editor
  readonly handle: EditorHandle
  readonly author: Author
  readonly kind: TextKind
  readonly mayPropose: boolean
}

export function Toolbar({ editor, handle, author, kind, mayPropose }: ToolbarProps) {
  const say = useWords()
  const now = useEditorState({
    editor,
    selector: ({ editor: { state } }) => {
      const here = paragraphAtCaret(state)
      const stacks = undoManagerOf(state)
      return {
        paragraph: here ? String(here.node.attrs['id']) : null,
        frozen: here !== null && author.isFrozen(String(here.node.attrs['id'])),
        mine: here !== null && isMyParagraph(here.node, author),
        canUndo: stacks !== null && stacks.undoStack.length > 0,
        canRedo: stacks !== null && stacks.redoStack.length > 0,
      }
    },
  })
  if (!mayPropose) return <p className="text-toolbar text-reading">{say('editor.readOnly')}</p>
  const noPlace = now.paragraph === null
  const places = placesOffered(kind)
  return (
    <AriaToolbar aria-label={say('editor.toolbar')} className="text-toolbar">
      <PlaceMenu words={say('editor.newParagraph')} places={places} disabled={false} onChoose={(place) => handle.proposeParagraph(undefined, place.kind, place.level)} />
      <Tool words={say('editor.alternative')} hint={say('editor.alternative.hint')} disabled={noPlace || now.frozen} onPress={() => handle.proposeAlternative()} />
      <Tool words={say('editor.deletion')} hint={say('editor.deletion.hint')} disabled={noPlace || now.frozen} onPress={() => handle.proposeDeletion()} />
      <Tool words={say('editor.move')} hint={say('editor.move.hint')} disabled={noPlace || now.frozen} onPress={() => handle.openMove()} />
      <Tool words={say('editor.reserve')} hint={say('editor.reserve.hint')} disabled={noPlace || now.frozen} onPress={() => handle.reserve()} />
      <PlaceMenu
        words={say('editor.place')}
        places={places}
        disabled={!now.mine}
        onChoose={(place) => now.paragraph !== null && handle.changePlace(now.paragraph, place.kind, place.level)}
      />
      <Separator orientation="vertical" className="text-toolbar-line" />
      <Tool words={say('editor.italic')} hint={say('editor.italic.hint')} disabled={noPlace || now.frozen} onPress={() => handle.toggleItalic()}>
        <em>{say('editor.italic')}</em>
      </Tool>
      <Tool words={say('editor.undo')} hint={say('editor.undo.hint')} disabled={!now.canUndo} onPress={() => handle.undo()}>
        <TurnBack />
      </Tool>
      <Tool words={say('editor.redo')} hint={say('editor.redo.hint')} disabled={!now.canRedo} onPress={() => handle.redo()}>
        <TurnBack again />
      </Tool>
    </AriaToolbar>
  )
}

interface ToolProps {
  readonly words: string
  readonly hint: string
  readonly disabled: boolean
  readonly onPress: () => void
  readonly children?: ReactNode
}

function Tool({ words, hint, disabled, onPress, children }: ToolProps) {
  return (
    <TooltipTrigger delay={600}>
      <Button className="text-tool" aria-label={words} isDisabled={disabled} onPress={onPress}>
        {children ?? words}
      </Button>
      <Tooltip className="text-hint">{hint}</Tooltip>
    </TooltipTrigger>
  )
}

/** An arrow that turns back, or the same in the mirror. Neither is mirrored with the page: the signs mean the same everywhere. */
function TurnBack({ again = false }: { readonly again?: boolean }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <g transform={again ? 'matrix(-1 0 0 1 20 0)' : undefined}>
        <path d="M7 4.5 3.5 8 7 11.5" />
        <path d="M3.5 8h8a4.5 4 0 0 1 0 8H8" />
      </g>
    </svg>
  )
}

interface PlaceMenuProps {
  readonly words: string
  readonly places: readonly Place[]
  readonly disabled: boolean
  readonly onChoose: (place: Place) => void
}

function PlaceMenu({ words, places, disabled, onChoose }: PlaceMenuProps) {
  const say = useWords()
  return (
    <MenuTrigger>
      <Button className="text-tool" isDisabled={disabled}>
        {words} <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="text-menu">
        <Menu className="text-menu-list">
          {places.map((place) => (
            <MenuItem key={`${place.kind}.${place.level}`} className="text-menu-item" onAction={() => onChoose(place)}>
              {kindInWords(place.kind, place.level, say)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
