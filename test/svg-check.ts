import { expect } from 'vitest';

/** Every element is closed in order, every attribute quoted, no number undefined, and nothing comes from elsewhere. */
export function expectSelfContainedSvg(svg: string): void {
  const open: string[] = [];
  const markup = svg.replace(/<style>[^<]*<\/style>/, '');
  const tags = markup.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g);
  let rest = markup;
  for (const [tag, closing, name, , empty] of tags) {
    rest = rest.replace(tag, '');
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
  }
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="/);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(svg).not.toMatch(/<script|<foreignObject|href=|@import|url\((?!#)|@font-face|\bon\w+=/);
}
