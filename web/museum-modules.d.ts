/** A copy of a worker with the bugs of the museum: see `museum/source-copies.ts`. */
declare module '*?museum';
