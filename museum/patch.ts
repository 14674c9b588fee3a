/** A bug as a change of text, so exact that it cannot go stale unnoticed. */
export interface Patch {
  /** From the root of the project. */
  readonly file: string;
  /** The text there, word for word; it may have several lines. */
  readonly found: string;
  /** What takes its place. */
  readonly put: string;
}

/** @throws Error unless the text is found exactly once. */
export function patchText(text: string, { file, found, put }: Patch): string {
  const parts = text.split(found);
  if (found === '' || parts.length !== 2) {
    throw new Error(
      `${file} holds this text ${parts.length - 1} times; expected it once, so adapt the bug to the source: ${JSON.stringify(found)}`,
    );
  }
  return parts.join(put);
}
