/** Markup from the clipboard, freed of what word processors add before the editor reads it. */

/** Without Word's list bullets and office elements, which are no words of the author; italics said by style become elements. */
export function withoutWordMarkup(html: string): string {
  const page = new DOMParser().parseFromString(withoutStyles(html), 'text/html')
  for (const element of page.querySelectorAll(`script, title, meta, link, xml, [${kept}*="mso-list:Ignore" i], [${kept}*="mso-list: Ignore" i]`)) {
    element.remove()
  }
  for (const element of page.querySelectorAll(`[${kept}]`)) {
    const style = element.getAttribute(kept) ?? ''
    element.removeAttribute(kept)
    if (/font-style:\s*normal/i.test(style) && element.matches('i, em')) element.replaceWith(...element.childNodes)
    else if (/font-style:\s*(italic|oblique)/i.test(style)) {
      const emphasis = page.createElement('em')
      emphasis.append(...element.childNodes)
      element.append(emphasis)
    }
  }
  return page.body.innerHTML
}

const kept = 'data-pasted-style'

/**
 * Styles under a name that means nothing to the browser, which would otherwise complain in its console, even of a page
 * that is never shown, that our content policy forbids them.
 */
export function withoutStyles(html: string): string {
  return html
    .replace(/<style\b[^>]*>[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(?<=[\s"'])style(?=\s*=)/i, kept))
}
