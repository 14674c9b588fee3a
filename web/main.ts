/** Builds the page: one lab, and the panes that show it. Nothing trains before someone asks for it. */
import { keepAddress } from './address.ts';
import { createChaptersPane } from './chapters/pane.ts';
import { createControls } from './controls/controls.ts';
import { createThemeSwitch } from './controls/theme-switch.ts';
import { createCurvesPane, createReturnPane } from './curves/pane.ts';
import { element, pane } from './dom.ts';
import { createFilesPane } from './files/files-pane.ts';
import { keepRun } from './kept-run.ts';
import { createLab, type Lab } from './lab.ts';
import { createMuseumPane } from './museum/pane.ts';
import { createNetworkPane } from './network/pane.ts';
import { createPolicyMapPane } from './policy-map/pane.ts';
import { createScenePane } from './scene/pane.ts';
import { createSettingsPane } from './settings/settings-pane.ts';
import { reveal } from './stage/reveal.ts';
import { Stage } from './stage/stage.ts';
import { createStepThroughPane } from './step-through/pane.ts';

interface Registered {
  readonly id: string;
  /** On its tab. */
  readonly name: string;
  readonly create: (lab: Lab) => HTMLElement;
}

const STAGE: readonly Registered[] = [
  { id: 'scene', name: 'Scene', create: createScenePane },
  { id: 'return', name: 'Return', create: createReturnPane },
  { id: 'policy-map', name: 'Policy map', create: createPolicyMapPane },
];

/** In the order of their tabs. */
const PARTS: readonly Registered[] = [
  { id: 'step-through', name: 'Step through', create: createStepThroughPane },
  { id: 'network', name: 'Network', create: createNetworkPane },
  { id: 'curves', name: 'Curves', create: createCurvesPane },
  { id: 'museum', name: 'Museum', create: createMuseumPane },
  { id: 'settings', name: 'Settings', create: createSettingsPane },
  { id: 'files', name: 'Files', create: createFilesPane },
];

const CHAPTERS: Registered = { id: 'chapters', name: 'Chapters', create: createChaptersPane };

/** A pane, or in its place why it could not be made: the others work without it. */
function paneOrProblem({ id, create }: Omit<Registered, 'name'>, lab: Lab): HTMLElement {
  try {
    return create(lab);
  } catch (error) {
    console.error(error);
    const problem = error instanceof Error ? error.message : String(error);
    return pane(
      id,
      `Not shown: ${id}`,
      element('p', {}, `This part of the page could not be made: ${problem}`),
    );
  }
}

function createStage(lab: Lab): Stage {
  const partOf = (registered: Registered) => ({
    name: registered.name,
    pane: paneOrProblem(registered, lab),
  });
  return new Stage({ stage: STAGE.map(partOf), parts: PARTS.map(partOf), chapters: partOf(CHAPTERS) });
}

/** Says what went wrong later, in a part of the page that may now be out of date. */
function tellProblems(main: Element): void {
  const notice = element('p', { class: 'page-problem', role: 'alert', hidden: true });
  main.prepend(notice);
  const tell = (error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    notice.textContent = `A part of this page has failed and may show what is no longer true; reload the page. (${problem})`;
    notice.hidden = false;
  };
  window.addEventListener('error', ({ error }) => {
    // Without an error it is only a remark of the browser.
    if (error != null) tell(error);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => tell(reason));
}

/** Links to a place in the page open it without putting its name in the address, where the settings are. */
function keepAddressInPage(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const place = document.getElementById(link?.getAttribute('href')?.slice(1) ?? '');
    if (place === null) return;
    event.preventDefault();
    reveal(place.id);
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  });
}

/** What is jumped to, and the chapters, keep clear of what stays at the top, as high as it is. */
function tellHeight(controls: HTMLElement): void {
  const parts = [controls, ...controls.children];
  const observer = new ResizeObserver(() => {
    const bar = parts.find((part) => getComputedStyle(part).position === 'sticky');
    const height = Math.round(bar?.getBoundingClientRect().height ?? 0);
    document.documentElement.style.setProperty('--controls-height', `${height}px`);
  });
  for (const part of parts) observer.observe(part);
}

function build(main: Element): void {
  tellProblems(main);
  document.querySelector('#page-tools')?.append(createThemeSwitch());
  const lab = createLab();
  const controls = paneOrProblem({ id: 'controls', create: createControls }, lab);
  const stage = createStage(lab);
  main.append(controls, ...stage.elements);
  tellHeight(controls);
  keepAddressInPage();
  keepAddress(lab, stage);
  void keepRun(lab);
}

const main = document.querySelector('#main');
if (main !== null) build(main);
