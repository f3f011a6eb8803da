/** How a text is read in place of the editor (V1 to V3). */
export type ReadingMode =
  | { readonly kind: 'original' }
  | { readonly kind: 'proposed'; readonly by: string }
  | { readonly kind: 'changes' }
  | { readonly kind: 'sides' }
