import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MEDIA } from '../scripts/media.ts';

describe('the pictures of README and docs', () => {
  test.each(Object.entries(MEDIA))('%s can be drawn again, byte for byte', (name, draw) => {
    expect(draw()).toBe(readFileSync(new URL(`../docs/media/${name}`, import.meta.url), 'utf8'));
  });
});
