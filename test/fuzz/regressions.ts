/**
 * Seeds that once failed, each by the name of what it showed. They are played before anything else, here and in every
 * run of the tests. A change to what is drawn (recipes.ts, bases.ts) makes other updates of the same seeds: each mended
 * fault therefore has a test of its own as well.
 */
export interface Regression {
  readonly showed: string
  readonly only: 'admission' | 'projection'
  readonly seed: number
  /** fast-check's way to the smallest failing case; without one, the whole run of that seed. */
  readonly path?: string
}

export const regressions: readonly Regression[] = [
  { showed: 'half an emoji typed again where an update had cut it and erased it', only: 'admission', seed: 15, path: '1822:25:19:24:25:25:25' },
  { showed: 'a letter between itself and itself, which each copy placed elsewhere', only: 'admission', seed: 45, path: '3258:18:21:20:52:39:39' },
  { showed: 'an emoji cut in two, in the server only, by words that come to nothing', only: 'admission', seed: 1000014, path: '7139:19:46:45' },
  { showed: 'words typed on behind others’, beyond a word of her own that she had erased, taken for base text', only: 'projection', seed: 101526 },
]
