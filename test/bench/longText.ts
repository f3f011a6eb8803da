/**
 * A long draft resolution for measuring: 200 paragraphs of the length resolutions have, always the same words. Nobody
 * tabled it anywhere; its phrases are the ones every such text is made of.
 */
import type { NewConsultation } from '../../shared/wire/http.ts'

export const paragraphs = 200

const preambular = ['Recalling', 'Reaffirming', 'Noting with appreciation', 'Recognizing', 'Mindful of', 'Bearing in mind', 'Emphasizing', 'Concerned about']
const operative = ['Urges', 'Invites', 'Requests', 'Encourages', 'Calls upon', 'Welcomes', 'Decides to consider', 'Takes note of']
const whom = ['States parties', 'the Secretariat', 'the Working Group', 'relevant intergovernmental organizations', 'the Bureau', 'Member States in a position to do so']
const what = [
  'to strengthen the exchange of information among competent authorities',
  'to make available the financial and human resources that its programme of work requires',
  'to report to the Conference at its next session on the progress made',
  'to continue the dialogue with civil society in accordance with the rules of procedure',
  'to share good practices and the challenges met in the implementation of the Convention',
  'to provide technical assistance upon request and subject to the availability of resources',
  'to consider measures that prevent the transfer of the proceeds of offences',
]
const how = [
  'taking into account the needs of developing countries and of countries with economies in transition',
  'in a manner consistent with the fundamental principles of domestic law',
  'with due regard for the independence of the judiciary and of prosecution services',
  'while avoiding the duplication of existing efforts at the regional and the international level',
  'and to do so in a transparent, efficient and impartial manner',
  'bearing in mind the importance of a multidisciplinary approach',
]

/** As the secretariat opens it, about 60 kB of words. */
export function longText(title: string): NewConsultation {
  return {
    title,
    symbol: 'CAC/COSP/2017/L.99',
    kind: 'resolution',
    language: 'en',
    observerPolicy: 'mayPropose',
    paragraphs: Array.from({ length: paragraphs }, (_, index) => {
      const inPreamble = index < 40
      const first = inPreamble ? preambular[index % preambular.length] : operative[index % operative.length]
      const clause = (step: number) => `${pick(whom, index + step)} ${pick(what, index * 3 + step)}, ${pick(how, index * 5 + step)}`
      const words = ` ${clause(0)}${index % 3 === 0 ? '' : `, and ${clause(1)}`}${inPreamble ? ',' : ';'}`
      return {
        kind: inPreamble ? 'preambular' : index % 5 === 4 ? 'subparagraph' : 'operative',
        level: 1,
        runs: [
          { text: first ?? '', italic: true },
          { text: words, italic: false },
        ],
      }
    }),
  }
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? ''
}
