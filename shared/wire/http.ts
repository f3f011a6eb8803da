/**
 * Requests and responses of the HTTP interface, parsed once at each edge. Paths stand beside their schemas.
 * Every refusal has the shape of `Refusal`; nothing else leaves the server with a 4xx or 5xx status. Schemas are of
 * zod's small kind, for browsers fetch them too.
 */
import * as z from 'zod/mini'
import { paragraphKinds, textKinds } from '../document/schema.ts'
import { stages, stances } from '../document/text.ts'
import { observerPolicies, roles } from '../procedure/roles.ts'

/** Words without control characters: neither Word nor PostgreSQL can hold them. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const storable = (text: string) => !/[\u0000-\u001f\u007f]/.test(text)

/** Between so many characters and so many. */
const words = (least: number, most: number) => z.string().check(z.minLength(least), z.maxLength(most))

/** `code` chooses the sentence in the client's catalogue; `message` is the same in English, for anyone else. */
export const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** The numbered rule of PROCEDURE.md, where one refused. */
    rule: z.optional(z.string()),
    /** Places in the text, each a paragraph label with the reason it stands in the way. */
    places: z.optional(z.array(z.object({ paragraph: z.string(), label: z.string(), obstacle: z.string(), excerpt: z.string() }))),
  }),
})
export type Refusal = z.infer<typeof Refusal>

const Delegation = z.object({
  code: z.string(),
  name: z.string(),
  role: z.enum(roles),
  colour: z.int().check(z.minimum(0), z.maximum(9)),
})

const Group = z.object({ code: z.string(), name: z.string(), members: z.array(z.string()), speakers: z.array(z.string()) })

export const Me = z.object({ id: z.string(), name: z.string(), delegation: Delegation })
export type Me = z.infer<typeof Me>

/** One-click personas; the list is empty unless the demonstration is loaded. */
export const Persona = z.object({ id: z.string(), name: z.string(), delegation: Delegation })
export type Persona = z.infer<typeof Persona>

/** GET /api/session */
export const SessionView = z.object({
  me: z.nullable(Me),
  demonstration: z.boolean(),
  personas: z.array(Persona),
})
export type SessionView = z.infer<typeof SessionView>

/** POST /api/session — sign in with a password. DELETE /api/session signs out. */
export const SignIn = z.object({ email: words(1, 254), password: words(1, 1000) })
export type SignIn = z.infer<typeof SignIn>

/** POST /api/session/persona — demonstration only. */
export const SignInAs = z.object({ persona: words(1, 100) })

/** PUT /api/session/password — change one's own password; every other session of that person ends. */
export const ChangePassword = z.object({ current: words(1, 1000), next: words(10, 1000) })

export const Progress = z.object({
  /** Paragraphs at any agreed tier, and all paragraphs of the base text. */
  agreed: z.int(),
  paragraphs: z.int(),
  openBrackets: z.int(),
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
  groups: z.array(Group),
  me: Me,
  /** Codes of the groups for which my delegation may speak (T3). */
  speaksFor: z.array(z.string()),
})
export type ConsultationView = z.infer<typeof ConsultationView>

/** A paragraph as read from an uploaded or pasted text, before it has an id. */
export const ImportedParagraph = z.object({
  kind: z.enum(paragraphKinds),
  level: z.int().check(z.minimum(1), z.maximum(3)),
  /** Text without its number or letter; `*word*` is not used, italics come as runs. */
  runs: z.array(z.object({ text: z.string().check(z.maxLength(20_000), z.refine(storable)), italic: z.boolean() })).check(z.maxLength(500)),
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
  paragraph: z.optional(z.int()),
  excerpt: z.string(),
})
export type ImportFinding = z.infer<typeof ImportFinding>

/** POST /api/imports — body is the file itself (text/plain or application/octet-stream), at most 5 MB. */
export const ImportPreview = z.object({
  kind: z.enum(textKinds),
  title: z.string(),
  symbol: z.string(),
  language: z.string(),
  paragraphs: z.array(ImportedParagraph).check(z.maxLength(3000)),
  findings: z.array(ImportFinding),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** POST /api/consultations — secretariat only. All delegations of the conference take part. */
export const NewConsultation = z.object({
  title: z.string().check(z.trim(), z.minLength(1), z.maxLength(500), z.refine(storable)),
  symbol: z.string().check(z.trim(), z.maxLength(100), z.refine(storable)),
  kind: z.enum(textKinds),
  language: z.string().check(z.trim(), z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)),
  observerPolicy: z.enum(observerPolicies),
  paragraphs: z.array(ImportedParagraph).check(z.minLength(1), z.maxLength(3000)),
})
export type NewConsultation = z.infer<typeof NewConsultation>
export const Created = z.object({ id: z.string() })

/**
 * POST /api/consultations/:id/decisions. `seen` is what the sender's screen showed: the server refuses (D9) when a
 * paragraph it names has changed since, so nobody gavels words she has not read.
 */
export const Decision = z.discriminatedUnion('act', [
  z.object({ act: z.literal('accept'), proposal: z.string(), seen: z.optional(z.string()) }),
  z.object({ act: z.literal('reject'), proposal: z.string(), seen: z.optional(z.string()) }),
  /** Keep the original words: every proposal of the bracket is rejected. Name any one proposal of it and its paragraph. */
  z.object({ act: z.literal('keepOriginal'), paragraph: z.string(), proposal: z.string(), seen: z.optional(z.string()) }),
  z.object({ act: z.literal('withdraw'), proposal: z.string() }),
  z.object({ act: z.literal('agree'), paragraph: z.string(), seen: z.optional(z.string()) }),
  z.object({ act: z.literal('reopen'), paragraph: z.string(), reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(2000)) }),
  z.object({ act: z.literal('stage'), stage: z.enum(stages) }),
  /** T1: null takes back what was taken. `group`: its code, by who speaks for it (T3). */
  z.object({
    act: z.literal('position'),
    proposal: z.string(),
    stance: z.nullable(z.enum(stances)),
    reason: z.optional(z.string().check(z.trim(), z.maxLength(1000), z.refine(storable))),
    group: z.optional(z.string()),
  }),
  /** T5: what its author says of a proposal. An empty text says nothing; no `group` means for her delegation alone. */
  z.object({
    act: z.literal('describe'),
    proposal: z.string(),
    rationale: z.string().check(z.trim(), z.maxLength(2000), z.refine(storable)),
    source: z.string().check(z.trim(), z.maxLength(300), z.refine(storable)),
    group: z.optional(z.string()),
  }),
])
export type Decision = z.infer<typeof Decision>

export const Decided = z.object({ seq: z.int(), summary: z.string() })
export type Decided = z.infer<typeof Decided>

export const recordActs = ['open', 'edit', 'refusal', 'decision', 'upkeep'] as const

/** GET /api/consultations/:id/record?before=SEQ&until=MILLISECONDS&limit=N — newest first; `until`: recorded by this time. */
export const RecordEntryView = z.object({
  seq: z.int(),
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

/** GET /api/consultations/:id/proposals/:proposal/life — the entries that concern one proposal (O5), oldest first. `more`: earlier ones are left out. */
export const ProposalLife = z.object({ entries: z.array(RecordEntryView), more: z.boolean() })

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
  words: words(1, 20_000),
  paragraph: words(0, 40),
  label: words(0, 60),
  reason: words(0, 60),
})

/** GET /api/consultations/:id/document?format=… — 409 with `places` while the text is not finished (E1). */
export const documentFormats = ['docx', 'html', 'txt'] as const
export type DocumentFormat = (typeof documentFormats)[number]
