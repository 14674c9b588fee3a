/** Text with a little markup as nodes of the page: `code`, _{subscript} and ^{superscript}. */
import { type Child, element } from './dom.ts';

const MARKUP = /`(?<code>[^`]+)`|_\{(?<sub>[^}]*)\}|\^\{(?<sup>[^}]*)\}/g;

export function richText(text: string): Child[] {
  const children: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKUP)) {
    const { code, sub, sup } = match.groups ?? {};
    children.push(text.slice(end, match.index));
    if (code !== undefined) children.push(element('code', {}, code));
    else if (sub !== undefined) children.push(element('sub', {}, sub));
    else children.push(element('sup', {}, sup ?? ''));
    end = match.index + match[0].length;
  }
  children.push(text.slice(end));
  return children;
}
