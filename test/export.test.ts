/** `export` in processes of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnx } from 'onnx-proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { balancingNetwork, policyBytes } from './hand-made-policy.ts';
import { runProgram } from './programs.ts';

let folder: string;
const path = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  writeFileSync(path('weights.safetensors'), policyBytes(balancingNetwork()));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('export --onnx writes a model, in place of an older one', async () => {
  writeFileSync(path('policy.onnx'), 'old');
  const { code, out, err } = await runProgram(
    'export',
    path('weights.safetensors'),
    '--onnx',
    path('policy.onnx'),
  );
  expect({ code, out, err }).toEqual({ code: 0, out: `wrote ${path('policy.onnx')}\n`, err: '' });
  const { graph } = onnx.ModelProto.decode(readFileSync(path('policy.onnx')));
  expect(graph!.node!.map(({ opType }) => opType)).toEqual(['Div', 'Gemm', 'ArgMax']);
  expect(readdirSync(folder).sort()).toEqual(['policy.onnx', 'weights.safetensors']);
});

test('export --tensorboard writes a record for each row of both tables, the same ones every time', async () => {
  const SHORT = [
    '--steps',
    '300',
    '--hidden-sizes',
    '8',
    '--batch-size',
    '8',
    '--learning-start-steps',
    '50',
  ];
  const short = [...SHORT, '--evaluation-episodes', '2', '--final-evaluation-episodes', '2'];
  expect(await runProgram('train', ...short, '--out', path('run'))).toMatchObject({ code: 0 });
  const rows = (table: string) => readFileSync(path('run', table), 'utf8').trimEnd().split('\n').length - 1;
  const file = path('logs', 'events.out.tfevents.0.run');
  const read = async () => {
    const { out, err } = await runProgram('export', path('run'), '--tensorboard', path('logs'));
    expect({ out, err }).toEqual({ out: `wrote ${file}\n`, err: '' });
    return readFileSync(file);
  };
  const bytes = await read();
  let records = 0;
  for (let at = 0; at < bytes.length; records++) at += Number(bytes.readBigUInt64LE(at)) + 16;
  expect(records).toBe(2 + rows('metrics.csv') + rows('episodes.csv'));
  expect(await read()).toEqual(bytes);
});

test.each<[string, string[], RegExp]>([
  ['no form', [], /^error: there is nothing to write; give --onnx, --tensorboard, or both\n$/],
  [
    'another ending',
    ['--onnx', 'policy.pb'],
    /^error: --onnx: got "policy\.pb", expected a name that ends in \.onnx\n$/,
  ],
  ['tables of a file', ['--tensorboard', 'logs'], /is not a run folder; --tensorboard needs its tables\n$/],
  [
    'a step of a file',
    ['--onnx', 'p.onnx', '--at', '5'],
    /is a file with one network; name a run folder with --at\n$/,
  ],
])('refuses %s in one line', async (_, flags, message) => {
  const { code, out, err } = await runProgram('export', path('weights.safetensors'), ...flags);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err.match(/\n/g)).toHaveLength(1);
});
