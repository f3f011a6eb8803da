/** A delegation's code in the room; codes the room does not know are shown as they are, in the neutral colour. */
import { DelegationCode } from '../../ui/DelegationCode.tsx'
import { useRoom } from './RoomContext.tsx'

export function Code({ code, look = 'chip' }: { readonly code: string; readonly look?: 'chip' | 'text' }) {
  const { delegations } = useRoom()
  return <DelegationCode delegation={delegations.get(code) ?? { code, name: code, colour: 9 }} look={look} />
}
