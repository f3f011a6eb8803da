export const common = {
  'app.name': 'Ad Ref',
  'app.home': 'Ad Ref: my consultations',
  'app.skip': 'Skip to the main part',
  'later.failed': 'This part could not be fetched. Check your connection and try again, or reload the page.',
  'app.loading': 'One moment…',
  'app.title': '{page} · Ad Ref',

  'action.cancel': 'Cancel',
  'action.close': 'Close',
  'action.copy': 'Copy',
  'action.copied': 'Copied',
  'action.tryAgain': 'Try again',
  'action.dismiss': 'Dismiss',
  'action.toLobby': 'To my consultations',

  'user.menu': 'your menu',
  'user.speaksFor': 'You speak for {delegation}',
  'user.signOut': 'Sign out',
  'user.notSignedOut': 'You are still signed in. {reason}',
  'user.mirror': 'Mirror the interface',
  'user.unmirror': 'Set the interface from left to right',
  'user.shortcuts': 'Keyboard shortcuts',

  'notices.label': 'Notices',
  'notices.dismiss': 'Dismiss this notice',

  'stage.compilation': 'Compilation',
  'stage.negotiation': 'Negotiation',
  'stage.closed': 'Closed',

  'kind.agenda': 'Agenda',
  'kind.resolution': 'Resolution',

  'delegation.code': '{name} ({code})',

  'demonstration.fictional':
    'This is a demonstration. The facilitator is Guatemala, as it was in 2017. All other delegations are fictional and stand for no State.',

  'session.ended.title': 'Your session has ended',
  'session.ended.body': 'What is on the screen stays as it is, and words not yet recorded are kept on this device. Sign in again to go on.',
  'session.leave': 'Leave this page',

  'notFound.title': 'There is nothing at this address',
  'notFound.body': 'The address may be mistyped, or you take no part in this consultation.',
  'unreachable.title': 'The server does not answer',
  'unreachable.body': 'Your connection or the server is down. Nothing is lost; we try again every few seconds.',
  'broken.title': 'This page ran into a fault of ours',
  'broken.body': 'Your recorded words are safe on the server, the others on this device. Load the page again to go on.',
  'broken.reload': 'Load the page again',

  'shortcuts.title': 'Keyboard shortcuts',
  'shortcuts.mac': 'On a Mac, use ⌘ for Ctrl.',
  'shortcuts.help': 'This page',
  'shortcuts.nextBracket': 'Next bracket',
  'shortcuts.previousBracket': 'Previous bracket',
  'shortcuts.ledger': 'The ledger: every bracket on one page',
  'shortcuts.panel': 'Show or hide the side panel',
  'shortcuts.undo': 'Undo what I wrote',
  'shortcuts.redo': 'Redo',
  'shortcuts.italic': 'Italics in my own words',
  'shortcuts.alternative': 'Propose an alternative to this paragraph',
  'shortcuts.deletion': 'Propose to delete this paragraph',
  'shortcuts.move': 'Propose to move this paragraph',
  'shortcuts.reserve': 'Reserve our position on the selected words',
  'shortcuts.newParagraph': 'Propose a new paragraph after this one',
} as const
