/** The plural of a regular noun, such as the word that a task has for its end: "falls", "misses", "crashes". */
export const pluralOf = (word: string): string => `${word}${/(?:s|sh|ch|x|z)$/.test(word) ? 'es' : 's'}`;
