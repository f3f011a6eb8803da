export const signIn = {
  'signIn.page': 'Sign in',
  'signIn.tagline': 'The room where a text goes from brackets to agreement.',
  'signIn.personas': 'Enter the demonstration as',
  'signIn.byPassword': 'Sign in with e-mail',
  'signIn.email': 'E-mail',
  'signIn.password': 'Password',
  'signIn.submit': 'Sign in',
  'signIn.submitting': 'Signing in…',
  'signIn.role.facilitator': 'Leads the text to agreement',
  'signIn.role.delegation': 'Proposes and negotiates',
  'signIn.role.observer': 'Reads along',
  'signIn.role.secretariat': 'Opens texts, draws documents',
  'signIn.cookieLost':
    'The password was right, but your browser did not keep the session cookie. Allow cookies for this address. Safari keeps it only over https.',
  'signIn.cookieLostPersona':
    'The server let you in, but your browser did not keep the session cookie. Allow cookies for this address. Safari keeps it only over https.',
  'signIn.missing': 'Fill in both e-mail and password.',
} as const
