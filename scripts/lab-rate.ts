/**
 * `npm run lab-rate`: how fast the page trains beside Node, how smooth it stays meanwhile, and how soon it can be used.
 *
 * The same run is made in the page and by `train`, in turn, each in a fresh process. Node's time is the `wallSeconds` of
 * `train --json`; the page's is that between the press of Train and the end as it is shown, the start of the run included.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { formatLine, formatTitles } from '../bench/table.ts';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand, UsageError } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { crc32Text } from '../src/experiment/files/crc32.ts';
import { finishProgram, startProgram } from '../test/programs.ts';
import { findBrowser, HOW_TO_GET_ONE, startBrowser } from '../test/web/e2e/browser.ts';
import { buildPage, servePage } from '../test/web/e2e/page-server.ts';
import { SPEEDS } from '../web/controls/speeds.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

interface Options {
  readonly preset: string;
  readonly rounds: number;
  readonly steps: number;
}

/** Milliseconds. */
interface Frames {
  /** Times between frames of the page. */
  readonly gaps: number[];
  /** Lengths of the tasks that the browser itself calls long: over 50 ms on the page's own thread. */
  readonly longTasks: number[];
}

interface Rate {
  readonly stepsPerSecond: number;
  /** Of the weights in the end. */
  readonly checksum: string;
}

interface PageRound extends Frames, Rate {
  readonly interactive: number;
}

/** Milliseconds of a frame at 60 a second. */
const FRAME = 1000 / 60;

/** In the page from its first moment: when its controls are there, and every frame after that. */
const WATCH = `
  window.watched = { interactive: 0, gaps: [], longTasks: [] };
  const tick = (last) => requestAnimationFrame((now) => { watched.gaps.push(now - last); tick(now); });
  new PerformanceObserver((list) => watched.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  const look = () => {
    const train = document.getElementById('train');
    if (train === null || document.getElementById('files') === null) return requestAnimationFrame(look);
    watched.interactive = performance.now();
    tick(watched.interactive);
  };
  requestAnimationFrame(look);
`;

/** Presses Train, and resolves to the milliseconds until the run has ended. */
const TRAIN = `new Promise((resolve) => {
  const status = document.querySelector('#controls [role=status]');
  const start = performance.now();
  new MutationObserver(() => {
    if (/^Finished/.test(status.textContent)) resolve(performance.now() - start);
  }).observe(status, { childList: true, characterData: true, subtree: true });
  watched.gaps.length = watched.longTasks.length = 0;
  document.getElementById('train').click();
})`;

async function trainInPage(
  browser: Browser,
  address: string,
  { preset, steps }: Options,
): Promise<PageRound> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page: Page = await context.newPage();
    await page.addInitScript(WATCH);
    await page.goto(`${address}#preset=${preset}&seed=1&earlyStop=false&steps=${steps}`);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    await page
      .locator('#controls')
      .getByLabel('Speed')
      .fill(String(SPEEDS.findIndex(({ speed }) => speed === 'full')));
    const milliseconds = await page.evaluate<number>(TRAIN);
    const watched = await page.evaluate<Frames & { interactive: number }>('watched');
    const checksum = (await page.locator('#checksum').textContent()) ?? '';
    return { ...watched, checksum, stepsPerSecond: (steps / milliseconds) * 1000 };
  } finally {
    await context.close();
  }
}

async function trainInNode(folder: string, { preset, steps }: Options): Promise<Rate> {
  const flags = ['--preset', preset, '--seed', '1', '--no-early-stop', '--steps', `${steps}`];
  const child = startProgram('train', [...flags, '--json', '--overwrite', '--out', join(folder, 'run')]);
  const { code, out, err } = await finishProgram(child);
  if (code !== 0) throw new Error(`train ended with ${code}: ${err}`);
  const weights = readFileSync(join(folder, 'run', 'weights.safetensors'));
  return { stepsPerSecond: steps / JSON.parse(out).wallSeconds, checksum: crc32Text(weights) };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
const median = (values: readonly number[]) => quantile(values, 0.5);

const COLUMNS = [
  { title: 'round', width: 7 },
  { title: 'Node steps/s', width: 14 },
  { title: 'page steps/s', width: 14 },
  { title: 'ratio', width: 8 },
  { title: 'frames/s', width: 10 },
  { title: 'p95 ms', width: 9 },
  { title: 'p99 ms', width: 9 },
  { title: 'longest ms', width: 12 },
  { title: 'tasks > 50 ms', width: 15 },
  { title: 'interactive ms', width: 16 },
];

function describe(name: string, node: number, page: PageRound): string {
  const { gaps, longTasks, stepsPerSecond, interactive } = page;
  const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
  return formatLine(COLUMNS, [
    name,
    node.toFixed(0),
    stepsPerSecond.toFixed(0),
    (stepsPerSecond / node).toFixed(2),
    (gaps.length / seconds).toFixed(1),
    quantile(gaps, 0.95).toFixed(1),
    quantile(gaps, 0.99).toFixed(1),
    Math.max(...gaps).toFixed(0),
    longTasks.length.toFixed(0),
    interactive.toFixed(0),
  ]);
}

await start(async (stop) => {
  const command = createCommand('lab-rate')
    .description('Trains the same run in the page and in Node, in turn, and compares their rates.')
    .option('--preset <name>', 'What is trained.', 'default')
    .option('--rounds <n>', 'Runs of each.', numberBetween('--rounds', 1, 1000, 'an integer'), 5)
    .option(
      '--steps <n>',
      'Environment steps of a run.',
      numberBetween('--steps', 1, 1e9, 'an integer'),
      20_000,
    )
    .parse();
  const options = command.opts<Options>();
  const { rounds } = options;
  const browserProgram = findBrowser();
  if (browserProgram === null) throw new UsageError(HOW_TO_GET_ONE);
  return await withTemporaryFolder(async (folder) => {
    await buildPage(join(folder, 'page'));
    const server = await servePage(join(folder, 'page'));
    const browser = await startBrowser(browserProgram);
    const out = process.stdout;
    out.write(`Chromium ${browser.version()}, Node ${process.version}\n${formatTitles(COLUMNS)}\n`);
    const [nodeRates, pageRounds]: [number[], PageRound[]] = [[], []];
    try {
      for (let round = 1; round <= rounds && !stop.aborted; round++) {
        const inNode = await trainInNode(folder, options);
        const inPage = await trainInPage(browser, server.address, options);
        if (inNode.checksum !== inPage.checksum) throw new Error('the weights are not the same');
        nodeRates.push(inNode.stepsPerSecond);
        pageRounds.push(inPage);
        out.write(`${describe(`${round}`, inNode.stepsPerSecond, inPage)}\n`);
      }
    } finally {
      await browser.close();
      server.close();
    }
    const together: PageRound = {
      gaps: pageRounds.flatMap(({ gaps }) => gaps),
      longTasks: pageRounds.flatMap(({ longTasks }) => longTasks),
      stepsPerSecond: median(pageRounds.map(({ stepsPerSecond }) => stepsPerSecond)),
      interactive: median(pageRounds.map(({ interactive }) => interactive)),
      checksum: pageRounds[0].checksum,
    };
    const late = together.gaps.filter((gap) => gap > 1.5 * FRAME).length / together.gaps.length;
    out.write(`${describe('median', median(nodeRates), together)}\n`);
    out.write(`late frames (over ${(1.5 * FRAME).toFixed(0)} ms): ${(100 * late).toFixed(1)} %\n`);
    return 0;
  });
});
