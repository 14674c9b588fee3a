/** Weights that other programs wrote in formats of their own are refused by the name of the format. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openParent } from '../../src/cli/open-parent.ts';
import { openPolicy } from '../../src/cli/open-policy.ts';
import { UsageError } from '../../src/cli/program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'format-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['export and play', (path: string) => openPolicy(path, {})],
  ['train --from', (path: string) => openParent(path, 'auto', null)],
])('%s', (_, open) => {
  it.each([
    [
      'k.h5',
      '\x89HDF\r\n\x1a\n',
      'k.h5 is an HDF5 file, as Keras writes them, which only play reads; save its weights as safetensors',
    ],
    [
      'x.keras',
      'PK\x03\x04',
      'x.keras is a ZIP archive, such as .keras, .pt or .npz, which no command reads; save its weights as safetensors, or in Keras as HDF5 (model.save("model.h5")), which play reads',
    ],
  ])('refuses %s', (name, beginning, message) => {
    const path = join(folder, name);
    writeFileSync(path, Buffer.from(`${beginning}and so on`, 'latin1'));
    expect(() => open(path)).toThrow(new UsageError(join(folder, message)));
  });
});
