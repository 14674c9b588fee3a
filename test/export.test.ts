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

test.each<[string, string[], RegExp]>([
  ['no form', [], /^error: required option '--onnx <file>' not specified/],
  [
    'another ending',
    ['--onnx', 'policy.pb'],
    /^error: --onnx: got "policy\.pb", expected a name that ends in \.onnx\n$/,
  ],
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
