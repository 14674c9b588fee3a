/** The lab in a browser, as a person uses it. Whatever happens on a page that should not is remembered and fails its test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { SPEEDS } from '../../../web/controls/speeds.ts';
import type { LabSpeed } from '../../../web/lab.ts';
import { type SystemWishes, startBrowser } from './browser.ts';
import { type Download, nextDownload } from './download.ts';

/** Tests that are skipped where there is no browser; the set-up of all tests has said so. */
export const describeInBrowser = describe.skipIf(inject('browser') === null);

/** Milliseconds until anything on the page must have happened, training aside; on a busy machine, too. */
const PATIENCE = 30_000;

/** Milliseconds for what trains. */
export const TRAINING = 120_000;

/** Runs in each page before anything of its own. (As text, because there is no DOM here for the compiler.) */
const REPORT_BREACHES = `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  reportBreach(violatedDirective + ' ' + blockedURI))`;

/** What tests ask of the system, unless they say otherwise. */
const WISHES = { colorScheme: 'light', reducedMotion: 'reduce' } as const;

export interface OpenOptions extends Omit<BrowserContextOptions, keyof SystemWishes>, SystemWishes {
  /** Where the lab is served, if not with the others for the tests. */
  readonly address?: string;
  /** By default tests train as fast as they can; visitors begin slowly. */
  readonly speed?: LabSpeed;
  /** What follows the address of the page: a link of someone else. */
  readonly hash?: string;
  /** Where a Firefox puts what it downloads. */
  readonly downloads?: string;
  /** What a host may answer with besides: its own Content-Security-Policy, say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** By what `show` opens, the name on its tab. */
const TABS = {
  overview: 'Overview',
  'step-through': 'Step through',
  network: 'Network',
  curves: 'Curves',
  museum: 'Museum',
  settings: 'Settings',
  files: 'Files',
  chapters: 'Chapters',
};

export class LabPage {
  readonly page: Page;
  readonly #address: string;
  readonly #downloads: string | undefined;
  /** Errors and warnings on the console, exceptions, and breaches of the Content-Security-Policy. */
  readonly problems: string[] = [];
  /** Addresses of everything that the page has asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page, address: string, downloads: string | undefined) {
    this.page = page;
    this.#address = address;
    this.#downloads = downloads;
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`exception: ${error.message}`));
    page.on('crash', () => this.problems.push('the page has crashed'));
    page.on('requestfailed', (request) => this.problems.push(`not loaded: ${request.url()}`));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  static async open(
    browser: Browser,
    {
      hash = '',
      address = inject('pageAddress'),
      speed = 'full',
      headers,
      downloads,
      ...options
    }: OpenOptions = {},
  ): Promise<LabPage> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...WISHES,
      ...options,
    });
    const lab = new LabPage(await context.newPage(), address, downloads);
    await context.exposeFunction('reportBreach', (what: string) => lab.problems.push(`breach: ${what}`));
    await context.addInitScript(REPORT_BREACHES);
    if (headers !== undefined) {
      await context.route('**', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
      });
    }
    await lab.page.goto(address + hash);
    await lab.button('Train').waitFor();
    await lab.setSpeed(speed);
    return lab;
  }

  /** A pane by its id. */
  pane(id: string): Locator {
    return this.page.locator(`section#${id}`);
  }

  async setSpeed(speed: LabSpeed): Promise<void> {
    const k = SPEEDS.findIndex((one) => one.speed === speed);
    await this.pane('controls').getByLabel('Speed').fill(`${k}`);
  }

  /** Opens a part of the page by its id, or the overview, unless it can be seen already. */
  async show(id: keyof typeof TABS): Promise<void> {
    if (id !== 'overview' && (await this.pane(id).isVisible())) return;
    const tabs = this.page.getByRole('navigation', { name: 'Parts of the page' });
    await tabs.getByRole('button', { name: TABS[id], exact: true }).click();
    // It is loaded when it is opened.
    if (id === 'museum') await this.pane('museum').getByRole('button', { name: 'All bugs' }).waitFor();
  }

  /** A button of the bar of controls. */
  button(name: string): Locator {
    return this.pane('controls').getByRole('button', { name, exact: true });
  }

  /** Where the run stands, in words. */
  get phase(): Locator {
    return this.pane('controls').getByRole('status');
  }

  /** One of the numbers beside the phase, such as `Updates`. */
  number(name: string): Locator {
    const entry = this.pane('controls').locator('dl.stats > div');
    return entry.filter({ has: this.page.getByText(name, { exact: true }) }).locator('dd');
  }

  /** CRC-32 of the weights as 8 hexadecimal digits; a dash while it trains. */
  get checksum(): Locator {
    return this.page.locator('#checksum');
  }

  /** Presses what makes the run go on a little, and waits until it stands elsewhere. */
  async advance(press: string | (() => Promise<void>)): Promise<void> {
    const pane = this.pane('step-through');
    const standing = async () => (await pane.locator('[role=status]').textContent()) ?? '';
    const before = await standing();
    if (typeof press === 'string') {
      await this.show('step-through');
      await pane.getByRole('button', { name: press, exact: true }).click();
    } else await press();
    const isElsewhere = (text: string) => text !== before && /^(Stopped|Finished)/.test(text);
    await expect.poll(standing, { timeout: TRAINING }).toSatisfy(isElsewhere);
  }

  /** Waits until the run stands in these words. */
  async reached(phase: string | RegExp, timeout = PATIENCE): Promise<void> {
    const there = this.phase.filter({ hasText: phase });
    try {
      await there.waitFor({ timeout });
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      throw new Error(`expected the phase ${phase}, but it is ${await this.phase.textContent()}`);
    }
  }

  /** Presses a button that saves a file, and takes the file. */
  async download(button: Locator): Promise<Download> {
    return await nextDownload(this.page, this.#downloads, () => button.click());
  }

  /** Everything must have come from the folder of the page, and nothing have gone wrong. */
  check(): void {
    const elsewhere = this.requests.filter(
      (url) => !url.startsWith(this.#address) && !/^(data|blob):/.test(url),
    );
    expect({ problems: this.problems, elsewhere }).toEqual({ problems: [], elsewhere: [] });
  }
}

export interface Pages {
  open(options?: OpenOptions): Promise<LabPage>;
}

/** Types a number into a field, as a person does: filled by the driver, a field in Firefox does not report a change. */
export async function typeNumber(field: Locator, value: number): Promise<void> {
  await field.press('Control+a');
  await field.pressSequentially(`${value}`);
  await field.press('Enter');
}

/** One browser for the tests of a file (and for each wish of the system), and for each test pages of its own that are looked over at its end. */
export function usePages(): Pages {
  const browsers = new Map<string, Browser>();
  let downloads: string;
  let open: LabPage[] = [];
  const browserFor = async (wishes: SystemWishes): Promise<Browser> => {
    const key = `${wishes.colorScheme} ${wishes.reducedMotion}`;
    const browser = browsers.get(key) ?? (await startBrowser(inject('browser')!, wishes, downloads));
    browsers.set(key, browser);
    return browser;
  };
  beforeAll(async () => {
    downloads = mkdtempSync(join(tmpdir(), 'lab-downloads-'));
    await browserFor(WISHES);
  });
  afterAll(async () => {
    for (const browser of browsers.values()) await browser.close();
    rmSync(downloads, { recursive: true });
  });
  afterEach(async () => {
    const used = open;
    open = [];
    for (const { page } of used) await page.context().close();
    for (const lab of used) lab.check();
  });
  return {
    async open(options) {
      const { colorScheme, reducedMotion } = { ...WISHES, ...options };
      const browser = await browserFor({ colorScheme, reducedMotion });
      const lab = await LabPage.open(browser, { downloads, ...options });
      open.push(lab);
      return lab;
    },
  };
}
