/** Taking positions and describing proposals. */
export const positions = {
  'position.title': 'Position on the wording of {code}',
  'position.for': 'Speaking for',
  'position.stance': 'Position',
  'position.stance.support': 'Support',
  'position.stance.oppose': 'Oppose',
  'position.stance.reserve': 'Reserve, with a reason',
  'position.stance.pending': 'Pending instructions',
  'position.stance.noPosition': 'No position',
  'position.reason': 'Reason (if you wish)',
  'position.reasonNeeded': 'Reason',
  'position.record': 'Record the position',
  'position.takeBack': 'Take it back',
  'position.recorded': 'Everybody in the room sees it, and it goes into the record.',
  'position.recordedGroup': 'It counts for every member of {group} that takes no position of its own. Everybody in the room sees it, and it goes into the record.',

  'describe.title': 'About your proposal',
  'describe.behalf': 'Tabled on behalf of',
  'describe.rationale': 'Why you propose it',
  'describe.source': 'Agreed language',
  'describe.sourceHint': 'Where these words were agreed before: the instrument and the paragraph.',
  'describe.record': 'Record',
} as const
