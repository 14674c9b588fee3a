/** Which two quantities are the axes, and sliders for those that are held still. */
import { element, field } from '../dom.ts';
import type { MapView } from '../tasks/task-view.ts';
import { Plane } from './plane.ts';
import { Slider } from './slider.ts';

export class PlaneChoice {
  readonly element: HTMLElement;
  readonly #axisChoices = element('div', { class: 'row policy-map-axes' });
  readonly #heldStill = element('div', { class: 'row policy-map-held' });
  readonly #changed: () => void;
  #map: MapView | null = null;
  #axes: [number, number] = [0, 1];
  #sliders: readonly Slider[] = [];

  /** @param changed is called when another plane has been chosen. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.element = element('div', {}, this.#axisChoices, this.#heldStill);
  }

  /** Offers what there is of a task; what has been chosen stays as long as it is the same. */
  show(map: MapView): void {
    if (map === this.#map) return;
    this.#map = map;
    this.#axes = [...map.axes];
    this.#sliders = map.quantities.map(
      (quantity, k) => new Slider(`policy-map-held-${k}`, quantity, this.#changed),
    );
    // Two quantities leave nothing to choose.
    const choices = map.quantities.length > 2 ? [this.#axisChoice(0, map), this.#axisChoice(1, map)] : [];
    this.#axisChoices.replaceChildren(...choices);
    this.#heldStill.replaceChildren(...this.#sliders.map((slider) => slider.element));
    this.#showSliders();
  }

  /** Only after `show`. */
  get plane(): Plane {
    const held = this.#sliders.map((slider) => slider.value);
    return new Plane(this.#map as MapView, this.#axes, held);
  }

  /** "Cart position 0.00 m" of each quantity that is held still. */
  get heldTexts(): readonly string[] {
    const quantities = this.#map?.quantities ?? [];
    return [...quantities.entries()]
      .filter(([k]) => !this.#axes.includes(k))
      .map(([k, { name }]) => `${name} ${this.#sliders[k].text}`);
  }

  /** @param axis 0 goes across, 1 upwards. */
  #axisChoice(axis: 0 | 1, { quantities }: MapView): HTMLElement {
    const select = element(
      'select',
      { id: `policy-map-axis-${axis}` },
      ...quantities.map(({ name }, k) => element('option', { value: k }, name)),
    );
    select.value = String(this.#axes[axis]);
    select.addEventListener('change', () => this.#choose(axis, Number(select.value)));
    return field(axis === 0 ? 'Across' : 'Upwards', select);
  }

  /** The other axis takes what this one had if it was what this one is to have. */
  #choose(axis: 0 | 1, quantity: number): void {
    const other = 1 - axis;
    if (this.#axes[other] === quantity) this.#axes[other] = this.#axes[axis];
    this.#axes[axis] = quantity;
    for (const [k, chosen] of this.#axes.entries()) {
      const select = this.element.querySelector<HTMLSelectElement>(`#policy-map-axis-${k}`);
      if (select !== null) select.value = String(chosen);
    }
    this.#showSliders();
    this.#changed();
  }

  #showSliders(): void {
    for (const [k, slider] of this.#sliders.entries()) slider.element.hidden = this.#axes.includes(k);
  }
}
