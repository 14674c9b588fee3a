/** A canvas or a part of it, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Pixels at the top of a picture, for what is written over it. */
export const CAPTION_HEIGHT = 32;
