import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from 'vite';
import { afterEach, beforeEach, expect, it } from 'vitest';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'out-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What `npm run build:web` would empty before it builds, with `--outDir` if one is given. */
async function emptied(outDir?: string): Promise<boolean | null> {
  const build = outDir === undefined ? {} : { outDir };
  const config = await resolveConfig(
    { configFile: join(WEB, 'vite.config.ts'), build, logLevel: 'silent' },
    'build',
  );
  return config.build.emptyOutDir;
}

it('the folder of the lab is emptied, as it holds nothing but earlier builds', async () => {
  expect(await emptied()).toBe(true);
});

it('another folder is taken if it is new or empty, and never emptied', async () => {
  writeFileSync(join(folder, '.DS_Store'), '');
  expect(await emptied(folder)).toBe(false);
  expect(await emptied(join(folder, 'new'))).toBe(false);
});

it('another folder with an earlier lab in it is built into, and never emptied', async () => {
  writeFileSync(join(folder, 'index.html'), readFileSync(join(WEB, 'index.html')));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'CNAME'), 'mine');
  expect(await emptied(folder)).toBe(false);
});

it.each([
  ['notes.txt', 'mine'],
  ['index.html', '<title>mine</title>'],
])('a folder that holds %s is refused', async (name, text) => {
  writeFileSync(join(folder, name), text);
  await expect(emptied(folder)).rejects.toThrow(
    `${folder} does not hold the lab but other files, such as ${name}; give --outDir another folder`,
  );
});
