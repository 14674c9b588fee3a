/** A canvas or a part of it, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}
