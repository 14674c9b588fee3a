/** What the page saves, as the browser has received it. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * @param folder Where a Firefox puts its downloads; nothing else is there. Firefox 153 gives them no id (WebDriver BiDi,
 *   browsingContext.downloadWillBegin), and without one the driver reports none.
 */
export async function nextDownload(
  page: Page,
  folder: string | undefined,
  press: () => Promise<void>,
): Promise<Download> {
  if (page.context().browser()!.browserType().name() === 'firefox') return await downloadIn(folder!, press);
  const begun = page.waitForEvent('download');
  await press();
  const download = await begun;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** While a download goes on, Firefox keeps an empty file of its name and another that ends in `.part`. */
async function downloadIn(folder: string, press: () => Promise<void>): Promise<Download> {
  await press();
  const files = () => readdirSync(folder);
  const isComplete = (names: string[]) =>
    names.length === 1 && !names[0].endsWith('.part') && readFileSync(join(folder, names[0])).length > 0;
  await expect.poll(files, { timeout: 30_000 }).toSatisfy(isComplete);
  const [name] = files();
  const path = join(folder, name);
  const bytes = readFileSync(path);
  rmSync(path);
  return { name, bytes };
}
