/**
 * Text from outside (paths, names in files of others) as it may be printed: a terminal would obey an escape sequence in it, a line
 * break would look like a line of ours, and marks of direction would show what is not there.
 */

/** Controls (C0, DEL, C1), ends of lines and paragraphs, halves of surrogate pairs, and marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/** Whether text may be printed as it is. */
export const isPrintable = (text: string): boolean => text.search(UNPRINTABLE) < 0;

/** The same with an escape of JSON, such as \n or \u001b, for each character that must not reach a terminal: JSON stays the same JSON. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeCharacter);

function escapeCharacter(character: string): string {
  const [, escaped] = /^"(\\.+)"$/.exec(JSON.stringify(character)) ?? [];
  return escaped ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
