/** What a figure of the docs is known to be, and where it comes from. */
import { formatNumber } from '../../src/drawing/format-number.ts';
import { commandOf, numbersOf, pageOf } from './report-table.ts';

export interface Fact {
  readonly name: string;
  /** A number, or a table. */
  readonly text: string;
  readonly command: string;
  /** A path from the root of the project, or, where nothing is kept, date and machine. */
  readonly from: { readonly file: string } | { readonly measured: string };
}

type Texts = Readonly<Record<string, string>>;

const named = (texts: Texts, command: string, from: Fact['from']): Fact[] =>
  Object.entries(texts).map(([name, text]) => ({ name, text, command, from }));

/** Figures that follow from a report in `docs/reports`. */
export const fromReport = (report: string, texts: Texts): Fact[] =>
  named(texts, commandOf(report), { file: pageOf(report) });

/** Figures that follow from another file that is kept. */
export const fromFile = (file: string, command: string, texts: Texts): Fact[] =>
  named(texts, command, { file });

/** Figures of a run whose results are not kept: typed in, not computed. */
export const measured = (command: string, measuredOn: string, texts: Texts): Fact[] =>
  named(texts, command, { measured: measuredOn });

/** A number in a cell of a report, the first if not stated otherwise, to so many decimals. */
export const cellNumber = (report: string, variant: string, column: string, digits = 0, which = 0) =>
  formatNumber(numbersOf(report, variant, column)[which], digits);

/** A number of steps as the docs write it: 3000, and from there on 17 000 with a space that does not break. */
export const count = (value: number) => `${value}`.replace(/^(\d{2,3})(\d{3})$/, '$1\u00a0$2');

/** The same of a cell, "6 000 (4 000 to 11 000)". */
export const cellCount = (report: string, variant: string, column: string, which = 0) =>
  count(numbersOf(report, variant, column)[which]);

export const ENDS = 'ends at 475 or more';
export const PERFECT = 'ends at 500';
export const FIRST = 'steps to first perfect';
export const STABILITY = 'stability';
