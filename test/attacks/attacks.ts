/**
 * What hostile clients send: each attack with its name, the frames that make it, and how somebody who is in the room is
 * answered. Frames are made from a copy of the text as the server has it, which who stands outside is taken to have stolen.
 * That nothing came of an attack is scene.ts's to prove.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { textOf, updateOf, write } from '../../server/rooms/testing.ts'
import { frameRate, weightAllowed } from '../../shared/wire/limits.ts'
import { updateLimits } from '../../server/rooms/admission.ts'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun, type Paragraph } from '../../shared/document/text.ts'
import { ledgerOf } from '../../shared/document/ledger.ts'
import { attributesOf, bodyOf, paragraphElement, readParagraph } from '../../shared/document/ydoc.ts'
import { Chance } from '../simulation/chance.ts'
import { collected, content, frameOf, item, nextClock, presenceOf, syncStep2, update, type Id, type Presence } from './forging.ts'
import { standing, type Past, type Places } from './scene.ts'

/** What an attacker has to aim with. */
export interface Aim {
  /** A copy of the text as it is, under a client id nobody has used. */
  copy(): Y.Doc
  readonly places: Places
  readonly past: Past
  /** Client ids: Brenmark's, who has written; the server's; somebody's in the other consultation. */
  readonly victim: number
  readonly server: number
  readonly stranger: number
}

export interface Attack {
  readonly name: string
  readonly frames: (aim: Aim) => readonly (Uint8Array | string)[]
  /** Each frame comes over a connection of its own. */
  readonly apart?: boolean
  /** How a delegate is answered, in the words of `answerOf`; one answer may stand for every frame. */
  readonly delegate: string | RegExp
  /** How an observer is, who may only look on; as the delegate where nothing else is said. */
  readonly observer?: string | RegExp
  /** What is on record where the connection was closed before its author could be told. */
  readonly onRecord?: readonly string[]
  /** The attacker shows herself by it: others see her under her own name. */
  readonly shows?: true
  /** Words an author gets back with the refusal. */
  readonly words?: string
  /** Proposals that a delegate, and only a delegate, may be left with: what was lawful of it. */
  readonly leaves?: readonly string[]
}

/** The observer's answer to whatever could be judged at all. */
const mayNotPropose = 'put back: P3 observer'
const newWords = ' and beyond'

/** One frame: what `change` does to a copy of the text. */
function edit(aim: Aim, change: (doc: Y.Doc) => void): Uint8Array {
  return frameOf(updateOf(aim.copy(), change))
}
const editing = (change: (doc: Y.Doc, aim: Aim) => void) => (aim: Aim) => [edit(aim, (doc) => change(doc, aim))]

function elementOf(doc: Y.Doc, paragraph: string): Y.XmlElement {
  const found = bodyOf(doc)
    .toArray()
    .find((element) => element instanceof Y.XmlElement && element.getAttribute('id') === paragraph)
  if (!(found instanceof Y.XmlElement)) throw new Error(`There is no paragraph ${paragraph}.`)
  return found
}
const placeOf = (doc: Y.Doc, paragraph: string) => bodyOf(doc).toArray().indexOf(elementOf(doc, paragraph))
function linesOf(doc: Y.Doc): Y.Map<unknown> {
  const lines = ledgerOf(doc).get('lines')
  if (!(lines instanceof Y.Map)) throw new Error('The ledger has no lines.')
  return lines
}
const insertion = (proposal: string) => attributesOf({ ...plainRun(''), insertions: [proposal] })
const deletion = (proposal: string) => attributesOf({ ...plainRun(''), deletions: [proposal] })

/** Where a paragraph's words begin, and who holds them. */
function wordsIn(doc: Y.Doc, paragraph: string): { readonly first: Id; readonly holder: Id } {
  const text = textOf(doc, paragraph)
  if (!text._start || !text._item) throw new Error(`There are no words in ${paragraph}.`)
  return { first: [text._start.id.client, text._start.id.clock], holder: [text._item.id.client, text._item.id.clock] }
}
function idOf(type: Y.XmlElement | Y.XmlText): Id {
  if (!type._item) throw new Error('It is not in the document.')
  return [type._item.id.client, type._item.id.clock]
}

/** One hand-written struct, under a client id of one's own, from its first clock. */
const forged = (aim: Aim, struct: Parameters<typeof item>[0], client = aim.copy().clientID) => frameOf(update([client, 0], [item(struct)]))

function newParagraph(paragraph: Partial<Paragraph> & { readonly id: string }, words: string, proposal: string): Y.XmlElement {
  return paragraphElement({ kind: 'item', level: 1, proposal, runs: [{ ...plainRun(words), insertions: [proposal] }], ...paragraph })
}

const identity: Attack[] = [
  {
    name: 'G1 a forged client id: words under the victim’s',
    frames: (aim) => {
      const doc = aim.copy()
      doc.clientID = aim.victim
      return [frameOf(updateOf(doc, () => write(doc, aim.places.clean, newWords, 'forged-1')))]
    },
    delegate: '4400 G1 foreignClient',
  },
  {
    name: 'G1 a forged client id, as the answer to what was written offline',
    frames: (aim) => [frameOf(update([aim.victim, nextClock(aim.copy(), aim.victim)], [item({ parent: wordsIn(aim.copy(), aim.places.clean).holder, content: content.words('x') })]), syncStep2)],
    delegate: '4400 G1 foreignClient',
  },
  {
    name: 'G1 a forged client id: the server’s own',
    frames: (aim) => {
      const doc = aim.copy()
      doc.clientID = aim.server
      return [frameOf(updateOf(doc, () => write(doc, aim.places.clean, newWords, 'forged-1')))]
    },
    delegate: '4400 G1 foreignClient',
  },
  {
    name: 'G1 clock poisoning with a collected struct of 2^50 under the victim’s id',
    frames: (aim) => [frameOf(update([aim.victim, nextClock(aim.copy(), aim.victim)], [collected(2 ** 50)]))],
    delegate: '4400 G1 foreignClient',
  },
  {
    name: 'G1 clock poisoning with a collected struct of 2^50 that begins in the victim’s past',
    frames: (aim) => [frameOf(update([aim.victim, 0], [collected(2 ** 50)]))],
    delegate: '4400 G1 foreignClient',
  },
  {
    name: 'G1 clock poisoning with tombstones of 2^50 under an id of one’s own',
    frames: (aim) => [forged(aim, { parent: 'body', content: content.deleted(2 ** 50) })],
    delegate: '4400 G1 tooLarge',
  },
  {
    name: 'G1 clocks beyond what a number can hold',
    frames: (aim) => [frameOf(update([aim.copy().clientID, 0], [collected(2 ** 53 - 1), collected(2 ** 53 - 1)]))],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 a deletion of words the victim has not sent yet',
    frames: (aim) => [frameOf(update([0, 0], [], [{ client: aim.victim, clock: nextClock(aim.copy(), aim.victim), length: 1_000 }]))],
    delegate: '4400 G1 gap',
  },
]

const gaps: Attack[] = [
  {
    name: 'G1 a gap: the second update without the first',
    frames: (aim) => {
      const doc = aim.copy()
      updateOf(doc, () => write(doc, aim.places.clean, ' never sent', 'gap-first'))
      return [frameOf(updateOf(doc, () => write(doc, aim.places.clean, newWords, 'gap-second')))]
    },
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 a gap within one update, filled by a struct that says so',
    frames: (aim) => {
      const doc = aim.copy()
      const one = updateOf(doc, () => write(doc, aim.places.clean, 'a', 'gap-first'))
      updateOf(doc, () => write(doc, aim.places.clean, 'b', 'gap-first'))
      const three = updateOf(doc, () => write(doc, aim.places.clean, 'c', 'gap-first'))
      return [frameOf(Y.mergeUpdates([one, three]))]
    },
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 a pending struct: it stands beside one that nobody has',
    frames: (aim) => [forged(aim, { origin: [4_711, 11], content: content.words('x') })],
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 a pending struct: it stands in a paragraph that nobody has',
    frames: (aim) => [forged(aim, { parent: [4_711, 11], content: content.words('x') })],
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 structs that wait for each other for ever',
    frames: (aim) => {
      const { clientID } = aim.copy()
      return [frameOf(update([clientID, 0], [item({ origin: [clientID, 1], content: content.words('a') }), item({ origin: [clientID, 0], content: content.words('b') })]))]
    },
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 a pending deletion of what nobody has',
    frames: () => [frameOf(update([0, 0], [], [{ client: 4_711, clock: 0, length: 5 }]))],
    delegate: '4400 G1 gap',
  },
  {
    name: 'G1 a pending deletion of 2^50 that begins in words that stand',
    frames: (aim) => {
      const { first } = wordsIn(aim.copy(), aim.places.clean)
      return [frameOf(update([0, 0], [], [{ client: first[0], clock: first[1], length: 2 ** 50 }]))]
    },
    delegate: '4400 G1 gap',
  },
]

/** An update that would be lawful, with the bytes that later tests spoil. */
function lawful(aim: Aim, proposal: string): Uint8Array {
  return updateOf(aim.copy(), (doc) => write(doc, aim.places.clean, newWords, proposal))
}

function v2(aim: Aim, change: (doc: Y.Doc) => void): Uint8Array {
  const doc = aim.copy()
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc))
  return frameOf(Y.encodeStateAsUpdateV2(doc, before))
}

/** Frames of one seed; `Chance` makes every run the same but for client ids. */
function spoiled(bytes: Uint8Array, chance: Chance): Uint8Array {
  const spoilt = bytes.slice()
  for (let hits = 1 + chance.below(3); hits > 0; hits--) {
    const at = chance.below(spoilt.length)
    spoilt[at] = chance.odds(0.5) ? (spoilt[at] ?? 0) ^ (1 << chance.below(8)) : chance.below(256)
  }
  return spoilt
}

/** Mutated updates that Yjs itself cannot apply: some throw when read, some only when half of it is in the text. */
function throwing(aim: Aim, wanted: number): Uint8Array[] {
  const chance = new Chance(20)
  const found: Uint8Array[] = []
  const genuine = updateOf(aim.copy(), (doc) => vandalise(doc, aim))
  for (let trials = 0; trials < 20_000 && found.length < wanted; trials++) {
    const bytes = spoiled(genuine, chance)
    try {
      Y.decodeUpdate(bytes)
    } catch {
      continue
    }
    try {
      Y.applyUpdate(aim.copy(), bytes)
    } catch {
      found.push(bytes)
    }
  }
  if (found.length < wanted) throw new Error(`Only ${found.length} updates throw.`)
  return found
}

/** An array in an array, and so on, with nothing in the last: 117 begins one, 126 is null. */
const nested = {
  ref: 8,
  write(encoder: encoding.Encoder) {
    encoding.writeVarUint(encoder, 1)
    for (let depth = 0; depth < 100_000; depth++) encoding.writeUint8Array(encoder, new Uint8Array([117, 1]))
    encoding.writeUint8(encoder, 126)
  },
}

/** Something of everything, so that mutation meets every kind of struct. */
function vandalise(doc: Y.Doc, aim: Aim): void {
  write(doc, aim.places.clean, newWords, 'mutated-1')
  bodyOf(doc).push([newParagraph({ id: 'mutated-paragraph' }, 'New', 'mutated-2')])
  elementOf(doc, 'mutated-paragraph').setAttribute('kind', 'note')
  textOf(doc, aim.places.clean).delete(0, 1)
}

const encodings: Attack[] = [
  {
    name: 'G1 an update in encoding V2: words',
    frames: (aim) => [v2(aim, (doc) => write(doc, aim.places.clean, newWords, 'second-1'))],
    delegate: /^4400 G1 /,
  },
  {
    name: 'G1 an update in encoding V2: a deletion of base words',
    frames: (aim) => [v2(aim, (doc) => textOf(doc, aim.places.clean).delete(0, 5))],
    delegate: /^4400 G1 /,
  },
  { name: 'G1 an update in encoding V2: the whole text', frames: (aim) => [frameOf(Y.encodeStateAsUpdateV2(aim.copy()))], delegate: /^4400 G1 / },
  {
    name: 'G1 truncated updates, cut off at every byte',
    frames: (aim) => {
      const whole = lawful(aim, 'truncated-1')
      return [...whole.keys()].map((length) => frameOf(whole.subarray(0, length)))
    },
    apart: true,
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 frames that end too early',
    frames: (aim) => {
      const whole = frameOf(lawful(aim, 'truncated-1'))
      return [0, 1, 2, 3, whole.length - 1].map((length) => whole.subarray(0, length))
    },
    apart: true,
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 bit-flipped updates, a bit of every byte',
    frames: (aim) => [...lawful(aim, 'flipped-1').keys()].map((at) => {
      const bytes = lawful(aim, 'flipped-1')
      bytes[at] = (bytes[at] ?? 0) ^ (1 << at % 8)
      return frameOf(bytes)
    }),
    apart: true,
    delegate: /^(nothing refused|4400 G[123] \w+|put back: G[35] \w+(, G[35] \w+)*)$/,
    observer: /^(nothing refused|4400 G[123] \w+|put back: (G[35] \w+, )*P3 observer|put back: G3 \w+)$/,
    leaves: ['flipped-1'],
  },
  {
    name: 'G1 updates that make Yjs throw while it applies them',
    frames: (aim) => throwing(aim, 12).map((bytes) => frameOf(bytes)),
    apart: true,
    delegate: /^4400 G[123] \w+$/,
  },
  {
    name: 'G1 an update that makes Yjs throw: words in words',
    frames: (aim) => [forged(aim, { parent: wordsIn(aim.copy(), aim.places.clean).first, content: content.words('x') })],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 an update of 2^50 structs in nine bytes',
    frames: (aim) => [frameOf(new Uint8Array([1, 128, 128, 128, 128, 128, 128, 128, 2, aim.copy().clientID % 128, 0]))],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 a value nested a hundred thousand times',
    frames: (aim) => [forged(aim, { parent: idOf(elementOf(aim.copy(), aim.places.clean)), sub: 'kind', content: nested })],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 messages nobody knows, and an empty one',
    frames: () => [new Uint8Array(), new Uint8Array([77, 1, 2]), new Uint8Array([0, 3, 0]), new Uint8Array([100, 2, 123, 125])],
    apart: true,
    delegate: '4400 G1 malformed',
  },
  { name: 'G1 a message in letters', frames: () => ['{"type":"decided"}'], delegate: '4400 G1 malformed' },
]

const badMarks: readonly Record<string, unknown>[] = [
  { bold: true },
  { insertion: { proposal: 'marks-1' } },
  { 'insertion--AAAAAAAA': { proposal: 'marks-1' } },
  { [markKey('insertion', 'marks-1')]: { proposal: 'marks-1', author: 'BRE' } },
  { [markKey('insertion', 'marks-1')]: { proposal: 'marks-2' } },
  { italic: 'red' },
]
const badAttributes = [{ kind: 'chapter' }, { level: 9 }, { id: '' }, { alternativeTo: 'not an id' }] as readonly Partial<Paragraph>[]

const types: Attack[] = [
  {
    name: 'G1 G3 subdocuments: as a paragraph, as an attribute, among the words',
    frames: (aim) => [
      forged(aim, { parent: 'body', content: content.document('guid') }),
      forged(aim, { parent: idOf(elementOf(aim.copy(), aim.places.clean)), sub: 'kind', content: content.document('guid') }),
      edit(aim, (doc) => textOf(doc, aim.places.clean).insertEmbed(0, new Y.Doc(), insertion('subdoc-1'))),
    ],
    apart: true,
    delegate: '4400 G3 schema',
  },
  {
    name: 'G3 a subdocument among the words, behind a tombstone',
    frames: (aim) => {
      const { holder } = wordsIn(aim.copy(), aim.places.clean)
      return [frameOf(update([aim.copy().clientID, 0], [item({ parent: holder, content: content.deleted(1) }), item({ parent: holder, content: content.document('guid') })]))]
    },
    delegate: '4400 G3 schema',
  },
  {
    name: 'G1 unknown roots, of every type and of dangerous names',
    frames: (aim) => [
      edit(aim, (doc) => doc.getMap('secrets').set('key', 1)),
      edit(aim, (doc) => doc.getArray('list').push([1])),
      edit(aim, (doc) => doc.getText('text').insert(0, 'x')),
      edit(aim, (doc) => doc.getXmlFragment('body2').push([new Y.XmlText('x')])),
      ...['__proto__', 'constructor', '', 'Body'].map((parent) => forged(aim, { parent, content: content.words('x') })),
    ],
    apart: true,
    delegate: '4400 G1 unknownRoot',
  },
  {
    name: 'G3 unknown types in the body: Y.Map, Y.Array, XmlHook, a text, a fragment',
    frames: (aim) => [
      ...([0, 1, 2, 4, 6] as const).map((ref) => forged(aim, { parent: 'body', content: content.type(ref) })),
      forged(aim, { parent: 'body', content: content.type(5, 'paragraph') }),
    ],
    apart: true,
    delegate: '4400 G3 schema',
  },
  {
    name: 'G3 unknown types in a paragraph and among its words',
    frames: (aim) => {
      const paragraph = idOf(elementOf(aim.copy(), aim.places.clean))
      const { holder } = wordsIn(aim.copy(), aim.places.clean)
      return [paragraph, holder].flatMap((parent) => [
        ...([0, 1, 2, 4] as const).map((ref) => forged(aim, { parent, content: content.type(ref) })),
        forged(aim, { parent, content: content.type(3, 'paragraph') }),
        forged(aim, { parent, content: content.type(5, 'hook') }),
      ])
    },
    apart: true,
    delegate: '4400 G3 schema',
  },
  {
    name: 'G1 a type that Yjs does not have',
    frames: (aim) => [forged(aim, { parent: 'body', content: content.type(77) })],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G3 an attribute on the words themselves',
    frames: (aim) => [forged(aim, { parent: wordsIn(aim.copy(), aim.places.clean).holder, sub: 'id', content: content.any('x') })],
    delegate: '4400 G3 schema',
  },
  {
    name: 'G3 unknown marks, and known ones spelled wrong',
    frames: (aim) => badMarks.map((marks) =>
      edit(aim, (doc) => textOf(doc, aim.places.clean).insert(0, 'x', marks)),
    ),
    apart: true,
    delegate: '4400 G3 schema',
  },
  {
    name: 'G3 unknown nodes and attributes',
    frames: (aim) => [
      edit(aim, (doc) => bodyOf(doc).push([new Y.XmlElement('table')])),
      edit(aim, (doc) => elementOf(doc, aim.places.clean).setAttribute('author', 'BRE')),
      edit(aim, (doc) => elementOf(doc, aim.places.clean).setAttribute('kind', { toString: 'item' } as unknown as string)),
    ],
    apart: true,
    delegate: '4400 G3 schema',
  },
  {
    name: 'G3 values of attributes that the schema does not know',
    frames: (aim) => badAttributes.map((bad) => edit(aim, (doc) => bodyOf(doc).push([newParagraph({ id: 'schema-paragraph', ...bad }, 'New', 'schema-1')]))),
    apart: true,
    delegate: 'put back: G3 schema',
    observer: /^put back: (G3 schema|P3 observer)$/,
    words: 'New',
  },
]

const roots: Attack[] = [
  { name: 'G2 the stage is closed in meta', frames: editing((doc) => doc.getMap('meta').set('stage', 'closed')), delegate: '4400 G2 serverRoot' },
  {
    name: 'G2 a name is put into meta that was not there',
    frames: editing((doc) => doc.getMap('meta').set('chair', 'ALV')),
    delegate: '4400 G2 serverRoot',
  },
  { name: 'G2 the title is deleted from meta', frames: editing((doc) => doc.getMap('meta').delete('title')), delegate: '4400 G2 serverRoot' },
  {
    name: 'G2 a proposal in the ledger becomes one’s own',
    frames: editing((doc) => linesOf(doc).set(standing.brenmark, { ...(linesOf(doc).get(standing.brenmark) as object), delegation: 'ALV' })),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 a line is deleted from the ledger',
    frames: editing((doc) => linesOf(doc).delete(standing.brenmark)),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 a line is entered in the ledger',
    frames: editing((doc) => linesOf(doc).set('ledger-1', { id: 'ledger-1', delegation: 'BRE' })),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 all lines of the ledger are replaced at once',
    frames: editing((doc) => ledgerOf(doc).set('lines', new Y.Map())),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 a proposal is put away as decided',
    frames: editing((doc) => ledgerOf(doc).set('put away 9', JSON.stringify([{ id: standing.brenmark, delegation: 'BRE', state: 'accepted' }]))),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 an open paragraph is agreed in status',
    frames: editing((doc, aim) => doc.getMap('status').set(aim.places.clean, { tier: 'informals' })),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 an agreed paragraph is opened by deleting its status',
    frames: editing((doc, aim) => doc.getMap('status').delete(aim.places.agreed)),
    delegate: '4400 G2 serverRoot',
  },
  {
    name: 'G2 a server’s root, beside words that are lawful',
    frames: editing((doc, aim) => {
      write(doc, aim.places.clean, newWords, 'roots-1')
      doc.getMap('status').delete(aim.places.agreed)
    }),
    delegate: '4400 G2 serverRoot',
  },
]

const agreed: Attack[] = [
  {
    name: 'G4 words are proposed in an agreed paragraph',
    frames: editing((doc, aim) => write(doc, aim.places.agreed, newWords, 'agreed-1')),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
    words: newWords,
  },
  {
    name: 'G4 words of an agreed paragraph are deleted',
    frames: editing((doc, aim) => textOf(doc, aim.places.agreed).delete(0, 5)),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
  },
  {
    name: 'G4 words of an agreed paragraph are struck',
    frames: editing((doc, aim) => textOf(doc, aim.places.agreed).format(0, 5, deletion('agreed-1'))),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
  },
  {
    name: 'G4 an agreed paragraph changes its kind',
    frames: editing((doc, aim) => elementOf(doc, aim.places.agreed).setAttribute('kind', 'note')),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
  },
  {
    name: 'G3 an agreed paragraph loses its id',
    frames: editing((doc, aim) => elementOf(doc, aim.places.agreed).removeAttribute('id')),
    delegate: 'put back: G3 schema',
  },
  {
    name: 'G4 the words of an agreed paragraph are taken out and the same put in',
    frames: editing((doc, aim) => { const element = elementOf(doc, aim.places.agreed); element.delete(0, element.length); element.insert(0, [new Y.XmlText('Other matters')]) }),
    delegate: 'nothing refused',
  },
  {
    name: 'G4 an agreed paragraph is deleted',
    frames: editing((doc, aim) => bodyOf(doc).delete(placeOf(doc, aim.places.agreed), 1)),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
  },
  {
    name: 'G4 an agreed paragraph is moved to the end',
    frames: editing((doc, aim) => {
      const paragraph = readParagraph(elementOf(doc, aim.places.agreed))
      bodyOf(doc).delete(placeOf(doc, aim.places.agreed), 1)
      if (paragraph) bodyOf(doc).push([paragraphElement(paragraph)])
    }),
    delegate: 'put back: G3 duplicateParagraph, G4 agreed',
    observer: mayNotPropose,
  },
  {
    name: 'G4 a move of an agreed paragraph is proposed',
    frames: editing((doc, aim) => bodyOf(doc).push([newParagraph({ id: 'agreed-moved', movedFrom: aim.places.agreed }, 'Other matters', 'agreed-1')])),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
    words: 'Other matters',
  },
  {
    name: 'G4 an alternative to an agreed paragraph is proposed',
    frames: editing((doc, aim) => bodyOf(doc).push([newParagraph({ id: 'agreed-alternative', alternativeTo: aim.places.agreed }, 'Any business', 'agreed-1')])),
    delegate: 'put back: G4 agreed',
    observer: mayNotPropose,
    words: 'Any business',
  },
]

const others: Attack[] = [
  {
    name: 'G5 base words are deleted',
    frames: editing((doc, aim) => textOf(doc, aim.places.clean).delete(0, 5)),
    delegate: 'put back: G5 baseText',
    observer: mayNotPropose,
  },
  {
    name: 'G5 base words are written',
    frames: editing((doc, aim) => textOf(doc, aim.places.clean).insert(0, 'Full ')),
    delegate: 'put back: G5 baseText',
    observer: mayNotPropose,
    words: 'Full ',
  },
  {
    name: 'G5 a paragraph of the base text is deleted',
    frames: editing((doc, aim) => bodyOf(doc).delete(placeOf(doc, aim.places.clean), 1)),
    delegate: 'put back: G5 order',
    observer: mayNotPropose,
  },
  {
    name: 'G5 the whole body is deleted',
    frames: editing((doc) => bodyOf(doc).delete(0, bodyOf(doc).length)),
    delegate: 'put back: G4 agreed, G5 order, G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 another’s words are deleted',
    frames: editing((doc, aim) => { const text = textOf(doc, aim.places.bracketed); text.delete(text.length - standing.words.length, standing.words.length) }),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 another’s words are written over',
    frames: editing((doc, aim) => { const text = textOf(doc, aim.places.bracketed); text.delete(text.length - 2, 2); text.insert(text.length, '65', insertion('over-1')) }),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
    words: '65',
  },
  {
    name: 'G5 another’s paragraph is deleted',
    frames: editing((doc, aim) => bodyOf(doc).delete(placeOf(doc, aim.places.proposed), 1)),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 the deletion another proposed is lifted',
    frames: editing((doc, aim) => textOf(doc, aim.places.bracketed).format(0, textOf(doc, aim.places.bracketed).length, { [markKey('deletion', standing.casteria)]: null })),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 another’s insertion mark is taken off, so that her words are base text',
    frames: editing((doc, aim) => textOf(doc, aim.places.bracketed).format(0, textOf(doc, aim.places.bracketed).length, { [markKey('insertion', standing.brenmark)]: null })),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 one’s own insertion is laid on another’s words',
    frames: editing((doc, aim) => { const text = textOf(doc, aim.places.bracketed); text.format(text.length - standing.words.length, standing.words.length, { ...insertion('theft-1'), [markKey('insertion', standing.brenmark)]: null }) }),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 one’s own insertion is laid on base words',
    frames: editing((doc, aim) => textOf(doc, aim.places.clean).format(0, 5, insertion('theft-1'))),
    delegate: 'put back: G5 baseText',
    observer: mayNotPropose,
  },
  {
    name: 'G5 attribution: new words under another’s proposal',
    frames: editing((doc, aim) => write(doc, aim.places.clean, newWords, standing.brenmark)),
    delegate: 'put back: G5 othersProposal',
    observer: mayNotPropose,
    words: newWords,
  },
  {
    name: 'G5 attribution: new words inside another’s insertion, under its mark',
    frames: editing((doc, aim) => write(doc, aim.places.bracketed, newWords, standing.brenmark)),
    delegate: 'put back: G5 othersProposal',
    observer: mayNotPropose,
    words: newWords,
  },
  {
    name: 'G5 attribution: base words are struck in another’s name',
    frames: editing((doc, aim) => textOf(doc, aim.places.clean).format(0, 5, deletion(standing.casteria))),
    delegate: 'put back: G5 othersProposal',
    observer: mayNotPropose,
  },
  {
    name: 'G5 attribution: another’s proposal that was rejected is raised again',
    frames: editing((doc, aim) => write(doc, aim.places.clean, ' at once', standing.rejected)),
    delegate: 'put back: G5 closedProposal',
    observer: mayNotPropose,
    words: ' at once',
  },
  {
    name: 'G5 attribution to another that goes on and on closes the connection',
    frames: (aim) => Array.from({ length: weightAllowed }, (_, index) => edit(aim, (doc) => write(doc, aim.places.clean, `word ${index}`, standing.brenmark))),
    delegate: '4429 violations: Rules were broken again and again.',
    onRecord: Array.from({ length: weightAllowed }, () => 'G5 othersProposal'),
    observer: mayNotPropose,
  },
  {
    name: 'G5 another’s proposal id for a new paragraph',
    frames: editing((doc) => bodyOf(doc).push([newParagraph({ id: 'reused-paragraph' }, 'New', standing.brenmark)])),
    delegate: 'put back: G5 othersProposal',
    observer: mayNotPropose,
    words: 'New',
  },
  {
    name: 'G5 another’s rejected proposal id for a new paragraph',
    frames: editing((doc) => bodyOf(doc).push([newParagraph({ id: 'reused-paragraph' }, 'New', standing.rejected)])),
    delegate: 'put back: G5 closedProposal',
    observer: mayNotPropose,
    words: 'New',
  },
  {
    name: 'G5 another’s paragraph becomes one’s own',
    frames: editing((doc, aim) => elementOf(doc, aim.places.proposed).setAttribute('proposal', 'theft-1')),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 a new paragraph without a proposal',
    frames: editing((doc) => bodyOf(doc).push([paragraphElement({ id: 'base-paragraph', kind: 'item', level: 1, runs: [plainRun('New')] })])),
    delegate: 'put back: G5 baseText',
    observer: mayNotPropose,
    words: 'New',
  },
  {
    name: 'G3 the id of a paragraph that stands, for a new one',
    frames: editing((doc, aim) => bodyOf(doc).push([newParagraph({ id: aim.places.clean }, 'New', 'duplicate-1')])),
    delegate: 'put back: G3 duplicateParagraph',
    observer: mayNotPropose,
    words: 'New',
  },
  {
    name: 'G3 one id for two new paragraphs',
    frames: editing((doc) => bodyOf(doc).push([newParagraph({ id: 'twin-paragraph' }, 'First', 'duplicate-1'), newParagraph({ id: 'twin-paragraph' }, 'Second', 'duplicate-1')])),
    delegate: 'put back: G3 duplicateParagraph',
    observer: mayNotPropose,
    leaves: ['duplicate-1'],
  },
  {
    name: 'G5 a paragraph takes the id of another',
    frames: editing((doc, aim) => elementOf(doc, aim.places.clean).setAttribute('id', aim.places.casteria)),
    delegate: 'put back: G5 othersWords',
    observer: mayNotPropose,
  },
  {
    name: 'G5 the lawful part of an unlawful update stands',
    frames: editing((doc, aim) => {
      write(doc, aim.places.clean, newWords, 'lawful-1')
      textOf(doc, aim.places.bracketed).delete(0, 5)
      textOf(doc, aim.places.agreed).delete(0, 5)
    }),
    delegate: 'put back: G4 agreed, G5 baseText',
    observer: mayNotPropose,
    leaves: ['lawful-1'],
  },
]

const replays: Attack[] = [
  {
    name: 'G1 an old update of Alvonia’s is replayed, whose words she took back',
    frames: ({ past }) => [frameOf(past.alvonia)],
    delegate: 'nothing refused',
  },
  {
    name: 'G1 an old update of another’s is replayed, whose words stand',
    frames: ({ past }) => [frameOf(past.brenmark)],
    delegate: 'nothing refused',
  },
  {
    name: 'G1 an old update of another’s is replayed, whose words were rejected',
    frames: ({ past }) => [frameOf(past.rejected)],
    delegate: 'nothing refused',
  },
  {
    name: 'G1 the whole text is replayed a hundred times',
    frames: (aim) => Array.from({ length: 100 }, () => frameOf(Y.encodeStateAsUpdate(aim.copy()), syncStep2)),
    delegate: 'nothing refused',
  },
  {
    name: 'G1 the whole text as somebody’s who has nothing: every client id is foreign, nothing is new',
    frames: (aim) => [frameOf(Y.encodeStateAsUpdate(aim.copy()), syncStep2)],
    delegate: 'nothing refused',
  },
  { name: 'G1 an update of another consultation', frames: ({ past }) => [frameOf(past.xenia)], delegate: '4400 G1 gap' },
  {
    name: 'G1 a client id of another consultation gives no words of it',
    frames: (aim) => {
      const doc = aim.copy()
      doc.clientID = aim.stranger
      return [frameOf(updateOf(doc, () => write(doc, aim.places.clean, newWords, 'elsewhere-1')))]
    },
    delegate: 'nothing refused',
    observer: mayNotPropose,
    leaves: ['elsewhere-1'],
  },
]

const sizes: Attack[] = [
  { name: 'G1 an oversize frame', frames: () => [new Uint8Array(updateLimits.bytes * 2)], delegate: /^1009/, onRecord: ['G1 tooLarge'] },
  {
    name: 'G1 an oversize update in a frame that is not',
    frames: () => [frameOf(new Uint8Array(updateLimits.bytes + 1))],
    delegate: '4400 G1 tooLarge',
  },
  {
    name: 'G1 a paragraph of a million tombstones and one',
    frames: (aim) => [forged(aim, { parent: wordsIn(aim.copy(), aim.places.clean).holder, content: content.deleted(updateLimits.clocks + 1) })],
    delegate: '4400 G1 tooLarge',
  },
  {
    name: 'G3 a paragraph longer than any',
    frames: editing((doc, aim) => write(doc, aim.places.clean, 'x'.repeat(20_001), 'long-words')),
    delegate: 'put back: G3 tooLong',
    observer: mayNotPropose,
  },
  {
    name: 'G1 a flood of small frames',
    frames: () => Array.from({ length: frameRate.burst + 200 }, () => new Uint8Array([3])),
    delegate: /^4429/,
    onRecord: ['S4 tooFast'],
  },
  {
    name: 'G1 a flood of large frames',
    // More than the allowance grows by while they arrive, even on a slow machine.
    frames: (aim) => {
      const caret = presenceOf({ client: aim.copy().clientID, clock: 1, state: { cursor: 'x'.repeat(500_000) } })
      return Array.from({ length: 160 }, () => caret)
    },
    delegate: /^4429/,
    onRecord: ['S4 tooFast'],
  },
]

const spoofedName = { user: { code: 'BRE', name: 'Brenmark', colour: 3 }, cursor: null }
/** With a caret of one's own, so that whoever looks on knows that the whole message was heard. */
const spoofing = (aim: Aim, ...entries: readonly Presence[]) => [presenceOf(...entries, { client: aim.copy().clientID, clock: 1, state: { ...spoofedName, admin: true } })]
const presence: Attack[] = [
  {
    name: 'G5 spoofed awareness: another’s name and colour under an id of one’s own',
    frames: (aim) => spoofing(aim),
    delegate: 'nothing refused',
    shows: true,
  },
  {
    name: 'G5 spoofed awareness: the victim’s client id with another caret and name',
    frames: (aim) => spoofing(aim, { client: aim.victim, clock: 1_000_000, state: { user: { code: 'ALV', name: 'Thief', colour: 9 }, cursor: { anchor: 'here', head: 'there' } } }),
    delegate: 'nothing refused',
    shows: true,
  },
  {
    name: 'G5 spoofed awareness: the victim’s caret is removed',
    frames: (aim) => spoofing(aim, { client: aim.victim, clock: 1_000_000, state: null }),
    delegate: 'nothing refused',
    shows: true,
  },
  {
    name: 'G5 spoofed awareness: a giant caret',
    frames: (aim) => [presenceOf({ client: aim.copy().clientID, clock: 1, state: { ...spoofedName, cursor: { anchor: 'x'.repeat(500_000), head: null } } })],
    delegate: 'nothing refused',
    shows: true,
  },
  {
    name: 'G1 spoofed awareness: a hundred people in one message are one',
    frames: (aim) => spoofing(aim, ...Array.from({ length: 100 }, (_, index) => ({ client: index + 1, clock: 1, state: spoofedName }))),
    delegate: 'nothing refused',
    shows: true,
  },
  {
    name: 'G1 spoofed awareness: more people than are in any room',
    frames: () => [presenceOf(...Array.from({ length: 5_001 }, (_, index) => ({ client: index + 1, clock: 1, state: {} })))],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 spoofed awareness: a clock that cannot be counted on from',
    frames: (aim) => [presenceOf({ client: aim.copy().clientID, clock: Number.MAX_SAFE_INTEGER, state: {} })],
    delegate: '4400 G1 malformed',
  },
  {
    name: 'G1 spoofed awareness: a state that is no JSON',
    frames: () => [new Uint8Array([1, 6, 1, 5, 1, 2, 123, 34])],
    delegate: '4400 G1 malformed',
  },
]

export const attacks: readonly Attack[] = [...identity, ...gaps, ...encodings, ...types, ...roots, ...agreed, ...others, ...replays, ...sizes, ...presence]
