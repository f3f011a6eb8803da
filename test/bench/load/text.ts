/** The text everyone writes in: about 60 KB in 200 paragraphs, the same words in every run and on every server. */
import * as Y from 'yjs'
import { joinRuns, plainRun } from '../../../shared/document/text.ts'
import { bodyOf, paragraphElement } from '../../../shared/document/ydoc.ts'
import type { ImportedParagraph } from '../../../shared/wire/http.ts'

const words =
  'the States parties to the Convention in accordance with their domestic law and within available means shall consider further measures to prevent and combat corruption including through international cooperation technical assistance asset recovery and the exchange of information while noting with appreciation the work of the open-ended intergovernmental working group and requests the secretariat to report thereon to the Conference at its next session subject to the availability of extrabudgetary resources'.split(
    ' ',
  )

/** Its paragraphs as the secretariat would import them. */
export function textOf(paragraphs = 200, characters = 300): ImportedParagraph[] {
  return Array.from({ length: paragraphs }, (_, index) => {
    let text = index < paragraphs / 5 ? 'Recalling' : 'Urges'
    for (let word = 0; text.length < characters; word++) text += ` ${words[(index * 17 + word * 7) % words.length]}`
    return { kind: index < paragraphs / 5 ? 'preambular' : 'operative', level: 1, runs: [{ text: `${text};`, italic: false }] }
  })
}

/** The same as one Yjs update, for servers that import nothing. */
export function textUpdate(paragraphs: readonly ImportedParagraph[]): Uint8Array {
  const doc = new Y.Doc()
  const elements = paragraphs.map(({ kind, level, runs }, index) =>
    paragraphElement({ id: `paragraph-${index}`, kind, level, runs: joinRuns(runs.map((run) => plainRun(run.text, run.italic))) }),
  )
  bodyOf(doc).insert(0, elements)
  return Y.encodeStateAsUpdate(doc)
}
