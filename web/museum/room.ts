/** A room of the museum. */
export interface Room {
  readonly element: HTMLElement;
  /** Where in it the curves of the run are to hang. */
  readonly placeOfStrips?: HTMLElement;
}
