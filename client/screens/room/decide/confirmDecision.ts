/** The question before the gavel, fetched when it is asked. */
export const confirmDecision = async () => (await import('./ConfirmDecision.tsx')).ConfirmDecision
