/** What the policy thinks of every angle and angular velocity of the pole, while it learns. */
import './policy-map.css';
import { X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { element, pane, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import type { Lab } from '../lab.ts';
import { PacedDrawing } from '../paced-drawing.ts';
import { onThemeChange, themeColours } from '../theme.ts';
import { inWords, READING_NAMES, type Reading, readAt } from './crosshair-text.ts';
import { frameOf, pointAt } from './frame.ts';
import {
  ACTION_NAMES,
  CENTRE,
  type GridPoint,
  PolicyGrid,
  pointAfterKey,
  type Slice,
  THETA_DEGREES,
  THETA_DOT,
} from './grid.ts';
import { GridPass, type Question } from './grid-pass.ts';
import { drawActions, drawValues, type Picture } from './maps.ts';
import { largestRoom, zeroLine } from './regions.ts';
import { Slider } from './slider.ts';

const PASSES_A_SECOND = 4;
const DESCRIPTIONS_A_SECOND = 1;
const REACH = { x: X_THRESHOLD, xDot: 3 };
const KEYS_ID = 'policy-map-keys';

export function createPolicyMapPane(lab: Lab): HTMLElement {
  return new PolicyMapPane(lab).element;
}

class PolicyMapPane {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #grid = new PolicyGrid();
  readonly #pass = new GridPass(
    this.#grid,
    () => this.#ask(),
    () => this.#finishPass(),
    (work) => requestAnimationFrame(work),
  );
  readonly #x = new Slider('policy-map-x', 'Cart position', REACH.x, 'm', () => this.#pass.request());
  readonly #xDot = new Slider('policy-map-x-dot', 'Cart velocity', REACH.xDot, 'm/s', () =>
    this.#pass.request(),
  );
  readonly #values = this.#canvas();
  readonly #actions = this.#canvas();
  readonly #readings = READING_NAMES.map(() => element('dd', {}));
  /** Said when the crosshair is moved by keys; the numbers themselves change all the time. */
  readonly #spoken = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #empty = element(
    'p',
    { class: 'note' },
    'There is no network yet: training creates one, or a weights file brings it.',
  );
  readonly #content: HTMLElement;
  readonly #describing: PacedDrawing;
  #picture: Picture | null = null;
  #crosshair = CENTRE;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#content = element(
      'div',
      { class: 'policy-map-content' },
      element('div', { class: 'row' }, this.#x.element, this.#xDot.element),
      this.#maps(),
      element(
        'p',
        { class: 'note', id: KEYS_ID },
        'The crosshair follows the pointer, or the arrow keys while the maps have the focus; Home puts it upright and still. ',
        'Dashed: beyond 12° the pole counts as fallen; no step begins there, so the network has learned nothing of it.',
      ),
      element(
        'dl',
        { class: 'numbers' },
        ...this.#readings.map((value, k) => element('div', {}, element('dt', {}, READING_NAMES[k]), value)),
      ),
      this.#spoken,
    );
    this.#content.hidden = true;
    this.element = pane('policy-map', 'Policy map', this.#empty, this.#content);
    this.#describing = new PacedDrawing(this.element, DESCRIPTIONS_A_SECOND, () => this.#describe());
    const passes = new PacedDrawing(this.element, PASSES_A_SECOND, () => this.#pass.request());
    for (const event of ['started', 'progress', 'shown'] as const) lab.on(event, () => passes.request());
    lab.on('phase', () => {
      if (lab.phase !== 'running') passes.settle();
    });
    onThemeChange(() => this.#draw());
    passes.request();
  }

  #maps(): HTMLElement {
    const onkeydown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const point = pointAfterKey(event.key, this.#crosshair);
      if (point === null) return;
      event.preventDefault();
      this.#moveCrosshair(point);
      const reading = this.#read();
      if (reading !== null) setText(this.#spoken, inWords(reading));
    };
    return element(
      'div',
      {
        class: 'policy-maps',
        tabindex: 0,
        // Arrow keys move something in two directions: no other role lets them through.
        role: 'application',
        'aria-label': 'Policy maps with one crosshair',
        'aria-describedby': KEYS_ID,
        onkeydown: onkeydown as EventListener,
      },
      element('figure', {}, element('figcaption', {}, 'Largest Q of the two actions'), this.#values),
      element('figure', {}, element('figcaption', {}, 'Greedy action'), this.#actions),
    );
  }

  #canvas(): HTMLCanvasElement {
    const canvas = element('canvas', { role: 'img', 'aria-label': 'Not drawn yet' });
    const point = ({ offsetX, offsetY }: PointerEvent) =>
      this.#moveCrosshair(pointAt(frameOf(canvas.clientWidth), offsetX, offsetY));
    canvas.addEventListener('pointermove', point);
    canvas.addEventListener('pointerdown', point);
    new ResizeObserver(() => this.#draw()).observe(canvas);
    return canvas;
  }

  get #slice(): Slice {
    return { x: this.#x.value, xDot: this.#xDot.value };
  }

  #ask(): Question | null {
    const { policy } = this.#lab;
    this.#empty.hidden = policy !== null;
    this.#content.hidden = policy === null;
    return policy === null ? null : { qOf: (state) => policy.values(state), slice: this.#slice };
  }

  #finishPass(): void {
    this.#picture = {
      grid: this.#grid,
      border: zeroLine(this.#grid.preference),
      rooms: ACTION_NAMES.map((_, action) => largestRoom(this.#grid.action, action)),
    };
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    if (picture === null || this.#values.clientWidth === 0) return;
    const colours = themeColours();
    drawValues(this.#values, picture, this.#crosshair, colours);
    drawActions(this.#actions, picture, this.#crosshair, colours);
    for (const [k, text] of (this.#read() ?? []).entries()) setText(this.#readings[k], text);
    this.#describing.request();
  }

  #moveCrosshair(point: GridPoint): void {
    if (point.column === this.#crosshair.column && point.row === this.#crosshair.row) return;
    this.#crosshair = point;
    this.#draw();
  }

  #read(): Reading | null {
    const { policy } = this.#lab;
    return policy && readAt(this.#crosshair, this.#slice, (state) => policy.values(state));
  }

  /** Brings up to date what is said to those who do not see the maps. */
  #describe(): void {
    const reading = this.#read();
    if (reading === null) return;
    const range = this.#grid.range();
    const values =
      range === null ? 'not a number' : `${formatNumber(range.low, 3)} to ${formatNumber(range.high, 3)}`;
    const right = Math.round(100 * this.#grid.share(1));
    const where = `pole angles to ±${THETA_DEGREES.reach}°, angular velocities to ±${THETA_DOT.reach} rad/s, cart at ${this.#x.text} and ${this.#xDot.text}; at the crosshair ${inWords(reading)}`;
    this.#values.setAttribute('aria-label', `Largest Q, ${values}; ${where}`);
    this.#actions.setAttribute('aria-label', `Greedy action, ${ACTION_NAMES[1]} in ${right} %; ${where}`);
  }
}
