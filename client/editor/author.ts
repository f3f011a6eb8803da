/**
 * Whose hand is writing: what the editing rules may ask about proposals and paragraphs. The ledger answers in the
 * room, plain maps answer in tests.
 */
export interface Author {
  /** An open proposal of my delegation, or one the ledger does not know: my own, not yet recorded. */
  isMine(proposal: string): boolean
  /** Place in the order of tabling; infinite for what is not yet recorded. B9: the latest is the innermost. */
  order(proposal: string): number
  /** Whether words typed beside this deletion of mine replace what it deletes (B4); false for moves and whole paragraphs. */
  mayReplace(deletion: string): boolean
  /** G4: agreed paragraphs do not change. */
  isFrozen(paragraph: string): boolean
  newProposal(): string
  newParagraph(): string
}
