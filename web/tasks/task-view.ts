/** How the page shows a task, in words and numbers. `web/tasks/<task>/view.ts` has one each, and `scene.ts` beside it the picture. */

/** An entry of an observation, not scaled, or another number that a state consists of. */
export interface Quantity {
  /** Such as "pole angle". */
  readonly name: string;
  /** Such as "rad"; empty if it has none. */
  readonly unit: string;
}

/** Where an action goes: arrow keys choose the two sides, and `rest`, if there is one, is what is done with no key down. */
export type ActionLook = 'left' | 'right' | 'rest';

export interface ActionView {
  /** In formulas, such as "left". */
  readonly name: string;
  /** With a sign of its own, such as "← left". */
  readonly label: string;
  /** Of a button, such as "← Push left". */
  readonly command: string;
  readonly look: ActionLook;
}

/** How an episode can end, in words. */
export interface EndWords {
  /** "fell" */
  readonly short: string;
  /** What stands before the number of steps: "The pole fell after". */
  readonly sentence: string;
}

/** A number of the state that is shown beside the picture. */
export interface StateNumber {
  readonly name: string;
  text(observation: ArrayLike<number>): string;
}

/** How the learner strikes, as `Task.push` says what a blow is. */
export interface StrikeView {
  /** What is struck: "pole". */
  readonly thing: string;
  /** Of a button, or of a click beside it. */
  readonly size: number;
  /** The buttons for a blow of −size and of size. */
  readonly commands: readonly [string, string];
  /** The entry of an observation to which the blow is added. */
  readonly entry: number;
}

/** A quantity that can be an axis of the policy map, or is held still by a slider. */
export interface MapQuantity extends Quantity {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Points along the axis. */
  readonly points: number;
  /** Of the slider. */
  readonly step: number;
  /** Where the crosshair and the slider are at first. */
  readonly home: number;
}

export interface MapView {
  readonly quantities: readonly MapQuantity[];
  /** Which of them are the axes at first: across and upwards. */
  readonly axes: readonly [number, number];
  /** The observation, not scaled, where the quantities have these values; valid until the next call. */
  observationAt(values: readonly number[]): ArrayLike<number>;
  /** How far the state is beyond an end of the task: positive where no step begins. */
  beyondEnd(values: readonly number[]): number;
  /** What home is, and what the dashed line means. */
  readonly note: string;
}

/** An observation of several pictures of cells: entry (row, column, channel), row by row. */
export interface ScreenView {
  readonly rows: number;
  readonly columns: number;
  readonly channels: readonly string[];
}

export interface TaskView {
  /** "The cart" */
  readonly title: string;
  /** What is to be done, in two or three sentences. */
  readonly about: string;
  /** Seconds between two steps in real time. */
  readonly stepSeconds: number;
  /** The entries of an observation. */
  readonly observation: readonly Quantity[];
  readonly actions: readonly ActionView[];
  /** How a person drives. */
  readonly driving: string;
  /** As many as the diagnosis of the task has, in its order. */
  readonly endings: readonly EndWords[];
  readonly timeLimit: EndWords;
  readonly numbers: readonly StateNumber[];
  /** The state in words, for those who do not see the picture. */
  describe(observation: ArrayLike<number>): string;
  /** Whether what lies between two observations is a state as well, so that motion can be drawn smoothly. */
  readonly isSmooth: boolean;
  readonly strike: StrikeView | null;
  readonly map: MapView;
  /** A state to ask the network about where there is no other, and what it is in words. */
  readonly sample: { readonly observation: readonly number[]; readonly words: string };
  /** Where the agent sees a screen. */
  readonly screen?: ScreenView;
}
