/** A delegation's code in the room; groups, and codes the room does not know, are shown in the neutral colour. */
import { DelegationCode } from '../../ui/DelegationCode.tsx'
import { useRoom } from './RoomContext.tsx'

export function Code({ code, look = 'chip' }: { readonly code: string; readonly look?: 'chip' | 'text' }) {
  const { delegations, groups } = useRoom()
  const group = groups.find((each) => each.code === code)
  const named = group && { code, name: `${group.name}: ${group.members.join(', ')}`, colour: 9 }
  return <DelegationCode delegation={delegations.get(code) ?? named ?? { code, name: code, colour: 9 }} look={look} />
}
