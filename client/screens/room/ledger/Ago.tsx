/** How long ago, in words; the moment itself for whoever asks. */
import { useIntl } from 'react-intl'

const minute = 60_000
const steps = [
  { unit: 'minute', lasts: minute, upTo: 60 * minute },
  { unit: 'hour', lasts: 60 * minute, upTo: 24 * 60 * minute },
  { unit: 'day', lasts: 24 * 60 * minute, upTo: Number.POSITIVE_INFINITY },
] as const

export function Ago({ at, now }: { readonly at: number; readonly now: number }) {
  const intl = useIntl()
  // The server's clock may be ahead of this device's.
  const passed = Math.max(0, now - at)
  const step = passed < minute ? null : steps.find(({ upTo }) => passed < upTo)
  const said = step ? intl.formatRelativeTime(-Math.floor(passed / step.lasts), step.unit, { style: 'short' }) : intl.formatRelativeTime(0, 'second', { numeric: 'auto' })
  return (
    <time dateTime={new Date(at).toISOString()} title={intl.formatDate(at, { dateStyle: 'long', timeStyle: 'short' })} dir="auto">
      {said}
    </time>
  )
}
