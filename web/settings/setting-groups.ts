/** The fields of an algorithm in their groups, each of which can be folded away. */
import { type HyperParameter, parametersOf } from '../../src/config/config.ts';
import { GROUPS } from '../../src/config/parameters.ts';
import { element, setText } from '../dom.ts';
import { type CheckedDraft, type Draft, isChanged, presetText } from './draft.ts';
import { createSettingField } from './setting-field.ts';

export interface SettingGroups {
  readonly element: HTMLElement;
  show(draft: Draft, problems: CheckedDraft['problems']): void;
  /** Puts the cursor into a field, and opens the group that it is in. */
  focus(name: string): void;
}

/** What most people come to change. */
const OPEN_AT_FIRST = ['Run', 'Learning'];

interface Group {
  readonly element: HTMLDetailsElement;
  show(draft: Draft, problems: CheckedDraft['problems']): void;
  /** The fields in it, by name. */
  readonly fields: ReadonlyMap<string, ReturnType<typeof createSettingField>>;
}

type OnText = (name: string, text: string) => void;
type OnReset = (name: string) => void;

/** `onText` hears what stands in a field after each change, `onReset` which field is to be as in the preset. */
export function createSettingGroups(
  algorithm: Draft['algorithm'],
  onText: OnText,
  onReset: OnReset,
): SettingGroups {
  const parameters = parametersOf(algorithm);
  const groups = GROUPS.map((title) => {
    const own = parameters.filter(({ group }) => group === title);
    return createGroup(title, own, onText, onReset);
  });
  return {
    element: element('div', { class: 'setting-groups' }, ...groups.map((group) => group.element)),
    show(draft, problems) {
      for (const group of groups) group.show(draft, problems);
    },
    focus(name) {
      const group = groups.find(({ fields }) => fields.has(name));
      if (group === undefined) return;
      group.element.open = true;
      group.fields.get(name)?.focus();
    },
  };
}

function createGroup(
  title: string,
  parameters: readonly HyperParameter[],
  onText: OnText,
  onReset: OnReset,
): Group {
  const fields = new Map(
    parameters.map((parameter) => {
      const { name } = parameter;
      const made = createSettingField(
        parameter,
        (text) => onText(name, text),
        () => onReset(name),
      );
      return [name, made] as const;
    }),
  );
  const count = element('span', { class: 'count' });
  const details = element(
    'details',
    { class: 'setting-group', open: OPEN_AT_FIRST.includes(title) },
    element('summary', {}, `${title} `, count),
    element(
      'fieldset',
      {},
      element('legend', { class: 'visually-hidden' }, title),
      ...[...fields.values()].map((field) => field.element),
    ),
  );
  return {
    element: details,
    fields,
    show(draft, problems) {
      for (const parameter of parameters) {
        const { name } = parameter;
        fields.get(name)?.show({
          text: draft.texts.get(name) as string,
          problem: problems.get(name) ?? null,
          presetText: presetText(draft, name),
          changed: isChanged(draft, parameter),
        });
      }
      const wrong = parameters.filter(({ name }) => problems.has(name)).length;
      const changed = parameters.filter((parameter) => isChanged(draft, parameter)).length;
      // What is wrong must be seen, also where it follows from a value in another group.
      if (wrong > 0) details.open = true;
      setText(count, countText(changed, wrong));
    },
  };
}

function countText(changed: number, wrong: number): string {
  const parts = [changed > 0 ? `${changed} changed` : '', wrong > 0 ? `${wrong} wrong` : ''];
  const text = parts.filter((part) => part !== '').join(', ');
  return text === '' ? '' : `(${text})`;
}
