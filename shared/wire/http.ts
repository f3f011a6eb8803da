/**
 * Requests and responses of the HTTP interface, parsed once at each edge. Paths stand beside their schemas.
 * Every refusal has the shape of `Refusal`; nothing else leaves the server with a 4xx or 5xx status.
 */
import { z } from 'zod'
import { paragraphKinds, textKinds } from '../document/schema.ts'
import { stages } from '../document/text.ts'
import { observerPolicies, roles } from '../procedure/roles.ts'

/** Words without control characters: neither Word nor PostgreSQL can hold them. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const storable = (text: string) => !/[\u0000-\u001f\u007f]/.test(text)

/** `code` chooses the sentence in the client's catalogue; `message` is the same in English, for anyone else. */
export const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** The numbered rule of PROCEDURE.md, where one refused. */
    rule: z.string().optional(),
    /** Places in the text, each a paragraph label with the reason it stands in the way. */
    places: z.array(z.object({ paragraph: z.string(), label: z.string(), obstacle: z.string(), excerpt: z.string() })).optional(),
  }),
})
export type Refusal = z.infer<typeof Refusal>

const Delegation = z.object({
  code: z.string(),
  name: z.string(),
  role: z.enum(roles),
  colour: z.number().int().min(0).max(9),
})

export const Me = z.object({ id: z.string(), name: z.string(), delegation: Delegation })
export type Me = z.infer<typeof Me>

/** One-click personas; the list is empty unless the demonstration is loaded. */
export const Persona = z.object({ id: z.string(), name: z.string(), delegation: Delegation })
export type Persona = z.infer<typeof Persona>

/** GET /api/session */
export const SessionView = z.object({
  me: Me.nullable(),
  demonstration: z.boolean(),
  personas: z.array(Persona),
})
export type SessionView = z.infer<typeof SessionView>

/** POST /api/session — sign in with a password. DELETE /api/session signs out. */
export const SignIn = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(1000) })
export type SignIn = z.infer<typeof SignIn>

/** POST /api/session/persona — demonstration only. */
export const SignInAs = z.object({ persona: z.string().min(1).max(100) })

/** PUT /api/session/password — change one's own password; every other session of that person ends. */
export const ChangePassword = z.object({ current: z.string().min(1).max(1000), next: z.string().min(10).max(1000) })

export const Progress = z.object({
  /** Paragraphs at any agreed tier, and all paragraphs of the base text. */
  agreed: z.number().int(),
  paragraphs: z.number().int(),
  openBrackets: z.number().int(),
})
export type Progress = z.infer<typeof Progress>

export const ConsultationSummary = z.object({
  id: z.string(),
  title: z.string(),
  symbol: z.string(),
  kind: z.enum(textKinds),
  language: z.string(),
  stage: z.enum(stages),
  progress: Progress,
  /** Delegations with someone in the room now. */
  present: z.array(Delegation),
  demonstration: z.boolean(),
})
export type ConsultationSummary = z.infer<typeof ConsultationSummary>

/** GET /api/consultations */
export const ConsultationList = z.object({ consultations: z.array(ConsultationSummary), mayCreate: z.boolean() })
export type ConsultationList = z.infer<typeof ConsultationList>

/** GET /api/consultations/:id */
export const ConsultationView = z.object({
  id: z.string(),
  conference: z.string(),
  demonstration: z.boolean(),
  observerPolicy: z.enum(observerPolicies),
  delegations: z.array(Delegation),
  me: Me,
})
export type ConsultationView = z.infer<typeof ConsultationView>

/** A paragraph as read from an uploaded or pasted text, before it has an id. */
export const ImportedParagraph = z.object({
  kind: z.enum(paragraphKinds),
  level: z.number().int().min(1).max(3),
  /** Text without its number or letter; `*word*` is not used, italics come as runs. */
  runs: z.array(z.object({ text: z.string().max(20_000).refine(storable), italic: z.boolean() })).max(500),
})
export type ImportedParagraph = z.infer<typeof ImportedParagraph>

/** Something a reader should check: a placeholder, a doubtful symbol, a repeated citation, a number out of order. */
export const ImportFinding = z.object({
  code: z.enum([
    'placeholder',
    'doubtfulSymbol',
    'repeatedCitation',
    'numberOutOfOrder',
    'differentWording',
    'emptyLink',
    'brokenSentence',
    'mixedPunctuation',
    'noSymbol',
    'leftOut',
    'encoding',
  ]),
  /** Index into `paragraphs`, where the finding belongs to one. */
  paragraph: z.number().int().optional(),
  excerpt: z.string(),
})
export type ImportFinding = z.infer<typeof ImportFinding>

/** POST /api/imports — body is the file itself (text/plain or application/octet-stream), at most 5 MB. */
export const ImportPreview = z.object({
  kind: z.enum(textKinds),
  title: z.string(),
  symbol: z.string(),
  language: z.string(),
  paragraphs: z.array(ImportedParagraph).max(3000),
  findings: z.array(ImportFinding),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** POST /api/consultations — secretariat only. All delegations of the conference take part. */
export const NewConsultation = z.object({
  title: z.string().trim().min(1).max(500).refine(storable),
  symbol: z.string().trim().max(100).refine(storable),
  kind: z.enum(textKinds),
  language: z.string().trim().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  observerPolicy: z.enum(observerPolicies),
  paragraphs: z.array(ImportedParagraph).min(1).max(3000),
})
export type NewConsultation = z.infer<typeof NewConsultation>
export const Created = z.object({ id: z.string() })

/**
 * POST /api/consultations/:id/decisions. `seen` is what the sender's screen showed: the server refuses (D9) when a
 * paragraph it names has changed since, so nobody gavels words she has not read.
 */
export const Decision = z.discriminatedUnion('act', [
  z.object({ act: z.literal('accept'), proposal: z.string(), seen: z.string().optional() }),
  z.object({ act: z.literal('reject'), proposal: z.string(), seen: z.string().optional() }),
  /** Keep the original words: every proposal of the bracket is rejected. Name any one proposal of it and its paragraph. */
  z.object({ act: z.literal('keepOriginal'), paragraph: z.string(), proposal: z.string(), seen: z.string().optional() }),
  z.object({ act: z.literal('withdraw'), proposal: z.string() }),
  z.object({ act: z.literal('agree'), paragraph: z.string(), seen: z.string().optional() }),
  z.object({ act: z.literal('reopen'), paragraph: z.string(), reason: z.string().trim().min(1).max(2000) }),
  z.object({ act: z.literal('stage'), stage: z.enum(stages) }),
])
export type Decision = z.infer<typeof Decision>
export const Decided = z.object({ seq: z.number().int(), summary: z.string() })
export type Decided = z.infer<typeof Decided>

export const recordActs = ['open', 'edit', 'refusal', 'decision'] as const

/** GET /api/consultations/:id/record?before=SEQ&limit=N — newest first. */
export const RecordEntryView = z.object({
  seq: z.number().int(),
  at: z.number(),
  act: z.enum(recordActs),
  participant: z.string(),
  delegation: z.string(),
  /** Message id and values for the client's catalogue; `summary` is the same in English. */
  detail: z.record(z.string(), z.unknown()),
  summary: z.string(),
  hash: z.string(),
})
export type RecordEntryView = z.infer<typeof RecordEntryView>
export const RecordPage = z.object({ entries: z.array(RecordEntryView), more: z.boolean() })

/** GET /api/consultations/:id/kept-words; DELETE …/kept-words/:word; POST the same path keeps words a client saved itself. */
export const KeptWords = z.object({
  id: z.string(),
  at: z.number(),
  rule: z.string(),
  /** Catalogue id of why: see `refusalReasons` in wire/messages.ts. */
  reason: z.string(),
  paragraph: z.string(),
  label: z.string(),
  words: z.string(),
})
export type KeptWords = z.infer<typeof KeptWords>
export const KeptWordsList = z.object({ kept: z.array(KeptWords) })
export const KeepWords = z.object({
  words: z.string().min(1).max(20_000),
  paragraph: z.string().max(40),
  label: z.string().max(60),
  reason: z.string().max(60),
})

/** GET /api/consultations/:id/document?format=… — 409 with `places` while the text is not finished (E1). */
export const documentFormats = ['docx', 'html', 'txt'] as const
export type DocumentFormat = (typeof documentFormats)[number]
