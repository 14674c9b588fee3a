import { expect, it } from 'vitest';
import { inOrder, type NamedLayer } from '../../src/nn/layer-order.ts';
import { SafetensorsError } from '../../src/nn/safetensors.ts';

/** Layers that chain in every order: only their names can tell which is meant. */
const square = (...names: string[]): NamedLayer[] => names.map((name) => ({ name, inputs: 4, outputs: 4 }));

it('64 layers have an order, as the numbers in their names say, and a single layer is one', () => {
  const layers = square(...Array.from({ length: 64 }, (_, k) => `fc${k}`));
  expect(inOrder(layers.toReversed())).toEqual(layers);
  expect(inOrder(square('q'))).toEqual(square('q'));
});

it.each([
  ['two numbers', ['a2b1', 'a1b2']],
  ['a number that one of them lacks', ['n2x5', 'n1x']],
  ['the text before a number', ['b1', '1']],
  ['the text behind a number', ['1b', '1']],
])('no order is told by names that differ in %s', (_, names) => {
  expect(() => inOrder(square(...names))).toThrow(SafetensorsError);
});

it('a name that begins like another is no network of its own', () => {
  expect(() => inOrder(square('a', 'a.b'))).toThrow(
    'the layers "a, a.b" fit together in more than one order; number their names',
  );
});
