/** Text from links and files, which may be endless, or hold line breaks and marks that turn the direction of writing. */
const MAX_CHARACTERS = 300;

/** The same in one line that can stand in a message. */
export function oneLine(text: string, characters = MAX_CHARACTERS): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= characters ? line : `${line.slice(0, characters)}…`;
}
