/** Where the run stands, in words and numbers. */
import { element, setText } from '../dom.ts';
import { formatCount, formatOrDash } from '../format.ts';
import type { Lab } from '../lab.ts';
import type { Run } from '../run.ts';
import { createDisclosure } from './disclosure.ts';
import { nodeCommand } from './node-command.ts';
import { phaseText } from './phase-text.ts';

/** Mean return of the latest greedy evaluation. */
function latestGreedyReturn(lab: Lab): number | null {
  return lab.run.metrics.findLast(({ greedyReturn }) => greedyReturn !== null)?.greedyReturn ?? null;
}

/** What a checksum says. */
function comparison({ phase, config }: Run): string {
  if (config.parent !== undefined) {
    return `CRC-32 of the file weights.safetensors. At its end it is that of the same branch in Node, from the ${config.parent} of its parent (CRC-32 ${config.parentChecksum}):`;
  }
  return phase === 'finished'
    ? 'CRC-32 of the file weights.safetensors. The same run in Node prints the same:'
    : 'CRC-32 of the file weights.safetensors, as it would be now. At its end, this run has the checksum that the same run in Node prints:';
}

/** The phase and how much of the budget is used. */
export function createPhase(lab: Lab): HTMLElement {
  const phase = element('p', { class: 'phase', role: 'status' });
  const bar = element('progress', {
    max: 1,
    value: 0,
    'aria-label': 'Share of the step budget that is used',
  });
  const show = () => {
    setText(phase, lab.isWalking ? 'Line by line' : phaseText(lab.run));
    phase.title = phase.textContent;
    phase.dataset.phase = lab.run.phase;
    bar.value = lab.run.step / lab.run.config.steps;
  };
  for (const event of ['started', 'phase', 'progress', 'chosen'] as const) lab.on(event, show);
  show();
  return element('div', { class: 'phase-and-bar' }, phase, bar);
}

export function createNumbers(lab: Lab): HTMLElement {
  const numbers = {
    Step: element('dd'),
    Episodes: element('dd'),
    Updates: element('dd'),
    'Greedy return': element('dd'),
    'Steps a second': element('dd'),
    Kernels: element('dd'),
  };
  const slow = element(
    'p',
    { class: 'slow', hidden: true },
    'WebAssembly cannot be used here. Training gives the same numbers, but 20 to 50 times slower.',
  );
  const show = () => {
    slow.hidden = lab.run.kernels !== 'readable';
    setText(numbers.Step, `${formatCount(lab.run.step)} of ${formatCount(lab.run.config.steps)}`);
    setText(numbers.Episodes, formatCount(lab.run.episodeCount));
    setText(numbers.Updates, formatCount(lab.run.updates));
    setText(numbers['Greedy return'], formatOrDash(latestGreedyReturn(lab)));
    setText(
      numbers['Steps a second'],
      lab.run.stepsPerSecond === null ? '–' : formatCount(lab.run.stepsPerSecond),
    );
    setText(numbers.Kernels, lab.run.kernels ?? '–');
  };
  for (const event of ['started', 'phase', 'progress', 'chosen'] as const) lab.on(event, show);
  show();
  const list = Object.entries(numbers).map(([name, value]) =>
    element('div', {}, element('dt', {}, name), value),
  );
  return element('div', {}, element('dl', { class: 'stats' }, ...list), slow);
}

/** The checksum of the weights, and how to get the same in Node. */
export function createChecksum(lab: Lab): HTMLElement {
  const checksum = element('code', { id: 'checksum' });
  const how = element('p');
  const command = element('code', { class: 'command' });
  const show = () => {
    setText(checksum, lab.run.checksum ?? '–');
    setText(how, comparison(lab.run));
    const { exhibit } = lab.run;
    setText(
      command,
      exhibit?.isSecret
        ? 'shown when the riddle is answered'
        : nodeCommand(lab.run.preset, lab.run.config, exhibit?.bug),
    );
  };
  for (const event of ['started', 'phase', 'inspection', 'chosen'] as const) lab.on(event, show);
  show();
  return createDisclosure(
    ['Checksum ', checksum],
    how,
    element('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Command' }, command),
  );
}
