/**
 * The source of the step that comes next, as it is in the files that run: above, the line that calls it; below, the method in
 * its file.
 */
import clippedDouble from '../../src/agent/clipped-double.ts?raw';
import distributional from '../../src/agent/distributional.ts?raw';
import dqn from '../../src/agent/dqn.ts?raw';
import exploration from '../../src/agent/exploration.ts?raw';
import noisy from '../../src/agent/noisy.ts?raw';
import tutorial from '../../src/agent/tutorial.ts?raw';
import run from '../../src/experiment/run.ts?raw';
import { element, setText } from '../dom.ts';
import {
  callLine,
  commentStarts,
  linesOf,
  methodBody,
  methodSection,
  type Section,
} from './source-sections.ts';
import type { SourceFile, StepSource } from './step-sources.ts';

const SOURCES: Readonly<Record<SourceFile, string>> = {
  'src/agent/dqn.ts': dqn,
  'src/agent/clipped-double.ts': clippedDouble,
  'src/agent/tutorial.ts': tutorial,
  'src/agent/distributional.ts': distributional,
  'src/agent/exploration.ts': exploration,
  'src/agent/noisy.ts': noisy,
  'src/experiment/run.ts': run,
};

/** Lines above a marked method that stay in view. */
const LINES_ABOVE = 2;

function lineElement(text: string, number: number, commentStart: number): HTMLElement {
  const indent = text.length - text.trimStart().length;
  const code = element('code', {}, text.slice(0, commentStart));
  if (commentStart < text.length)
    code.append(element('span', { class: 'comment' }, text.slice(commentStart)));
  // What is too long for the page goes on two columns in from where it began.
  code.style.setProperty('--indent', `${indent + 2}ch`);
  return element(
    'div',
    { class: 'line' },
    element('span', { class: 'line-number', 'aria-hidden': 'true' }, String(number)),
    element('span', { class: 'marker', 'aria-hidden': 'true' }, '▶'),
    code,
  );
}

/** Elements of the lines of a file, or of a part of it. */
function listing(source: string, section?: Section): HTMLElement[] {
  const lines = linesOf(source);
  const starts = commentStarts(source);
  const { first, last } = section ?? { first: 1, last: lines.length };
  return lines.slice(first - 1, last).map((text, k) => lineElement(text, first + k, starts[first + k - 1]));
}

function mark(line: HTMLElement | undefined): void {
  line?.classList.add('is-marked', 'is-current');
  line?.setAttribute('aria-current', 'step');
}

function unmark(line: HTMLElement): void {
  line.classList.remove('is-marked', 'is-current');
  line.removeAttribute('aria-current');
}

export class SourceView {
  readonly element: HTMLElement;
  readonly #callerName = element('h4', {});
  readonly #caller = element('div', { class: 'listing' });
  readonly #fileName = element('h4', {});
  readonly #box = element('div', {
    class: 'listing listing-file',
    tabindex: 0,
    role: 'region',
    'aria-label': 'Source of the step',
  });
  readonly #files = new Map<SourceFile, HTMLElement[]>();
  #shown: SourceFile | null = null;
  #marked: HTMLElement[] = [];
  /** First and last line that are to be seen. */
  #revealed: readonly [HTMLElement, HTMLElement] | null = null;

  constructor() {
    this.element = element(
      'div',
      { class: 'source' },
      this.#callerName,
      this.#caller,
      this.#fileName,
      this.#box,
    );
    // Also when it comes onto the page: before that, nothing has a place.
    new ResizeObserver(() => this.#reveal()).observe(this.#box);
  }

  /** @param isNext whether that step comes next; otherwise it is only to be read. */
  show({ file, method, caller }: StepSource, isNext: boolean): void {
    this.#showCaller(caller, isNext);
    this.#showFile(file);
    for (const line of this.#marked) unmark(line);
    this.#marked = [];
    const section = methodSection(SOURCES[file], method);
    const body = methodBody(SOURCES[file], method);
    if (section === null || body === null) return;
    const lines = this.#linesOf(file);
    if (isNext) {
      this.#marked = lines.slice(section.first - 1, section.last);
      for (const line of this.#marked) line.classList.add('is-marked');
      mark(lines[body.first - 1]);
    }
    this.#revealed = [lines[Math.max(0, section.first - 1 - LINES_ABOVE)], lines[section.last - 1]];
    this.#reveal();
  }

  #showCaller({ file, method, call }: StepSource['caller'], isNext: boolean): void {
    const section = methodBody(SOURCES[file], method);
    setText(this.#callerName, `${file}: ${method}()`);
    if (section === null) return;
    const lines = listing(SOURCES[file], section);
    this.#caller.replaceChildren(...lines);
    const line = callLine(SOURCES[file], method, call);
    if (isNext && line !== null) mark(lines[line - section.first]);
  }

  #showFile(file: SourceFile): void {
    if (file === this.#shown) return;
    this.#shown = file;
    setText(this.#fileName, file);
    this.#box.setAttribute('aria-label', `Source of ${file}`);
    this.#box.replaceChildren(...this.#linesOf(file));
  }

  #linesOf(file: SourceFile): HTMLElement[] {
    const lines = this.#files.get(file) ?? listing(SOURCES[file]);
    this.#files.set(file, lines);
    return lines;
  }

  /** Moves the text in its own box, never the page. */
  #reveal(): void {
    if (this.#revealed === null) return;
    const [first, last] = this.#revealed;
    const box = this.#box;
    const top = first.offsetTop;
    const bottom = last.offsetTop + last.offsetHeight;
    const isSeen = top >= box.scrollTop && bottom <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTop = top;
  }
}
