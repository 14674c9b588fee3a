/**
 * `npm run fetch-browser`: makes sure that there is a Chromium for the tests of the lab, and prints where it is.
 *
 * Where none is installed, one comes from the npm registry, with the libraries that it needs, and is unpacked into the user's
 * cache folder. Nothing outside that folder is changed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FETCHED_BROWSER, FETCHED_PACKAGE, findBrowser } from '../test/web/e2e/browser.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

interface ChromiumPackage {
  readonly default: { executablePath(): Promise<string> };
}

async function fetchBrowser(): Promise<string> {
  const cache = dirname(FETCHED_BROWSER);
  mkdirSync(cache, { recursive: true });
  // Kept once it is whole, so that what an interrupted attempt leaves is never taken for a browser.
  await withTemporaryFolder(async (folder, temporary) => {
    const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', FETCHED_PACKAGE];
    execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    // The package unpacks into the folder for temporary files, and its libraries only where it takes itself to be on a bare system.
    process.env.TMPDIR = unpacked;
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
    const entry = join(folder, 'node_modules/@sparticuz/chromium/build/esm/index.js');
    const { default: chromium } = (await import(pathToFileURL(entry).href)) as ChromiumPackage;
    await chromium.executablePath();
    const fonts = join(unpacked, 'fonts', 'fonts.conf');
    writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${FETCHED_BROWSER}/`));
    temporary.keep('unpacked', FETCHED_BROWSER);
  }, cache);
  return join(FETCHED_BROWSER, 'chromium');
}

process.stdout.write(`${findBrowser() ?? (await fetchBrowser())}\n`);
