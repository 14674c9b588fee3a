/** What `npm run build:web` writes: small, strict, and in need of nothing from elsewhere. */
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, it } from 'vitest';
import { entriesBelow } from '../entries-below.ts';

const MAX_COMPRESSED_BYTES = 175_000;
const MAX_COMPRESSED_MUSEUM_BYTES = 25_000;

const folder = inject('pageFolder');
const files = entriesBelow(folder).filter((name) => statSync(join(folder, name)).isFile());
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const ofType = (type: string) => files.filter((name) => extname(name) === type);
const html = read('index.html');

const isMuseum = (name: string) => /\bmuseum[.-]/.test(name);
const compressedBytes = (name: string) => gzipSync(readFileSync(join(folder, name))).length;

it('is no larger than 175 kB when it is compressed', () => {
  const loaded = files.filter((name) => extname(name) !== '.md' && !isMuseum(name));
  const sizes = loaded.map((name) => [name, compressedBytes(name)] as const);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  const table = sizes.map(([name, bytes]) => `${bytes} ${name}`).join('\n');
  expect(total, `${total} bytes:\n${table}`).toBeLessThanOrEqual(MAX_COMPRESSED_BYTES);
});

it('has the museum and its worker with bugs in files of their own, at most 25 kB each, which load when they are opened', () => {
  const museum = files.filter(isMuseum);
  expect(museum).toHaveLength(2);
  for (const name of museum) expect(compressedBytes(name)).toBeLessThanOrEqual(MAX_COMPRESSED_MUSEUM_BYTES);
  expect(html).not.toContain('museum');
});

it('consists of a page, styles, scripts and the licences of the packages in them', () => {
  expect([...new Set(files.map((name) => extname(name)))].sort()).toEqual(['.css', '.html', '.js', '.md']);
  expect(ofType('.html')).toEqual(['index.html']);
});

it('has a strict Content-Security-Policy before anything that it holds for', () => {
  const [, content] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  expect(content.replaceAll('&#39;', "'")).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; base-uri 'none'; form-action 'none'",
  );
  expect(html.search(/<meta/)).toBeLessThan(html.search(/<(?:script|link|body)\b/));
  expect(/<(\w+)/.exec(html.slice(html.indexOf('<head>') + 6))![0]).toBe('<meta');
});

it('has no script and no style within the page', () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  expect([...html.matchAll(/<script\b[^>]*>([^<]*)</g)].map(([, code]) => code.trim())).toEqual(['']);
});

it('names no other host, and no path but its own', () => {
  const addresses = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.filter((address) => !/^(\.\/|#|data:,$)/.test(address))).toEqual([]);
  for (const name of ofType('.css')) expect(read(name)).not.toMatch(/@import|url\((?!["']?data:)/);
});

it('has no code that could ask anyone for anything', () => {
  const asking = /\bfetch\(|XMLHttpRequest|new WebSocket|EventSource|sendBeacon|importScripts/;
  for (const name of ofType('.js')) expect(read(name)).not.toMatch(asking);
});
