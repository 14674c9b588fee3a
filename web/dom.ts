/** Elements of the page, made in code: a strict Content-Security-Policy leaves no room for HTML in strings. */

type Attributes = Readonly<Record<string, string | number | boolean | EventListener | undefined>>;
export type Child = Node | string;

/**
 * An element with attributes, listeners and children.
 *
 * `onclick: f` listens to clicks; true gives an attribute without a value; false and undefined leave it out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** A part of the page with a heading that names it for everyone. */
export function pane(id: string, title: string, ...children: Child[]): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  return element('section', { class: 'pane', id, 'aria-labelledby': heading.id }, heading, ...children);
}

export function button(text: string, onclick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return element('button', { type: 'button', onclick, ...attributes }, text);
}

/** A control with its label above it. */
export function field(text: string, control: HTMLElement, ...after: Child[]): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: control.id }, text), control, ...after);
}

/** Writes text only where it changes: the browser then has nothing to do. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
