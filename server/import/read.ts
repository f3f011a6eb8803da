/**
 * From the bytes of an upload to a preview: recognises what is no text at all, decodes what is, and hands it to the
 * readers of shared/import. Refuses in a sentence that says what to do; knows nothing of HTTP.
 */
import { readText, type ImportRefused } from '../../shared/import/readText.ts'
import type { ImportPreview } from '../../shared/wire/http.ts'

export type UploadRead =
  | { readonly ok: true; readonly preview: ImportPreview }
  | { readonly ok: false; readonly code: ImportRefused['code'] | 'tooLarge' | 'wordFile' | 'pdfFile' | 'webPage' | 'richText' | 'binary' | 'encoding'; readonly message: string }

/** 5 MB: a hundred times the longest provisional agenda. */
export const uploadLimit = 5 * 1024 * 1024

/** Reads an uploaded or pasted text (I1). Never throws on any bytes. */
export function readUpload(bytes: Uint8Array): UploadRead {
  if (bytes.length > uploadLimit) {
    return { ok: false, code: 'tooLarge', message: 'The file is larger than 5 MB. Upload the text alone, without pictures, as plain text or Markdown.' }
  }
  const foreign = foreignFile(bytes)
  if (foreign) return foreign
  const text = decode(bytes)
  if (text === null) {
    return {
      ok: false,
      code: 'encoding',
      message: 'The characters of this file cannot be read: it is not Unicode text. Save it again as plain text with the encoding UTF-8, or open it and paste the text.',
    }
  }
  if (text.includes('\0')) return binary
  return readText(text)
}

const binary: UploadRead = {
  ok: false,
  code: 'binary',
  message: 'This is not a text file. Upload plain text or Markdown, or open the document and paste its text.',
}

const signatures: readonly { starts: readonly number[]; refusal: UploadRead }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    refusal: { ok: false, code: 'wordFile', message: 'This is a Word or other packed document, which cannot be imported yet. Save it as plain text (.txt, encoding UTF-8), or copy its text and paste it.' },
  },
  {
    starts: [0xd0, 0xcf, 0x11, 0xe0],
    refusal: { ok: false, code: 'wordFile', message: 'This is an older Word document, which cannot be imported. Save it as plain text (.txt, encoding UTF-8), or copy its text and paste it.' },
  },
  {
    starts: [0x25, 0x50, 0x44, 0x46],
    refusal: { ok: false, code: 'pdfFile', message: 'This is a PDF, which cannot be imported. Open it, copy the text and paste it, or upload the text as a plain text file.' },
  },
  {
    starts: [0x7b, 0x5c, 0x72, 0x74, 0x66],
    refusal: { ok: false, code: 'richText', message: 'This is a Rich Text file, which cannot be imported. Save it as plain text (.txt, encoding UTF-8), or copy its text and paste it.' },
  },
]

function foreignFile(bytes: Uint8Array): UploadRead | null {
  for (const { starts, refusal } of signatures) {
    if (starts.every((byte, at) => bytes[at] === byte)) return refusal
  }
  const opening = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^\xef\xbb\xbf/, '').trimStart().toLowerCase()
  if (opening.startsWith('<!doctype html') || opening.startsWith('<html')) {
    return { ok: false, code: 'webPage', message: 'This is a web page. Open it in a browser, copy the text and paste it, or upload the text as a plain text file.' }
  }
  return null
}

/** UTF-8 with or without its mark, UTF-16 with it; null when the bytes are neither. */
function decode(bytes: Uint8Array): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    // The one error a fatal decoder has for bytes that are not in its encoding; anything else is a bug.
    if (error instanceof TypeError) return null
    throw error
  }
}
