/**
 * The fixed words by which a document's parts are known, in the six official languages: the list of items, the
 * annotations, documentation, annexes, organs, and the sentence that an item prejudges nothing.
 */

export type Section = 'list' | 'annotations' | 'documentation' | 'annex'

const sections: Readonly<Record<Section, RegExp>> = {
  list: /^(?:(?:draft |annotated |proposed )*(?:provisional )?agenda|(?:projet d['’])?ordre du jour(?: provisoire)?(?: annoté)?|(?:proyecto de )?programa(?: provisional)?(?: anotado)?|(?:проект )?(?:аннотированн\S+ )?(?:предварительн\S+ )?повестк\S+ дня|(?:مشروع )?جدول الأعمال(?: المؤقت)?(?: المشروح)?|(?:附加说明的)?(?:临时)?议程(?:草案)?)$/iu,
  annotations: /^(?:annotations?(?: to the (?:draft )?(?:provisional )?agenda)?|annotations?(?: à l['’]ordre du jour(?: provisoire)?)?|anotaciones(?: al programa(?: provisional)?)?|аннотации(?: к (?:предварительной )?повестке дня)?|(?:ال)?شروح|说明|注释|附加说明)$/iu,
  documentation: /^(?:documentation|documents?|documentación|documentos|документация|документы|(?:ال)?وثائق|文件)$/iu,
  annex: /^(?:annex(?:es)?|annexe?s?|anexos?|приложени[ея]|(?:ال)?مرفق|附件|附录)(?:\s*(?:[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,2}))?(?:\s*[.:：–—-].{0,200})?$/iu,
}

/** Which part of a document a line opens, standing alone; null for any other line. */
export function sectionOf(line: string): Section | null {
  if (line.length > 240) return null
  const words = line.replace(/^[*_#\s]+|[*_#\s]+$/g, '').replace(/\s*[:：.。]$/, '')
  for (const section of ['list', 'annotations', 'documentation', 'annex'] as const) {
    if (sections[section].test(words)) return section
  }
  return null
}

const agendaWord = /\bagenda\b|ordre du jour|\bprograma\b|повестк|جدول الأعمال|议程/iu

/** Whether a line could be the title of an agenda. */
export function namesAnAgenda(line: string): boolean {
  return line.length <= 300 && agendaWord.test(line)
}

const prejudge =
  /not (?:be (?:understood|interpreted) (?:to|as) )?prejudg|without prejudice to|\bne (?:saurait )?(?:préjuge|prejuge)|\bsans préjudice|\bno (?:prejuzga|prejuzgará)|\bsin perjuicio|не (?:предрешает|предопределяет)|без ущерба|(?:لا|دون أن) (?:يخل|تخل|يستبق|تستبق)|دون (?:ال)?مساس|(?:并非|不|并不|不应)(?:预判|预先判断|影响)|不妨碍/iu

/** Whether a paragraph is a standing note: it says that an item's inclusion does not prejudge anything. */
export function isStandingNote(text: string): boolean {
  return text.length <= 600 && prejudge.test(text)
}

const organ =
  /^(?:The (?:General Assembly|Conference|Security Council|Economic and Social Council|Human Rights Council|Commission|Committee|Council|Assembly|Meeting|Congress)|L['’]Assemblée|La (?:Conférence|Commission|Réunion)|Le (?:Conseil|Comité|Congrès)|La (?:Asamblea|Conferencia|Comisión|Reunión)|El (?:Consejo|Comité|Congreso)|Генеральная Ассамблея|Конференция|Совет|Комиссия|Комитет|Совещание|إن (?:الجمعية|المؤتمر|مجلس|المجلس|اللجنة|مؤتمر)|大会|(?:[\p{Script=Han}]{0,40}(?:会议|理事会|委员会|大会)))/u

/** Whether a line is the organ line that opens a resolution: "The Conference," */
export function isOrganLine(text: string): boolean {
  return text.length <= 240 && /[,，،:：]$/.test(text) && organ.test(text) && !/[;；.。]/.test(text)
}

const preambular =
  /^(?:(?:deeply|fully|further|gravely|also|bearing|having|noting|keenly|strongly|firmly|seriously|profoundly|once) )*(?:acknowledging|acting|affirming|alarmed|anxious|appalled|appreciating|approving|aware|bearing in mind|believing|cognizant|commending|concerned|concurring|confident|congratulating|conscious|considering|contemplating|convinced|deploring|desiring|desirous|determined|disturbed|emphasizing|encouraged|encouraging|endorsing|expecting|expressing|fulfilling|guided|having|highlighting|inspired|keeping in mind|looking forward|mindful|noting|observing|reaffirming|realizing|recalling|recognizing|referring|regretting|reiterating|resolved|respecting|saluting|seeking|stressing|supporting|taking|thanking|underlining|underscoring|urging|viewing|welcoming|whereas|wishing)\b|^(?:affirmant|ayant|considérant|consciente?s?|constatant|convaincue?|déplorant|désireuse?|encouragée?|estimant|exprimant|félicitant|gardant|guidée?|insistant|notant|préoccupée?|prenant|rappelant|réaffirmant|reconnaissant|regrettant|réitérant|remerciant|résolue?|saluant|sachant|se félicitant|soulignant|soucieuse?|tenant compte|vivement)(?![\p{L}])|^(?:acogiendo|afirmando|alentad[oa]|apreciando|celebrando|considerando|consciente|constatando|convencid[oa]|destacando|deseando|deseos[oa]|encomiando|expresando|guiad[oa]|habiendo|haciendo|lamentando|observando|poniendo|preocupad[oa]|profundamente|reafirmando|recalcando|reconociendo|recordando|reiterando|resuelt[oa]|señalando|subrayando|teniendo|tomando)(?![\p{L}])|^(?:будучи|вновь подтверждая|выражая|желая|заявляя|напоминая|осознавая|отмечая|памятуя|подтверждая|подчеркивая|подчёркивая|принимая|признавая|приветствуя|руководствуясь|ссылаясь|считая|учитывая)(?![\p{L}])|^(?:إذ |وإذ )|^(?:回顾|又回顾|还回顾|忆及|铭记|考虑到|确认|重申|注意到|赞赏地注意到|关切地注意到|欢迎|强调|着重指出|意识到|认识到|承认|深信|深为关切|深切关注|表示|决心|念及|审议了|听取了|感谢|希望|申明|指出|遵循|赞扬|满意地|鉴于|关切|严重关切|严重关注|确信|回顾其)/iu

/** Whether a paragraph opens as preambular paragraphs do: with a participle or adjective. */
export function opensPreambular(text: string): boolean {
  return preambular.test(text.slice(0, 80).trimStart())
}

const operative =
  /^(?:(?:also|further|once again|again|strongly|deeply|solemnly|hereby|firmly|formally|therefore) )*(?:accepts|acknowledges|adopts|affirms|appeals|appoints|appreciates|approves|authorizes|calls|commends|concludes|concurs|condemns|confirms|congratulates|considers|decides|declares|demands|deplores|designates|directs|elects|emphasizes|encourages|endorses|establishes|expresses|highlights|instructs|invites|looks|notes|notices|proclaims|reaffirms|recalls|recognizes|recommends|regrets|reiterates|reminds|renews|requests|resolves|stresses|supports|takes|thanks|underlines|underscores|urges|welcomes)\b|^(?:accueille|adopte|affirme|appelle|approuve|appuie|charge|condamne|confirme|considère|constate|décide|déclare|demande|déplore|encourage|engage|estime|exhorte|exprime|fait|félicite|insiste|invite|note|prend|prie|proclame|rappelle|réaffirme|recommande|reconnaît|regrette|réitère|remercie|salue|se félicite|souligne)(?![\p{L}])|^(?:acoge|adopta|afirma|alienta|apoya|aprueba|condena|confirma|considera|decide|declara|deplora|destaca|encomia|exhorta|expresa|hace|insta|invita|lamenta|observa|pide|pone|reafirma|recalca|recomienda|reconoce|recuerda|reitera|señala|solicita|subraya|toma)(?![\p{L}])|^(?:благодарит|вновь|выражает|заявляет|одобряет|отмечает|подтверждает|подчеркивает|подчёркивает|поручает|постановляет|предлагает|призывает|признает|признаёт|приветствует|принимает|просит|рекомендует|утверждает)(?![\p{L}])|^(?:决定|请|又请|还请|邀请|促请|敦促|吁请|呼吁|鼓励|欢迎|注意到|重申|强调|核可|核准|通过|赞扬|建议|感谢|谴责|确认|申明|表示|授权|责成)/iu

/** Whether a paragraph opens as operative paragraphs do: with a verb in the present tense. */
export function opensOperative(text: string): boolean {
  return operative.test(text.slice(0, 80).trimStart())
}

const resolutionWord = /^(?:draft (?:resolution|decision)|resolution \S+|decision \S+|projet de (?:résolution|décision)|proyecto de (?:resolución|decisión)|проект (?:резолюции|решения)|مشروع (?:قرار|مقرر)|决议草案|决定草案)/iu

/** Whether a line says that the document is a resolution or decision. */
export function namesAResolution(line: string): boolean {
  return line.length <= 300 && resolutionWord.test(line)
}

const masthead =
  /^(?:united nations|nations unies|naciones unidas|организация объединенных наций|الأمم المتحدة|联合国$|distr\.?\s*[:：]|original\s*[:：]|sponsor\s*[:：]|agenda item|item \d+|point \d+|tema \d+|пункт \d+|议程项目|(?:english|french|spanish|russian|arabic|chinese)(?: only)?$|\d{1,2} \p{L}+ \d{4}$|\p{L}+ \d{1,2}, \d{4}$|[\p{L}, ]{2,40}, \d{1,2}[-–—]\d{1,2} \p{L}+ \d{4}$|\d{4}\s?年.{0,40}$)/iu

/** Whether a line is of the kind printed at the head of every UN document: distribution, date, original language. */
export function isMasthead(line: string): boolean {
  return line.length <= 200 && masthead.test(line)
}
