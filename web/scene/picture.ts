/** The picture of a task: a canvas as large as its place, sharp on every screen, on which the learner can strike. */
import { boxOf, prepare } from '../canvas.ts';
import { element, setText } from '../dom.ts';
import type { Box } from '../tasks/box.ts';
import type { SceneState } from '../tasks/scene.ts';
import { sceneOf } from '../tasks/scenes.ts';
import type { TaskView } from '../tasks/task-view.ts';
import { onThemeChange, themeColours } from '../theme.ts';
import { describeScene } from './captions.ts';
import type { EpisodePlayer } from './player.ts';

/** ms at least between two changes of the text that stands for the picture. */
const LABEL_PERIOD_MS = 1000;

/** How the picture is shown at a moment. */
export interface Showing {
  readonly caption: string;
  /** Whether single actions pass too fast to be seen. */
  readonly isMoving: boolean;
  /** How far the motion from the last state to this one has come, from 0 to 1. */
  readonly progress: number;
}

export class Picture {
  /** Takes the keyboard. */
  readonly element: HTMLElement;
  readonly #player: EpisodePlayer;
  readonly #canvas = element('canvas', { role: 'img' });
  readonly #caption = element('p', { class: 'scene-caption' });
  #view: TaskView;
  #box: Box = { width: 0, height: 0 };
  #showing: Showing = { caption: '', isMoving: false, progress: 1 };
  /** Between two states, while the motion is under way. */
  #between = new Float32Array();
  /** Pixels from the left, where the pointer went down and where it is now; null without one. */
  #drag: { readonly from: number; to: number } | null = null;
  #labelIsOld = false;
  /** null when the text may change. */
  #labelTimer: ReturnType<typeof setTimeout> | null = null;

  /** @param onStrike is called when the learner has struck. */
  constructor(player: EpisodePlayer, onStrike: () => void) {
    this.#player = player;
    this.#view = player.view;
    this.element = element(
      'div',
      {
        class: 'scene-picture',
        tabindex: '0',
        role: 'group',
        'aria-label': 'Scene: arrow keys act when you drive',
      },
      this.#canvas,
      this.#caption,
    );
    new ResizeObserver(() => this.#resize()).observe(this.element);
    onThemeChange(() => this.#draw());
    this.#listenToPointer(onStrike);
  }

  show(showing: Showing): void {
    this.#showing = showing;
    setText(this.#caption, showing.caption);
    this.#caption.classList.toggle('is-exploring', this.#player.watched?.isExploring ?? false);
    if (this.#view === this.#player.view) this.#draw();
    else this.#resize();
    if (this.#labelTimer === null) this.#label();
    else this.#labelIsOld = true;
  }

  /** Now, and if something is shown meanwhile, again as soon as it may. */
  #label(): void {
    this.#canvas.setAttribute('aria-label', describeScene(this.#player));
    this.#labelIsOld = false;
    this.#labelTimer = setTimeout(() => {
      this.#labelTimer = null;
      if (this.#labelIsOld) this.#label();
    }, LABEL_PERIOD_MS);
  }

  #resize(): void {
    this.#view = this.#player.view;
    this.#box = boxOf(this.element);
    this.element.classList.toggle('can-be-struck', this.#view.strike !== null);
    this.#draw();
  }

  #draw(): void {
    if (this.#box.width === 0) return;
    const context = prepare(this.#canvas, this.#box);
    sceneOf(this.#view).draw(context, this.#box, this.#scene(), themeColours());
  }

  #scene(): SceneState {
    const player = this.#player;
    const { isMoving } = this.#showing;
    const share = (action: number) => {
      if (player.action === null) return 0;
      return isMoving ? player.recentShare(action) : Number(player.action === action);
    };
    return {
      observation: this.#seen(),
      actions: this.#view.actions.map((_, action) => share(action)),
      strike: this.#drag && player.ended === null ? this.#strike(this.#drag) : null,
    };
  }

  /** What is drawn: the state, or what lies between the one before and this one. */
  #seen(): Float32Array {
    const { observation, previous } = this.#player;
    const { progress } = this.#showing;
    if (progress === 1 || !this.#view.isSmooth) return observation;
    if (this.#between.length !== observation.length) this.#between = new Float32Array(observation.length);
    for (let d = 0; d < observation.length; d++) {
      this.#between[d] = previous[d] + progress * (observation[d] - previous[d]);
    }
    return this.#between;
  }

  #strike({ from, to }: { readonly from: number; readonly to: number }): number | null {
    return sceneOf(this.#view).strikeOf?.(from, to, this.#box, this.#player.observation) ?? null;
  }

  #listenToPointer(onStrike: () => void): void {
    const canvas = this.#canvas;
    const pixels = ({ clientX }: PointerEvent) => clientX - canvas.getBoundingClientRect().left;
    canvas.addEventListener('pointerdown', (event) => {
      if (this.#view.strike === null || event.button !== 0 || !event.isPrimary) return;
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { from: pixels(event), to: pixels(event) };
      this.#draw();
    });
    canvas.addEventListener('pointermove', (event) => {
      if (this.#drag === null || !event.isPrimary) return;
      this.#drag.to = pixels(event);
      this.#draw();
    });
    canvas.addEventListener('pointerup', ({ isPrimary }) => {
      if (this.#drag === null || !isPrimary) return;
      const strike = this.#strike(this.#drag);
      this.#drag = null;
      if (strike !== null) this.#player.strike(strike);
      onStrike();
    });
    // A touch that turns out to scroll the page.
    canvas.addEventListener('pointercancel', () => {
      this.#drag = null;
      this.#draw();
    });
  }
}
