/** A part of a screen whose code is fetched when it is asked for. Where it does not come, it says so and can be asked again. */
import { useEffect, useState } from 'react'
import type { ComponentType } from 'react'
import { useWords } from '../i18n/useWords.ts'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

export interface LaterProps<Given extends object> {
  /** Fetches the part; the same function at every drawing. */
  readonly part: () => Promise<ComponentType<Given>>
  readonly given: Given
  /** What is only added to what is there already need not be waited for in words. */
  readonly quiet?: boolean
}

export function Later<Given extends object>({ part, given, quiet = false }: LaterProps<Given>) {
  const say = useWords()
  const [fetched, setFetched] = useState<{ readonly Part: ComponentType<Given> } | 'failed' | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isHere = true
    part().then(
      (Part) => isHere && setFetched({ Part }),
      // What failed was the line to the server, or a newer version of the interface has taken the place of this one.
      () => isHere && setFetched('failed'),
    )
    return () => {
      isHere = false
    }
  }, [part, tries])
  if (fetched === 'failed') {
    return (
      <Notice tone="caution" urgent>
        <p>{say('later.failed')}</p>
        <Button
          onPress={() => {
            setFetched(null)
            setTries(tries + 1)
          }}
        >
          {say('action.tryAgain')}
        </Button>
      </Notice>
    )
  }
  if (fetched !== null) return <fetched.Part {...given} />
  return quiet ? null : <p role="status">{say('app.loading')}</p>
}
