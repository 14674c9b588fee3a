import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHdf5 } from '../../../src/cli/hdf5/read-hdf5.ts';
import { isHdf5 } from '../../../src/cli/hdf5/signature.ts';
import { HeapDevice } from '../../../src/nn/device.ts';
import { Mlp } from '../../../src/nn/mlp.ts';
import { networkFromTensors, shapeFromTensors } from '../../../src/nn/weights.ts';
import { runProgram } from '../../programs.ts';

const SAMPLES = join(import.meta.dirname, 'samples');
const sample = (name: string) => join(SAMPLES, `${name}.h5`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hdf5-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of Keras with something of it changed. */
function changed(change: (bytes: Buffer) => Uint8Array | undefined): string {
  const bytes = readFileSync(sample('sequential'));
  const path = join(folder, 'changed.h5');
  writeFileSync(path, change(bytes) ?? bytes);
  return path;
}

/** Sets the number of entries of the attribute `layer_names`, which are 4 of 7 bytes each. */
function countLayers(bytes: Buffer, count: bigint): void {
  const name = bytes.indexOf('layer_names\0');
  const at = bytes.indexOf(Buffer.of(4, 0, 0, 0, 0, 0, 0, 0), name);
  bytes.writeBigUInt64LE(count, at);
}

describe('reads what Keras writes', () => {
  // As the script that wrote the files fills them.
  const value = (k: number) => ((k % 7) - 3) / 4;

  test.each([
    ['sequential', [4, 3, 3, 3, 2], undefined],
    ['weights-float64', [4, 3, 2], 'float64'],
    ['weights-float16', [4, 3, 2], 'float16'],
    ['keras-3', [4, 3, 3, 2], undefined],
  ])('%s', async (name, sizes, convertedFrom) => {
    const { tensors } = await readHdf5(sample(name));
    expect(shapeFromTensors(tensors).sizes).toEqual(sizes);
    expect(new Set([...tensors.values()].map((tensor) => tensor.convertedFrom))).toEqual(
      new Set([convertedFrom]),
    );
    const network = new Mlp(sizes, 1, new HeapDevice());
    networkFromTensors(network, tensors);
    // Kernels are [in, out] as ours are, so the arrays of the file follow each other as they do here.
    expect(Array.from(network.params)).toEqual(Array.from(network.params, (_, k) => value(k)));
  });

  test('a file is known by its first bytes', () => {
    expect(isHdf5(sample('sequential'))).toBe(true);
    expect(isHdf5(changed((bytes) => bytes.fill(0, 0, 1)))).toBe(false);
    expect(isHdf5(changed((bytes) => bytes.subarray(0, 7)))).toBe(false);
    expect(isHdf5(folder)).toBe(false);
    expect(isHdf5(join(folder, 'missing.h5'))).toBe(false);
  });
});

describe('refuses in one line', () => {
  const DAMAGED =
    /changed\.h5: the HDF5 file is damaged or of an unsupported version \([^\n]+\); save its weights as safetensors$/;
  test.each<[string, () => string, RegExp]>([
    [
      'hidden layers that are not ReLU',
      () => sample('tanh'),
      /tanh\.h5: its layers have the activation functions tanh,linear; expected relu,linear$/,
    ],
    ['a file that was cut', () => changed((bytes) => bytes.subarray(0, bytes.length / 2)), DAMAGED],
    ['nothing but the signature', () => changed((bytes) => bytes.subarray(0, 8)), DAMAGED],
    ['noise behind the signature', () => changed((bytes) => bytes.fill(0xa7, 8)), DAMAGED],
    [
      'a version of the format that is not known',
      () => changed((bytes) => bytes.fill(9, 8, 9)),
      /changed\.h5: the HDF5 file is damaged or of an unsupported version \(unsupported superblock version: 9\); save its weights as safetensors$/,
    ],
    [
      'HDF5 of other programs',
      () =>
        changed((bytes) =>
          Buffer.from(bytes.toString('latin1').replace('layer_names', 'layer_nomes'), 'latin1'),
        ),
      /changed\.h5: it is not of a form that Keras writes \(neither layer_names nor layers\); convert it to safetensors$/,
    ],
    [
      'layers of Keras 3 that are not dense',
      () => sample('keras-3-embedding'),
      /keras-3-embedding\.h5: "embedding" is not a dense layer$/,
    ],
    [
      'a list that would take hours to read',
      () => changed((bytes) => void countLayers(bytes, 2n ** 31n - 1n)),
      /changed\.h5: the HDF5 file takes too long to read; convert it to safetensors$/,
    ],
    [
      'a file that is far too large',
      () => {
        const path = changed(() => undefined);
        truncateSync(path, 40_000_001);
        return path;
      },
      /changed\.h5 has 40000001 bytes; expected at most 40000000$/,
    ],
  ])('%s', async (_, path, message) => {
    await expect(readHdf5(path())).rejects.toThrow(message);
  });
});

describe('play', () => {
  test('plays a file of Keras and says what it converted', async () => {
    const { code, out, err } = await runProgram(
      'play',
      sample('weights-float64'),
      '--json',
      '--episodes',
      '2',
    );
    expect({ code, err }).toEqual({
      code: 0,
      err: `${sample('weights-float64')}: converted float64 to float32\n`,
    });
    expect(JSON.parse(out)).toMatchObject({
      network: [4, 3, 2],
      episodes: 2,
      observationScale: [1, 1, 1, 1],
    });
  });

  test('refuses one that is damaged with exit code 2', async () => {
    const path = changed((bytes) => bytes.subarray(0, 1000));
    const { code, out, err } = await runProgram('play', path, '--no-render');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+changed\.h5: the HDF5 file is damaged[^\n]+\n$/);
  });

  /** Published in 2017 in GaetanJUVIN/Deep_QLearning_CartPole; not part of this repository. */
  const PUBLISHED = join(import.meta.dirname, '../../../../shared/real/cartpole_weight.h5');
  test('the weights that the author of the tutorial published reach 496.67', async ({ annotate }) => {
    if (!existsSync(PUBLISHED)) return void (await annotate('the published file is not there'));
    const { out } = await runProgram('play', PUBLISHED, '--json', '--seed', '0');
    expect(JSON.parse(out)).toMatchObject({ network: [4, 24, 24, 2], episodes: 100, mean: 496.67, max: 500 });
  });
});
