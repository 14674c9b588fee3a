/**
 * The source of the step that comes next, as it is in the files that run: above, the line that calls it; below, the method in
 * its file.
 */
import { element, setText } from '../dom.ts';
import {
  callLine,
  commentStarts,
  linesOf,
  methodBody,
  methodSection,
  type Section,
} from './source-sections.ts';
import { SOURCES } from './sources.ts';
import type { MethodSource, SourceFile, StepSource } from './step-sources.ts';

/** Lines above a marked method that stay in view. */
const LINES_ABOVE = 2;

function lineElement(text: string, number: number, commentStart: number): HTMLElement {
  const code = element('code', {}, text.slice(0, commentStart));
  if (commentStart < text.length)
    code.append(element('span', { class: 'comment' }, text.slice(commentStart)));
  return element(
    'div',
    { class: 'line', 'data-line': number },
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
  line.classList.remove('is-marked', 'is-current', 'is-done');
  line.removeAttribute('aria-current');
}

export class SourceView {
  readonly element: HTMLElement;
  readonly #callerName = element('h4', {});
  readonly #callerLines = element('div', { class: 'listing-lines' });
  readonly #caller = element('div', { class: 'listing' }, this.#callerLines);
  readonly #fileName = element('h4', {});
  readonly #lines = element('div', { class: 'listing-lines' });
  readonly #box = element(
    'div',
    { class: 'listing listing-file', tabindex: 0, role: 'region', 'aria-label': 'Source of the step' },
    this.#lines,
  );
  readonly #files = new Map<SourceFile, HTMLElement[]>();
  #shown: SourceFile | null = null;
  #marked: HTMLElement[] = [];
  /** Lines from and to which the text is to be seen: the first of these that fit. */
  #revealed: (readonly [HTMLElement, HTMLElement])[] = [];

  /** Where the text stood before it was moved to a line that is looked at. */
  #lookedFrom: number | null = null;

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

  /** The file that is shown below the call. */
  get file(): SourceFile | null {
    return this.#shown;
  }

  /**
   * @param next the step whose lines are shown.
   * @param isNext whether that step comes next; otherwise it is only to be read.
   * @param done the step that was taken last, if there was one.
   */
  show(next: StepSource, isNext: boolean, done: MethodSource | null): void {
    const { file, method, caller } = next;
    this.#lookedFrom = null;
    this.#showCaller(caller, isNext);
    this.#showFile(file);
    for (const line of this.#marked) unmark(line);
    this.#marked = [];
    const section = this.#sectionOf(file, method);
    const body = methodBody(SOURCES[file], method);
    if (section === null || body === null) return;
    const lines = this.#linesOf(file);
    if (isNext) {
      this.#marked = [...section.lines];
      for (const line of section.lines) line.classList.add('is-marked');
      mark(lines[body.first - 1]);
    }
    this.#revealed = [[section.from, section.to]];
    const before = done?.file === file ? this.#sectionOf(file, done.method) : null;
    if (before !== null) {
      for (const line of before.lines) line.classList.add('is-done');
      this.#marked.push(...before.lines);
      if (before.first < section.first) this.#revealed.unshift([before.from, section.to]);
    }
    this.#reveal();
  }

  /** The elements of a line of the file that is shown. */
  lineAt(file: SourceFile, number: number): HTMLElement | null {
    return file === this.#shown ? this.#linesOf(file)[number - 1] : null;
  }

  /** Brings a line into view, until `lookBack`. */
  lookAt(line: HTMLElement): void {
    const { scrollTop, clientHeight } = this.#box;
    const isSeen =
      line.offsetTop >= scrollTop && line.offsetTop + line.offsetHeight <= scrollTop + clientHeight;
    if (isSeen) return;
    this.#lookedFrom = scrollTop;
    this.#box.scrollTop = line.offsetTop - clientHeight / 2;
  }

  lookBack(): void {
    if (this.#lookedFrom !== null) this.#box.scrollTop = this.#lookedFrom;
    this.#lookedFrom = null;
  }

  /** A method and its comment, and from where to where it should be seen. */
  #sectionOf(file: SourceFile, method: string) {
    const section = methodSection(SOURCES[file], method);
    if (section === null) return null;
    const { first, last } = section;
    const all = this.#linesOf(file);
    const from = all[Math.max(0, first - 1 - LINES_ABOVE)];
    return { first, lines: all.slice(first - 1, last), from, to: all[last - 1] };
  }

  #showCaller({ file, method, call }: StepSource['caller'], isNext: boolean): void {
    const section = methodBody(SOURCES[file], method);
    setText(this.#callerName, `${file}: ${method}()`);
    if (section === null) return;
    const lines = listing(SOURCES[file], section);
    this.#callerLines.replaceChildren(...lines);
    const line = callLine(SOURCES[file], method, call);
    if (!isNext || line === null) return;
    const called = lines[line - section.first];
    mark(called);
    this.#caller.scrollTop = called.offsetTop - (this.#caller.clientHeight - called.offsetHeight) / 2;
  }

  #showFile(file: SourceFile): void {
    if (file === this.#shown) return;
    this.#shown = file;
    setText(this.#fileName, file);
    this.#box.setAttribute('aria-label', `Source of ${file}`);
    this.#lines.replaceChildren(...this.#linesOf(file));
  }

  #linesOf(file: SourceFile): HTMLElement[] {
    const lines = this.#files.get(file) ?? listing(SOURCES[file]);
    this.#files.set(file, lines);
    return lines;
  }

  /** Moves the text in its own box, never the page. */
  #reveal(): void {
    const box = this.#box;
    const extents = this.#revealed.map(([first, last]) => ({
      top: first.offsetTop,
      bottom: last.offsetTop + last.offsetHeight,
    }));
    const extent = extents.find(({ top, bottom }) => bottom - top <= box.clientHeight) ?? extents.at(-1);
    if (extent === undefined) return;
    const isSeen = extent.top >= box.scrollTop && extent.bottom <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTop = extent.top;
  }
}
