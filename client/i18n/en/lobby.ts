export const lobby = {
  'lobby.page': 'My consultations',
  'lobby.title': 'My consultations',
  'lobby.new': 'New consultation',
  'lobby.empty.title': 'No consultations yet',
  'lobby.empty.body': 'Consultations in which your delegation takes part appear here.',
  'lobby.empty.create': 'Open the first one by pasting or uploading a text.',
  'lobby.agreed': '{agreed, number} of {paragraphs, plural, one {# paragraph} other {# paragraphs}} agreed',
  'lobby.brackets': '{count, plural, =0 {no open brackets} one {# open bracket} other {# open brackets}}',
  'lobby.progress': 'Agreement',
  'lobby.present': 'In the room',
  'lobby.nobody': 'Nobody is in the room',
  'lobby.demonstration': 'Demonstration',
} as const
