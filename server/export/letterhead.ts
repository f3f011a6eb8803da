/** The name at the head of a document, divided as the masthead prints it: the body, and below it the session. */

export interface Letterhead {
  readonly body: string
  readonly session: string
}

/** `Conference of the States Parties to …, seventh session` is a body and its session; any other name is a body alone. */
export function letterheadOf(conference: string): Letterhead {
  const match = /^(.+?)[,，،]\s*([^,，،]*(?:session|meeting|sesión|reunión|сессия|совещание|الدورة|届会议)[^,，،]*)$/iu.exec(conference.trim())
  if (!match) return { body: conference.trim(), session: '' }
  const session = (match[2] ?? '').trim()
  return { body: match[1] ?? '', session: session.charAt(0).toUpperCase() + session.slice(1) }
}
