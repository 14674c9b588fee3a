/** A browser for the tests and scripts of the lab: where a Chromium may be found, and how it or a Firefox is started. */
import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Newer versions of this package need a newer Node than the oldest that the project supports. */
export const FETCHED_PACKAGE = '@sparticuz/chromium@147.0.0';

const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');

/** Where `npm run fetch-browser` unpacks one. */
export const FETCHED_BROWSER = join(cache, 'dqn-lab', 'chromium-147.0.0');

export const HOW_TO_GET_ONE =
  'no Chromium was found: install one (on Debian: apt-get install chromium), let `npm run fetch-browser` fetch one, or name one in LAB_BROWSER';

/** The program of a browser, or null if there is none. */
export function findBrowser(): string | null {
  const { LAB_BROWSER } = process.env;
  if (LAB_BROWSER) return LAB_BROWSER;
  const places = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
    join(FETCHED_BROWSER, 'chromium'),
  ];
  return places.find((place) => existsSync(place)) ?? null;
}

/** The fetched browser brings the libraries and fonts along that a bare system lacks. */
function environmentFor(program: string): Record<string, string> {
  const folder = dirname(program);
  const libraries = join(folder, 'al2023', 'lib');
  if (!existsSync(libraries)) return {};
  return { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') };
}

/** A Firefox as its makers build it is driven by WebDriver BiDi. */
const isFirefox = (program: string) => basename(program).startsWith('firefox');

/** What a person may ask of all pages. Chromium can be told for one page alone, Firefox only when it is started. */
export interface SystemWishes {
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/** Newer versions of playwright-core send Firefox a command that it does not know (emulation.setMediaFeaturesOverride). */
async function startFirefox(program: string, wishes: SystemWishes, downloadsPath: string): Promise<Browser> {
  const { firefox } = await import('playwright-core-1.64');
  const browser = await firefox.launch({
    executablePath: program,
    channel: 'moz-firefox',
    downloadsPath,
    firefoxUserPrefs: {
      'layout.css.prefers-color-scheme.content-override': wishes.colorScheme === 'dark' ? 0 : 1,
      'ui.prefersReducedMotion': wishes.reducedMotion === 'reduce' ? 1 : 0,
    },
  });
  // Of what the tests use, both versions have the same.
  return browser as unknown as Browser;
}

/**
 * @param downloads The folder where a Firefox puts what it downloads.
 * @throws Error from Playwright, with what the program said, if it does not start.
 */
export async function startBrowser(
  program: string,
  wishes: SystemWishes = {},
  downloads = tmpdir(),
): Promise<Browser> {
  if (isFirefox(program)) return await startFirefox(program, wishes, downloads);
  // Without a language, a bare system has Chromium name one to the page that its own Intl refuses.
  const env = { ...process.env, LANG: 'en_GB.UTF-8', ...environmentFor(program) };
  return await chromium.launch({
    executablePath: program,
    env,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
