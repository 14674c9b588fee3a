/** A plane through the states of a task: two quantities are its axes, the others are held still. */
import { tickText } from '../axis.ts';
import type { MapQuantity, MapView } from '../tasks/task-view.ts';

/** A point of the grid on a plane: column 0 is the leftmost, row 0 the lowest; it may lie between two of them. */
export interface GridPoint {
  readonly column: number;
  readonly row: number;
}

/** The value at point `k` of an axis. */
export const valueOn = ({ low, high, points }: MapQuantity, k: number) =>
  low + ((high - low) * k) / (points - 1);

/** The point of an axis at which a value is, which may lie between two of them. */
export const indexOf = ({ low, high, points }: MapQuantity, value: number) =>
  ((value - low) / (high - low)) * (points - 1);

export const withUnit = (text: string, unit: string) =>
  unit === '' ? text : `${text}${unit === '°' ? '' : ' '}${unit}`;

const distanceOf = ({ low, high, points }: MapQuantity) => (high - low) / (points - 1);

/** With as many decimals as tell its points apart. */
export function valueText(quantity: MapQuantity, value: number): string {
  const distance = distanceOf(quantity);
  const needed = Number.isInteger(distance) ? distance : quantity.step / 10;
  return withUnit(tickText(value, needed), quantity.unit);
}

export class Plane {
  readonly x: MapQuantity;
  readonly y: MapQuantity;
  readonly columns: number;
  readonly rows: number;
  readonly #map: MapView;
  readonly #axes: readonly [number, number];
  readonly #values: number[];

  /**
   * @param axes which of the quantities go across and upwards.
   * @param held the value of each quantity; those of the axes do not matter.
   */
  constructor(map: MapView, axes: readonly [number, number], held: readonly number[]) {
    [this.x, this.y] = axes.map((k) => map.quantities[k]);
    this.columns = this.x.points;
    this.rows = this.y.points;
    this.#map = map;
    this.#axes = axes;
    this.#values = [...held];
  }

  /** Points of the grid; they are numbered row by row. */
  get count(): number {
    return this.columns * this.rows;
  }

  get home(): GridPoint {
    return {
      column: Math.round(indexOf(this.x, this.x.home)),
      row: Math.round(indexOf(this.y, this.y.home)),
    };
  }

  /** Whether there are no states between the points: an axis has all values that its quantity can have. */
  get isDiscrete(): boolean {
    return [this.x, this.y].some((axis) => distanceOf(axis) === axis.step);
  }

  /** The observation, not scaled; valid until the next call. */
  observationAt(point: GridPoint): ArrayLike<number> {
    return this.#map.observationAt(this.#valuesAt(point));
  }

  /** Positive where no step begins. */
  beyondEnd(point: GridPoint): number {
    return this.#map.beyondEnd(this.#valuesAt(point));
  }

  #valuesAt({ column, row }: GridPoint): readonly number[] {
    this.#values[this.#axes[0]] = valueOn(this.x, column);
    this.#values[this.#axes[1]] = valueOn(this.y, row);
    return this.#values;
  }
}

/** Where an arrow key moves the crosshair, or null for a key that means nothing here. */
export function pointAfterKey(key: string, { column, row }: GridPoint, plane: Plane): GridPoint | null {
  switch (key) {
    case 'ArrowLeft':
      return { column: Math.max(0, column - 1), row };
    case 'ArrowRight':
      return { column: Math.min(plane.columns - 1, column + 1), row };
    case 'ArrowUp':
      return { column, row: Math.min(plane.rows - 1, row + 1) };
    case 'ArrowDown':
      return { column, row: Math.max(0, row - 1) };
    case 'Home':
      return plane.home;
    default:
      return null;
  }
}
