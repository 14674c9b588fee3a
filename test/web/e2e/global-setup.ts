/** Builds the page once for all tests of it, and serves it to them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findBrowser, HOW_TO_GET_ONE } from './browser.ts';
import { buildPage, servePage } from './page-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built page. */
    pageFolder: string;
    /** Where it is served. */
    pageAddress: string;
    /** The program of the browser; null where there is none. */
    browser: string | null;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const browser = findBrowser();
  if (browser === null) {
    if (process.env.LAB_BROWSER_REQUIRED) throw new Error(HOW_TO_GET_ONE);
    process.stderr.write(`The tests of the lab in a browser are skipped: ${HOW_TO_GET_ONE}\n`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  await buildPage(folder);
  const server = await servePage(folder);
  provide('pageFolder', folder);
  provide('pageAddress', server.address);
  provide('browser', browser);
  return () => {
    server.close();
    rmSync(folder, { recursive: true });
  };
}
