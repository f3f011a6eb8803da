/** Consultations over HTTP: my list, one of them, decisions on it, and opening a new one. */
import { useQuery } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { ConsultationList, ConsultationView, Created, Decided, ImportPreview } from '../../shared/wire/http.ts'
import type { Decision, DocumentFormat, NewConsultation } from '../../shared/wire/http.ts'
import type { Answer } from './failure.ts'
import { command, download, read, upload } from './request.ts'
import type { Download } from './request.ts'

const root = '/api/consultations'
export const consultationPath = (id: string) => `${root}/${encodeURIComponent(id)}`

export const consultationsKey = ['consultations'] as const

/** Refreshed while it is looked at: the lobby shows who is present and how far each text is. */
export function useConsultations() {
  return useQuery({ queryKey: consultationsKey, queryFn: () => read(root, ConsultationList), refetchInterval: 10_000 })
}

const consultationQuery = (id: string) => ({ queryKey: ['consultation', id], queryFn: () => read(consultationPath(id), ConsultationView) })

export function useConsultation(id: string) {
  return useQuery(consultationQuery(id))
}

/** Asks before there is a screen to ask; the screen finds the answer, or what went wrong, and asks again. */
export function askConsultation(queries: QueryClient, id: string): Promise<ConsultationView> {
  return queries.query(consultationQuery(id))
}

export function decide(consultation: string, decision: Decision): Promise<Answer<Decided>> {
  return command('POST', `${consultationPath(consultation)}/decisions`, decision, Decided)
}

export function drawDocument(consultation: string, format: DocumentFormat): Promise<Answer<Download>> {
  return download(`${consultationPath(consultation)}/document?format=${format}`)
}

export function readImport(bytes: Blob): Promise<Answer<ImportPreview>> {
  return upload('/api/imports', bytes, ImportPreview)
}

export function openConsultation(consultation: NewConsultation): Promise<Answer<{ id: string }>> {
  return command('POST', root, consultation, Created)
}
