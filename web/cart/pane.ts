/** The cart: the agent, a person or chance drives it, and the pole can be struck. */
import './cart.css';
import { button, element, pane, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { reducedMotion } from '../theme.ts';
import { Animation } from './animation.ts';
import { DRIVER_NAMES, describeDriver, describeEnd, START_PROMPT, speedName } from './captions.ts';
import { createHumanControls } from './human-controls.ts';
import { HUMAN_SPEEDS, MACHINE_SPEEDS, Playback } from './playback.ts';
import { DRIVERS, type Driver, EpisodePlayer, type EpisodeRecord } from './player.ts';
import { QBars } from './q-bars.ts';
import { ScoreTable } from './score-table.ts';
import { Scoreboard } from './scoreboard.ts';
import { Stage } from './stage.ts';
import { StateNumbers } from './state-numbers.ts';
import { listenToKeys, type SteeringListener } from './steering-input.ts';
import { STRIKE } from './strike.ts';
import { createToggleGroup } from './toggle-group.ts';

/** Of the episodes of this pane; training has random streams of its own. */
const SEED = 0;
/** ms between two changes of the numbers beside the picture: faster ones could not be read. */
const NUMBERS_PERIOD_MS = 100;

export function createCartPane(lab: Lab): HTMLElement {
  return new CartPane(lab).element;
}

class CartPane {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #player: EpisodePlayer;
  readonly #playback: Playback;
  readonly #animation: Animation;
  readonly #stage: Stage;
  readonly #scores = new Scoreboard();
  readonly #qBars = new QBars();
  readonly #stateNumbers = new StateNumbers();
  readonly #scoreTable = new ScoreTable();
  readonly #driver = createToggleGroup(
    'cart-driver',
    'Who drives',
    DRIVERS,
    (driver) => DRIVER_NAMES[driver],
    (driver) => this.#drive(driver),
  );
  readonly #machineSpeed = createToggleGroup(
    'cart-speed',
    'Speed, ×1 is real time',
    MACHINE_SPEEDS,
    speedName,
    (speed) => this.#setSpeed(speed),
  );
  readonly #humanSpeed = createToggleGroup(
    'cart-your-speed',
    'Your speed, ×1 is real time',
    HUMAN_SPEEDS,
    speedName,
    (speed) => this.#setSpeed(speed),
  );
  readonly #play = button('', () => this.#setPlaying(!this.#animation.playing));
  readonly #human: HTMLElement;
  readonly #noNetwork = element(
    'p',
    { class: 'note cart-no-network' },
    'There is no network yet, so the cart is driven at random. Press Train: from then on the agent drives, with untrained weights at first.',
  );
  /** Said aloud by screen readers when it changes. */
  readonly #status = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  #numbersShownAt = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#player = new EpisodePlayer(lab.config.env, SEED);
    this.#playback = new Playback(this.#player, (episode) => this.#finish(episode));
    this.#stage = new Stage(this.#player, () => this.#show());
    const { steering } = this.#player;
    const steeringListener: SteeringListener = {
      isDriving: () => this.#player.driver === 'you',
      press: (action) => {
        steering.press(action);
        this.#setPlaying(true);
      },
      release: (action) => steering.release(action),
      releaseAll: () => steering.releaseAll(),
    };
    this.#human = createHumanControls(steeringListener, () => {
      this.#drive('agent');
      this.#setPlaying(true);
    });
    this.element = this.#arrange();
    listenToKeys(this.element, steeringListener);

    this.#animation = new Animation(this.element, (seconds) => this.#frame(seconds));
    this.#animation.playing = !reducedMotion();
    // While it plays, each frame looks anyway.
    const look = () => {
      if (!this.#animation.playing) this.#show();
    };
    for (const event of ['started', 'shown', 'progress', 'chosen'] as const) lab.on(event, look);
    this.#show();
  }

  #arrange(): HTMLElement {
    const speeds = [this.#machineSpeed.element, this.#humanSpeed.element];
    const playing = element(
      'div',
      { class: 'cart-buttons cart-playing' },
      this.#play,
      button('One cart step', () => this.#takeStep()),
      button('New episode', () => {
        this.#playback.begin();
        this.#show();
      }),
      element(
        'div',
        { class: 'cart-buttons' },
        button('Push pole left', () => this.#strike(-STRIKE)),
        button('Push pole right', () => this.#strike(STRIKE)),
      ),
    );
    return pane(
      'cart',
      'The cart',
      element(
        'p',
        {},
        'Every 0.02 s the cart is pushed to the left or to the right. Each step earns 1, until the pole leans more than 12° or the cart is more than 2.4 m from the middle.',
      ),
      element('div', { class: 'row' }, this.#driver.element, ...speeds),
      this.#noNetwork,
      element(
        'div',
        { class: 'cart-layout' },
        element(
          'div',
          { class: 'cart-main' },
          this.#stage.element,
          this.#status,
          this.#human,
          playing,
          element(
            'p',
            { class: 'note' },
            'Push the pole with these buttons, or click beside it, or drag across the picture: the farther, the harder.',
          ),
        ),
        element('div', { class: 'cart-side' }, this.#qBars.element, this.#stateNumbers.element),
        element('div', { class: 'cart-side' }, this.#scoreTable.element),
      ),
    );
  }

  /** Hands the cart over where it is. */
  #drive(driver: Driver): void {
    this.#player.drive(driver);
    this.#show();
    this.#say(describeDriver(this.#player));
    // A person needs the arrow keys there; and the button that hands over has just gone.
    if (driver === 'you' || this.#human.contains(document.activeElement)) {
      this.#stage.element.focus({ preventScroll: true });
    }
  }

  #setSpeed(speed: number): void {
    this.#playback.speed = speed;
    this.#show();
  }

  #setPlaying(playing: boolean): void {
    this.#animation.playing = playing;
    this.#show();
  }

  #takeStep(): void {
    this.#animation.playing = false;
    this.#followLab();
    this.#playback.advance();
    this.#show();
  }

  #strike(change: number): void {
    this.#player.strike(change);
    this.#show();
  }

  #finish(episode: EpisodeRecord): void {
    this.#scores.add(episode);
    if (this.#player.driver === 'you') this.#say(`${describeEnd(episode)} ${START_PROMPT}.`);
  }

  #frame(seconds: number): void {
    this.#followLab();
    this.#playback.tick(seconds, () => performance.now());
    this.#showPicture();
    if (performance.now() - this.#numbersShownAt >= NUMBERS_PERIOD_MS) this.#showNumbers();
  }

  /** Takes the network of now, and its environment. */
  #followLab(): void {
    const { policy, config } = this.#lab;
    if (policy !== this.#player.policy) {
      this.#player.policy = policy;
      this.#scores.forget('agent');
    }
    const env = policy?.settings.env ?? config.env;
    if (env !== this.#player.env) {
      this.#player.play(env);
      this.#scores.clear();
    }
  }

  #show(): void {
    this.#followLab();
    this.#showPicture();
    this.#showNumbers();
    this.#showControls();
  }

  #showPicture(): void {
    this.#player.look();
    this.#stage.show(this.#caption(), this.#animation.playing);
  }

  #showNumbers(): void {
    this.#numbersShownAt = performance.now();
    this.#qBars.show(this.#player);
    this.#stateNumbers.show(this.#player);
    this.#scoreTable.show(this.#scores);
    this.#noNetwork.hidden = this.#player.policy !== null;
  }

  #showControls(): void {
    const isHuman = this.#player.driver === 'you';
    this.#driver.mark(this.#player.driver);
    this.#machineSpeed.element.hidden = isHuman;
    this.#humanSpeed.element.hidden = !isHuman;
    this.#machineSpeed.mark(this.#playback.speed);
    this.#humanSpeed.mark(this.#playback.speed);
    this.#human.hidden = !isHuman;
    setText(this.#play, this.#animation.playing ? 'Pause cart' : 'Play cart');
  }

  #caption(): string {
    if (this.#player.ended !== null) return describeEnd(this.#player.ended);
    if (this.#player.waiting) return START_PROMPT;
    return this.#animation.playing ? '' : 'Paused';
  }

  #say(text: string): void {
    setText(this.#status, text);
  }
}
