/** The task in action: the agent, a person or chance drives, and the learner can strike. */
import './scene.css';
import { policyOrDemo } from '../demo/demo.ts';
import { button, element, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import type { TaskView } from '../tasks/task-view.ts';
import { reducedMotion } from '../theme.ts';
import { Animation } from './animation.ts';
import { DRIVER_NAMES, describeDriver, describeEnd, START_PROMPT, speedName } from './captions.ts';
import { ChannelMaps } from './channel-maps.ts';
import { HumanControls } from './human-controls.ts';
import { Picture } from './picture.ts';
import { HUMAN_SPEEDS, MACHINE_SPEEDS, Playback } from './playback.ts';
import { DRIVERS, type Driver, EpisodePlayer, type EpisodeRecord } from './player.ts';
import { QBars } from './q-bars.ts';
import { ScoreTable } from './score-table.ts';
import { Scoreboard } from './scoreboard.ts';
import { StateNumbers } from './state-numbers.ts';
import { listenToKeys, type SteeringListener } from './steering-input.ts';
import { createToggleGroup } from './toggle-group.ts';
import { TrainingView } from './training-view.ts';

/** Of the episodes of this pane; training has random streams of its own. */
const SEED = 0;
/** ms between two changes of the numbers beside the picture: faster ones could not be read. */
const NUMBERS_PERIOD_MS = 100;

const DEMO_CAPTION = 'A trained agent. Now train one yourself.';

export function createScenePane(lab: Lab): HTMLElement {
  return new ScenePane(lab).element;
}

class ScenePane {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #player: EpisodePlayer;
  readonly #playback: Playback;
  readonly #animation: Animation;
  readonly #picture: Picture;
  readonly #training: TrainingView;
  readonly #scores = new Scoreboard();
  readonly #qBars = new QBars();
  readonly #channelMaps = new ChannelMaps();
  readonly #stateNumbers = new StateNumbers();
  readonly #scoreTable = new ScoreTable();
  readonly #driver = createToggleGroup(
    'scene-driver',
    'Who drives',
    DRIVERS,
    (driver) => DRIVER_NAMES[driver],
    (driver) => this.#drive(driver),
  );
  readonly #machineSpeed = createToggleGroup(
    'scene-speed',
    'Speed, ×1 is real time',
    MACHINE_SPEEDS,
    speedName,
    (speed) => this.#setSpeed(speed),
  );
  readonly #humanSpeed = createToggleGroup(
    'scene-your-speed',
    'Your speed, ×1 is real time',
    HUMAN_SPEEDS,
    speedName,
    (speed) => this.#setSpeed(speed),
  );
  readonly #play = button('', () => this.#setPlaying(!this.#animation.playing));
  /** For an episode of this pane, not one of the training. */
  readonly #own = [
    button('One step', () => this.#takeStep()),
    button('New episode', () => {
      this.#playback.begin();
      this.#show();
    }),
  ];
  readonly #human: HumanControls;
  readonly #about = element('p');
  readonly #strikes = [-1, 1].map((side) => button('', () => this.#strike(side)));
  readonly #strikeButtons = element('div', { class: 'scene-buttons' }, ...this.#strikes);
  readonly #strikeNote = element(
    'p',
    { class: 'note' },
    'Strike with these buttons, or click beside it, or drag across the picture: the farther, the harder.',
  );
  readonly #noNetwork = element(
    'p',
    { class: 'note scene-no-network' },
    'There is no network yet, so chance drives. Press Train, and the agent drives, with untrained weights at first.',
  );
  /** Said aloud by screen readers when it changes. */
  readonly #status = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  #numbersShownAt = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#player = new EpisodePlayer(lab.run.config, SEED);
    this.#playback = new Playback(this.#player, (episode) => this.#finish(episode));
    this.#picture = new Picture(this.#player, () => this.#show());
    this.#training = new TrainingView(lab);
    const { steering } = this.#player;
    const steeringListener: SteeringListener = {
      isDriving: () => this.#player.driver === 'you',
      actionOf: (look) => this.#player.view.actions.findIndex((action) => action.look === look),
      press: (action) => {
        steering.press(action);
        this.#setPlaying(true);
      },
      release: (action) => steering.release(action),
      releaseAll: () => steering.releaseAll(),
    };
    this.#human = new HumanControls(steeringListener, () => {
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
    for (const event of ['started', 'shown', 'progress', 'chosen', 'inspection'] as const)
      lab.on(event, look);
    lab.on('phase', () => this.#show());
    this.#show();
  }

  #arrange(): HTMLElement {
    const speeds = [this.#machineSpeed.element, this.#humanSpeed.element];
    const playing = element(
      'div',
      { class: 'scene-buttons scene-playing' },
      this.#play,
      ...this.#own,
      this.#strikeButtons,
    );
    return pane(
      'scene',
      this.#player.view.title,
      this.#about,
      element('div', { class: 'row' }, this.#driver.element, ...speeds),
      this.#noNetwork,
      element(
        'div',
        { class: 'scene-layout' },
        element(
          'div',
          { class: 'scene-main' },
          this.#picture.element,
          this.#status,
          this.#human.element,
          playing,
          this.#strikeNote,
        ),
        element(
          'div',
          { class: 'scene-side' },
          this.#qBars.element,
          this.#channelMaps.element,
          this.#stateNumbers.element,
        ),
        element('div', { class: 'scene-side' }, this.#scoreTable.element),
      ),
    );
  }

  /** Hands over in the middle of the episode. */
  #drive(driver: Driver): void {
    this.#player.drive(driver);
    this.#show();
    this.#say(describeDriver(this.#player));
    // A person needs the arrow keys there; and the button that hands over has just gone.
    if (driver === 'you' || this.#human.element.contains(document.activeElement)) {
      this.#picture.element.focus({ preventScroll: true });
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

  /** By a button. */
  #strike(side: number): void {
    this.#player.strike(side * (this.#player.view.strike?.size ?? 0));
    this.#show();
  }

  #finish(episode: EpisodeRecord): void {
    this.#scores.add(episode);
    if (this.#player.driver === 'you') this.#say(`${describeEnd(episode)} ${START_PROMPT}.`);
  }

  #frame(seconds: number): void {
    this.#followLab();
    if (this.#player.watched === null) this.#playback.tick(seconds, () => performance.now());
    this.#showPicture();
    if (performance.now() - this.#numbersShownAt >= NUMBERS_PERIOD_MS) this.#showNumbers();
  }

  /** Takes the network of now, and its environment, and looks where the training is if that is what is to be seen. */
  #followLab(): void {
    const { config } = this.#lab.run;
    const policy = policyOrDemo(this.#lab);
    if (policy !== this.#player.policy) {
      this.#player.policy = policy;
      this.#scores.forget('agent');
    }
    if (this.#player.play(this.#lab.policy?.settings ?? config)) {
      this.#scores.clear();
      this.#showControls();
    }
    const { driver, watched } = this.#player;
    this.#player.watch(driver === 'run' ? this.#training.at(performance.now()) : null);
    if ((watched === null) !== (this.#player.watched === null)) this.#showControls();
  }

  get #isDemo(): boolean {
    return this.#lab.policy === null && this.#player.policy !== null;
  }

  #show(): void {
    this.#followLab();
    this.#showPicture();
    this.#showNumbers();
    this.#showControls();
  }

  #showPicture(): void {
    this.#player.look();
    const isMoving = this.#animation.playing;
    const progress = isMoving ? this.#playback.progress : 1;
    this.#picture.show({ caption: this.#caption(), isMoving, progress });
  }

  #showNumbers(): void {
    this.#numbersShownAt = performance.now();
    this.#qBars.show(this.#player);
    this.#channelMaps.show(this.#player.view, this.#player.observation);
    this.#stateNumbers.show(this.#player);
    this.#scoreTable.show(this.#scores, this.#player.view.strike?.thing);
    this.#noNetwork.hidden = this.#player.policy !== null;
  }

  #showControls(): void {
    const isHuman = this.#player.driver === 'you';
    const isWatching = this.#player.watched !== null;
    this.#driver.mark(this.#player.driver);
    this.#machineSpeed.element.hidden = isHuman || isWatching;
    for (const control of [this.#play, ...this.#own, ...this.#strikes]) control.disabled = isWatching;
    this.#humanSpeed.element.hidden = !isHuman;
    this.#machineSpeed.mark(this.#playback.speed);
    this.#humanSpeed.mark(this.#playback.speed);
    this.#human.element.hidden = !isHuman;
    setText(this.#play, this.#animation.playing ? 'Pause scene' : 'Play scene');
    this.#showTask(this.#player.view);
  }

  #showTask(view: TaskView): void {
    const { title, about, strike } = view;
    setText(this.element.querySelector('h2') as HTMLElement, title);
    setText(this.#about, about);
    this.#human.show(view);
    this.#strikeButtons.hidden = strike === null;
    this.#strikeNote.hidden = strike === null;
    for (const [k, struck] of this.#strikes.entries()) setText(struck, strike?.commands[k] ?? '');
  }

  #caption(): string {
    const { watched, ended, waiting, acting } = this.#player;
    if (watched !== null) return watched.caption;
    if (ended !== null) return describeEnd(ended);
    if (waiting) return START_PROMPT;
    const { pastStep } = this.#lab;
    if (pastStep !== null) return `The agent as it was at step ${formatCount(pastStep)}`;
    if (this.#isDemo && acting === 'agent') return DEMO_CAPTION;
    return this.#animation.playing ? '' : 'Paused';
  }

  #say(text: string): void {
    setText(this.#status, text);
  }
}
