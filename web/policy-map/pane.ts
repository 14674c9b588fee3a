/** What the policy thinks of the states on a plane of the learner's choice, while it learns. */
import './policy-map.css';
import { boxOf } from '../canvas.ts';
import { policyOrDemo } from '../demo/demo.ts';
import { element, pane, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import type { Lab } from '../lab.ts';
import { PacedDrawing } from '../paced-drawing.ts';
import type { TaskView } from '../tasks/task-view.ts';
import { viewOf } from '../tasks/views.ts';
import { onThemeChange, themeColours } from '../theme.ts';
import { inWords, type Reading, readAt } from './crosshair-text.ts';
import { frameOf, pointAt } from './frame.ts';
import type { PolicyGrid } from './grid.ts';
import { GridPass, type Question } from './grid-pass.ts';
import { drawActions, drawValues, type Picture, pictureOf } from './maps.ts';
import { type GridPoint, type Plane, pointAfterKey, valueText } from './plane.ts';
import { PlaneChoice } from './plane-choice.ts';

const PASSES_A_SECOND = 4;
const DESCRIPTIONS_A_SECOND = 1;
const NO_NETWORK = 'There is no network yet: train one, or open a weights file.';
const DEMO_NOTE = 'Of the trained agent that drives.';
const KEYS_ID = 'policy-map-keys';

export function createPolicyMapPane(lab: Lab): HTMLElement {
  return new PolicyMapPane(lab).element;
}

class PolicyMapPane {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #pass = new GridPass(
    () => this.#ask(),
    (grid) => this.#finishPass(grid),
    (work) => requestAnimationFrame(work),
  );
  readonly #choice = new PlaneChoice(() => this.#pass.request());
  readonly #values = this.#canvas();
  readonly #actions = this.#canvas();
  readonly #note = element('span');
  readonly #readings = element('dl', { class: 'numbers' });
  /** Said when the crosshair is moved by keys; the numbers themselves change all the time. */
  readonly #spoken = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  /** As long as there is no network of the lab. */
  readonly #absence = element('p', { class: 'note policy-map-absence' });
  readonly #content: HTMLElement;
  readonly #describing: PacedDrawing;
  /** Of the last pass. */
  #picture: Picture | null = null;
  #crosshair: GridPoint | null = null;
  /** The axes for which the crosshair was put somewhere. */
  #axes = '';

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#content = element(
      'div',
      { class: 'policy-map-content' },
      this.#choice.element,
      this.#maps(),
      element(
        'p',
        { class: 'note', id: KEYS_ID },
        'The crosshair follows the pointer, or the arrow keys while the maps have the focus. ',
        this.#note,
      ),
      this.#readings,
      this.#spoken,
    );
    this.#content.hidden = true;
    this.element = pane('policy-map', 'Policy map', this.#absence, this.#content);
    this.#describing = new PacedDrawing(this.element, DESCRIPTIONS_A_SECOND, () => this.#describe());
    const passes = new PacedDrawing(this.element, PASSES_A_SECOND, () => this.#pass.request());
    for (const event of ['started', 'progress', 'shown', 'chosen'] as const) {
      lab.on(event, () => passes.request());
    }
    lab.on('phase', () => {
      if (lab.run.phase !== 'running') passes.settle();
    });
    onThemeChange(() => this.#draw());
    passes.request();
  }

  #maps(): HTMLElement {
    const onkeydown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || this.#picture === null) return;
      const { plane } = this.#picture.grid;
      const point = pointAfterKey(event.key, this.#crosshair ?? plane.home, plane);
      if (point === null) return;
      event.preventDefault();
      this.#moveCrosshair(point);
      setText(this.#spoken, inWords(this.#read(plane)));
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
      mapFigure('Largest Q of the actions', this.#values),
      mapFigure('Greedy action', this.#actions),
    );
  }

  #canvas(): HTMLCanvasElement {
    const canvas = element('canvas', { role: 'img', 'aria-label': 'Not drawn yet' });
    const point = ({ offsetX, offsetY }: PointerEvent) => {
      if (this.#picture === null) return;
      const frame = frameOf(boxOf(canvas), this.#picture.grid.plane);
      this.#moveCrosshair(pointAt(frame, offsetX, offsetY));
    };
    canvas.addEventListener('pointermove', point);
    canvas.addEventListener('pointerdown', point);
    new ResizeObserver(() => this.#draw()).observe(canvas);
    return canvas;
  }

  /** That of the network; null while there is none. */
  get #view(): TaskView | null {
    const policy = policyOrDemo(this.#lab);
    return policy && viewOf(policy.settings.env);
  }

  #ask(): Question | null {
    const policy = policyOrDemo(this.#lab);
    const view = this.#view;
    this.#absence.hidden = this.#lab.policy !== null;
    setText(this.#absence, policy === null ? NO_NETWORK : DEMO_NOTE);
    this.#content.hidden = policy === null;
    if (policy === null || view === null) return null;
    this.#choice.show(view.map);
    setText(this.#note, view.map.note);
    const { plane } = this.#choice;
    return { qOf: (state) => policy.values(state), plane, actionCount: view.actions.length };
  }

  #finishPass(grid: PolicyGrid): void {
    const view = this.#view;
    // Another task has come meanwhile.
    if (view === null || view.actions.length !== grid.leads.length) return;
    this.#picture = pictureOf(grid, view.actions);
    const { x, y, home } = grid.plane;
    const axes = `${x.name}, ${y.name}`;
    if (axes !== this.#axes || this.#crosshair === null) this.#crosshair = home;
    this.#axes = axes;
    this.#draw();
  }

  #draw(): void {
    const picture = this.#picture;
    const crosshair = this.#crosshair;
    if (picture === null || crosshair === null) return;
    const colours = themeColours();
    // Where there is little room, one of the two is not there.
    if (this.#values.clientWidth > 0) drawValues(this.#values, picture, crosshair, colours);
    if (this.#actions.clientWidth > 0) drawActions(this.#actions, picture, crosshair, colours);
    this.#showReadings(this.#read(picture.grid.plane));
    this.#describing.request();
  }

  #showReadings(readings: readonly Reading[]): void {
    const rows = this.#readings;
    while (rows.childElementCount > readings.length) rows.lastElementChild?.remove();
    for (const [k, { name, text }] of readings.entries()) {
      if (k === rows.childElementCount) rows.append(element('div', {}, element('dt'), element('dd')));
      const [term, value] = rows.children[k].children;
      setText(term, name);
      setText(value, text);
    }
  }

  #moveCrosshair(point: GridPoint): void {
    if (point.column === this.#crosshair?.column && point.row === this.#crosshair.row) return;
    this.#crosshair = point;
    this.#draw();
  }

  /** What the network of now says at the crosshair; nothing where it is of another task than the plane. */
  #read(plane: Plane): readonly Reading[] {
    const policy = policyOrDemo(this.#lab);
    const view = this.#view;
    if (policy === null || view === null || this.#picture?.actions !== view.actions) return [];
    return readAt(this.#crosshair ?? plane.home, plane, view.actions, (state) => policy.values(state));
  }

  /** Brings up to date what is said to those who do not see the maps. */
  #describe(): void {
    if (this.#picture === null) return;
    const { grid, actions } = this.#picture;
    const { plane } = grid;
    const range = grid.range();
    const values =
      range === null ? 'not a number' : `${formatNumber(range.low, 3)} to ${formatNumber(range.high, 3)}`;
    const shares = actions.map(({ name }, a) => `${name} in ${Math.round(100 * grid.share(a))} %`).join(', ');
    const axes = [plane.x, plane.y].map(
      (axis) => `${axis.name} from ${valueText(axis, axis.low)} to ${valueText(axis, axis.high)}`,
    );
    const where = [...axes, ...this.#choice.heldTexts].join(', ');
    const all = `${where}; at the crosshair ${inWords(this.#read(plane))}`;
    this.#values.setAttribute('aria-label', `Largest Q, ${values}; ${all}`);
    this.#actions.setAttribute('aria-label', `Greedy action, ${shares}; ${all}`);
  }
}

/** The canvas takes the size of its place. */
function mapFigure(title: string, canvas: HTMLCanvasElement): HTMLElement {
  return element(
    'figure',
    {},
    element('figcaption', {}, title),
    element('div', { class: 'policy-map-place' }, canvas),
  );
}
