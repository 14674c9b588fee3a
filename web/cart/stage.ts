/** The picture of the cart: a canvas as wide as its place, sharp on every screen, on which the pole can be struck. */
import { element, setText } from '../dom.ts';
import { onThemeChange, themeColours } from '../theme.ts';
import { describeScene } from './captions.ts';
import { POLE_LENGTH, toMetres, type View, viewOfWidth } from './geometry.ts';
import type { EpisodePlayer } from './player.ts';
import { drawScene, type Scene } from './scene.ts';
import { type Action, LEFT, RIGHT } from './steering.ts';
import { strikeOfPointer } from './strike.ts';

/** ms at least between two changes of the text that stands for the picture. */
const LABEL_PERIOD_MS = 1000;

export class Stage {
  /** Takes the keyboard. */
  readonly element: HTMLElement;
  readonly #player: EpisodePlayer;
  readonly #canvas = element('canvas', { role: 'img' });
  readonly #caption = element('p', { class: 'cart-caption' });
  readonly #context: CanvasRenderingContext2D;
  #view: View = viewOfWidth(0);
  #isMoving = false;
  /** m from the middle, where the pointer went down and where it is now; null without one. */
  #drag: { readonly from: number; to: number } | null = null;
  #labelIsOld = false;
  /** null when the text may change. */
  #labelTimer: ReturnType<typeof setTimeout> | null = null;

  /** @param onStrike is called when the pole was struck. */
  constructor(player: EpisodePlayer, onStrike: () => void) {
    this.#player = player;
    this.#context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    this.element = element(
      'div',
      {
        class: 'cart-stage',
        tabindex: '0',
        role: 'group',
        'aria-label': 'Cart: arrow keys push when you drive',
      },
      this.#canvas,
      this.#caption,
    );
    new ResizeObserver(() => this.#resize()).observe(this.element);
    onThemeChange(() => this.#draw());
    this.#listenToPointer(onStrike);
  }

  /** @param isMoving whether single pushes pass too fast to be seen. */
  show(caption: string, isMoving: boolean): void {
    this.#isMoving = isMoving;
    setText(this.#caption, caption);
    this.#draw();
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
    this.#view = viewOfWidth(this.element.clientWidth);
    this.#canvas.style.height = `${this.#view.height}px`;
    this.#draw();
  }

  #draw(): void {
    const { width, height } = this.#view;
    if (width === 0) return;
    const density = devicePixelRatio;
    const pixels = [Math.round(width * density), Math.round(height * density)];
    if (this.#canvas.width !== pixels[0] || this.#canvas.height !== pixels[1]) {
      [this.#canvas.width, this.#canvas.height] = pixels;
    }
    this.#context.setTransform(density, 0, 0, density, 0, 0);
    drawScene(this.#context, this.#view, this.#scene(), themeColours());
  }

  #scene(): Scene {
    const player = this.#player;
    const push = (action: Action) => {
      if (player.action === null) return 0;
      return this.#isMoving ? player.pushShare(action) : Number(player.action === action);
    };
    const [x, , theta] = player.state;
    return {
      x,
      theta,
      pushes: [push(LEFT), push(RIGHT)],
      strike: this.#drag && player.ended === null ? this.#strike(this.#drag) : null,
    };
  }

  #strike({ from, to }: { readonly from: number; readonly to: number }): number {
    const [x, , theta] = this.#player.state;
    return strikeOfPointer(from, to, x + (POLE_LENGTH / 2) * Math.sin(theta));
  }

  #listenToPointer(onStrike: () => void): void {
    const canvas = this.#canvas;
    const metres = ({ clientX }: PointerEvent) =>
      toMetres(this.#view, clientX - canvas.getBoundingClientRect().left);
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { from: metres(event), to: metres(event) };
      this.#draw();
    });
    canvas.addEventListener('pointermove', (event) => {
      if (this.#drag === null || !event.isPrimary) return;
      this.#drag.to = metres(event);
      this.#draw();
    });
    canvas.addEventListener('pointerup', ({ isPrimary }) => {
      if (this.#drag === null || !isPrimary) return;
      this.#player.strike(this.#strike(this.#drag));
      this.#drag = null;
      onStrike();
    });
    // A touch that turns out to scroll the page.
    canvas.addEventListener('pointercancel', () => {
      this.#drag = null;
      this.#draw();
    });
  }
}
