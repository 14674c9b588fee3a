/** A copy of a worker with the bugs of the museum: see `museum/source-copies.ts`. */
declare module '*?museum';

/** What there is to show of each bug: see `museum/exhibits.ts`. */
declare module 'museum:exhibits' {
  export const EXHIBITS: readonly import('../museum/exhibit.ts').MuseumExhibit[];
}
