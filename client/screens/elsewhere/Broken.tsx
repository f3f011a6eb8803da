/** Catches a fault of ours while drawing, so that it ends the page with a sentence and not with a white screen. */
import { Component } from 'react'
import type { ReactNode } from 'react'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../../ui/Problem.tsx'

export class Broken extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <Sorry /> : this.props.children
  }
}

function Sorry() {
  const say = useWords()
  return (
    <Problem title={say('broken.title')} body={say('broken.body')}>
      <Button look="primary" onPress={() => window.location.reload()}>
        {say('broken.reload')}
      </Button>
    </Problem>
  )
}
