/** The author of a live room: answers from the ledger and the status that the server keeps in the document. */
import type * as Y from 'yjs'
import { proposalIn } from '../../shared/document/ledger.ts'
import { statusOf } from '../../shared/document/ydoc.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import type { Author } from './author.ts'

export function roomAuthor(doc: Y.Doc, delegation: string): Author {
  const status = statusOf(doc)
  return {
    isMine(proposal) {
      const known = proposalIn(doc, proposal)
      return known === undefined || (known.delegation === delegation && known.state === 'open')
    },
    order: (proposal) => proposalIn(doc, proposal)?.order ?? Number.POSITIVE_INFINITY,
    mayReplace(deletion) {
      const kind = proposalIn(doc, deletion)?.kind
      return kind !== 'move' && kind !== 'deleteParagraph'
    },
    isFrozen: (paragraph) => isAgreed(status.get(paragraph)?.tier),
    newProposal: newId,
    newParagraph: newId,
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 20 letters of 62: more than 118 bits, so that two rooms full of people never choose the same. */
function newId(): string {
  const random = crypto.getRandomValues(new Uint32Array(20))
  return Array.from(random, (value) => letters[value % letters.length]).join('')
}
