/** A table of a run as the text of its file, which begins with the header. */
import { crc32 } from '../../src/experiment/files/crc32.ts';
import type { FileMark } from '../../src/experiment/files/run-checkpoint.ts';
import { csvHeader, csvLine } from '../../src/experiment/metrics.ts';

type Columns<Row> = Parameters<typeof csvLine<Row>>[0];

export class TableText<Row> {
  readonly #columns: Columns<Row>;
  #text: string;
  #mark: FileMark = { bytes: 0, crc32: 0 };

  constructor(columns: Columns<Row>) {
    this.#columns = columns;
    this.#text = csvHeader(columns);
  }

  get text(): string {
    return this.#text;
  }

  add(row: Row): void {
    this.#text += csvLine(this.#columns, row);
  }

  /** How far it has come. It is plain ASCII, so its characters are its bytes. */
  mark(): FileMark {
    const since = new TextEncoder().encode(this.#text.slice(this.#mark.bytes));
    this.#mark = { bytes: this.#text.length, crc32: crc32(since, this.#mark.crc32) };
    return this.#mark;
  }
}
