/** The server gave no answer, or none that fits. It is asked again every few seconds while this page stands. */
import { useEffect, useRef } from 'react'
import type { Failure } from '../../api/failure.ts'
import { useFailureMessage } from '../../api/useFailureMessage.ts'
import { useWords } from '../../i18n/useWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'

const askAgainAfter = 5_000

export interface UnreachableProps {
  readonly failure: Failure
  readonly onRetry: () => void
}

export function Unreachable({ failure, onRetry }: UnreachableProps) {
  const say = useWords()
  const message = useFailureMessage()
  const retry = useRef(onRetry)
  usePageTitle(say('unreachable.title'))
  useEffect(() => {
    retry.current = onRetry
  })
  useEffect(() => {
    if (failure.kind !== 'unreachable') return
    const timer = window.setInterval(() => retry.current(), askAgainAfter)
    return () => window.clearInterval(timer)
  }, [failure.kind])
  return (
    <Problem
      title={say('unreachable.title')}
      body={failure.kind === 'unreachable' ? say('unreachable.body') : message(failure)}
    >
      <Button look="primary" onPress={onRetry}>
        {say('action.tryAgain')}
      </Button>
    </Problem>
  )
}
