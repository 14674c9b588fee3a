/**
 * `npm run lab-screenshots -- --out FOLDER`: the lab on four sizes of screen, light and dark, always at the same place: in the
 * chapter about the collapse, after 4000 steps, inside an update.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeFolder } from '../src/cli/files.ts';
import { createCommand, UsageError } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { findBrowser, HOW_TO_GET_ONE, startBrowser } from '../test/web/e2e/browser.ts';
import { buildPage, servePage } from '../test/web/e2e/page-server.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  laptop: { viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1 },
  tablet: { viewport: { width: 1024, height: 768 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};
const THEMES = ['light', 'dark'] as const;
/** Milliseconds, on a busy machine. */
const PATIENCE = 120_000;
/** From the end of one update to the targets of the next: sync, finish, choose, execute, store, and three lines of `learn`. */
const LINES = 8;

/** Opens a part of the page, or the overview. */
async function open(page: Page, tab: string): Promise<void> {
  const tabs = page.getByRole('navigation', { name: 'Parts of the page' });
  await tabs.getByRole('button', { name: tab, exact: true }).click();
}

async function setPage(page: Page): Promise<void> {
  const press = async (pane: string, name: string) => {
    await page.locator(`#${pane}`).getByRole('button', { name }).click();
    await page.locator('#controls').getByRole('status').filter({ hasText: 'Paused' }).waitFor();
  };
  const chapters = page.locator('#chapters');
  await chapters.getByRole('button', { name: 'Chapter 7' }).click();
  await chapters.getByRole('button', { name: 'Set the page to this chapter' }).click();
  await chapters.getByRole('status').filter({ hasText: 'The page is set' }).waitFor();
  await press('chapters', 'Train to step 4000');
  await open(page, 'Step through');
  await press('step-through', 'Next update');
  for (let line = 0; line < LINES; line++) await press('step-through', 'Next line');
}

/** The first screen of the page, the code with its numbers, and the museum. */
async function takeScreenshots(
  browser: Browser,
  address: string,
  screen: keyof typeof SCREENS,
  colorScheme: (typeof THEMES)[number],
  out: string,
): Promise<void> {
  const options = { ...SCREENS[screen], colorScheme, reducedMotion: 'reduce' as const };
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(address);
    await setPage(page);
    const take = async (view: string) => {
      // Panes draw when they are seen, and not at once.
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(out, `${screen}-${colorScheme}-${view}.png`) });
    };
    await open(page, 'Overview');
    await take('stage');
    // Closed, so that the stage stays beside what is opened.
    await open(page, 'Chapters');
    await open(page, 'Step through');
    await take('step-through');
    await open(page, 'Museum');
    await take('museum');
    await page.locator('#museum').getByRole('button', { name: 'Guess the bug' }).click();
    await take('riddle');
  } finally {
    await context.close();
  }
}

await start(async (stop) => {
  const command = createCommand('lab-screenshots')
    .description('Takes pictures of the lab at a fixed place.')
    .requiredOption('--out <dir>', 'Folder for the pictures.')
    .parse();
  const { out } = command.opts<{ out: string }>();
  const program = findBrowser();
  if (program === null) throw new UsageError(HOW_TO_GET_ONE);
  makeFolder(out);
  return await withTemporaryFolder(async (folder) => {
    await buildPage(folder);
    const server = await servePage(folder);
    const browser = await startBrowser(program);
    try {
      for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
        for (const theme of THEMES) {
          if (!stop.aborted) await takeScreenshots(browser, server.address, screen, theme, out);
        }
      }
    } finally {
      await browser.close();
      server.close();
    }
    return 0;
  });
});
