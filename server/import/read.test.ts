import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ImportPreview } from '../../shared/wire/http.ts'
import { readUpload, uploadLimit } from './read.ts'

const agenda = '1. Opening – élection\n2. 通过议程\n'

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + 2 * text.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xfeff, littleEndian)
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 + 2 * at, text.charCodeAt(at), littleEndian)
  return bytes
}

describe('I1 the bytes of an upload', () => {
  test.each([
    ['UTF-8', strToU8(agenda)],
    ['UTF-8 with its mark', strToU8(`\ufeff${agenda}`)],
    ['UTF-16, little end first', utf16(agenda, true)],
    ['UTF-16, big end first', utf16(agenda, false)],
  ])('I1 %s is read', (_name, bytes) => {
    const read = readUpload(bytes)
    expect(read.ok && read.preview.paragraphs.map((paragraph) => paragraph.runs[0]?.text)).toEqual(['Opening – élection', '通过议程'])
  })

  test.each([
    ['a .docx', zipSync({ 'word/document.xml': strToU8('<w:document/>') }), 'wordFile'],
    ['a .doc', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), 'wordFile'],
    ['a PDF', strToU8('%PDF-1.7 1. Opening'), 'pdfFile'],
    ['Rich Text', strToU8('{\\rtf1 1. Opening}'), 'richText'],
    ['a web page', strToU8('\n<!DOCTYPE html><ol><li>Opening</ol>'), 'webPage'],
    ['windows-1252', Uint8Array.of(...strToU8('1. '), 0xe9, 0x6c, 0x65, 0x63), 'encoding'],
    ['UTF-16 without its mark', utf16(agenda, true).subarray(2), 'encoding'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), 'encoding'],
    ['NUL bytes', strToU8('1. Opening\0\0'), 'binary'],
    ['nothing', new Uint8Array(), 'empty'],
    ['too much', new Uint8Array(uploadLimit + 1), 'tooLarge'],
  ])('I1 %s is refused with a sentence that says what to do', (_name, bytes, code) => {
    const read = readUpload(bytes)
    expect(read).toMatchObject({ ok: false, code })
    expect(read.ok || read.message).toMatch(/paste|Save|Upload|Paste/)
  })

  test('I1 characters that an earlier conversion lost are pointed out', () => {
    const read = readUpload(strToU8('1. Opening\n2. Cl\ufffdture'))
    expect(read.ok && read.preview.findings).toContainEqual({ code: 'encoding', paragraph: 1, excerpt: 'Cl\ufffdture' })
  })

  test('I1 any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const read = readUpload(bytes)
        if (read.ok) ImportPreview.parse(read.preview)
        else expect(read.message.length).toBeGreaterThan(20)
      }),
      { numRuns: 500 },
    )
  })
})
