/** One hyper-parameter in the form: its control, what it means, and what is to be said about the value that stands there. */
import type { HyperParameter } from '../../src/config/config.ts';
import { button, type Child, element, setText } from '../dom.ts';
import { LAB_TASKS } from '../lab-tasks.ts';
import { labelOf } from './labels.ts';

export interface SettingState {
  readonly text: string;
  /** Why the text is not a value; null if it is one. */
  readonly problem: string | null;
  /** What the preset has; null if its algorithm does not use the hyper-parameter. */
  readonly presetText: string | null;
  readonly changed: boolean;
}

export interface SettingField {
  readonly element: HTMLElement;
  show(state: SettingState): void;
  focus(): void;
}

/** More than the longest list of numbers needs. */
const MAX_CHARACTERS = 300;

/** What a control is, apart from the value in it. */
interface Control {
  readonly element: HTMLInputElement | HTMLSelectElement;
  read(): string;
  write(text: string): void;
}

function createControl(parameter: HyperParameter, id: string): Control {
  if (parameter.kind === 'boolean') {
    const checkbox = element('input', { id, type: 'checkbox' });
    return {
      element: checkbox,
      read: () => String(checkbox.checked),
      write: (text) => {
        checkbox.checked = text === 'true';
      },
    };
  }
  // Not a number input: that hides text that is not a number, so no message could explain it.
  const choices =
    parameter.kind === 'choice' ? parameter.choices : parameter.kind === 'name' ? LAB_TASKS : null;
  const control =
    choices !== null
      ? element('select', { id }, ...choices.map((choice) => element('option', { value: choice }, choice)))
      : element('input', {
          id,
          type: 'text',
          inputmode: parameter.kind === 'integer' ? 'numeric' : undefined,
          maxlength: MAX_CHARACTERS,
          autocomplete: 'off',
          autocapitalize: 'off',
          spellcheck: 'false',
        });
  return {
    element: control,
    read: () => control.value,
    write: (text) => {
      // Writing would move the cursor of someone who is typing there.
      if (control.value !== text) control.value = text;
    },
  };
}

function definition(term: string, ...description: Child[]): HTMLElement {
  return element('div', {}, element('dt', {}, term), element('dd', {}, ...description));
}

/** `onText` hears of each change of the control, `onReset` that the preset's value is wanted back. */
export function createSettingField(
  parameter: HyperParameter,
  onText: (text: string) => void,
  onReset: () => void,
): SettingField {
  const { name, unit, expected, meaning, source, kind } = parameter;
  const id = `setting-${name}`;
  const ids = {
    meaning: `${id}-meaning`,
    about: `${id}-about`,
    changed: `${id}-changed`,
    problem: `${id}-problem`,
  };
  const control = createControl(parameter, id);
  control.element.setAttribute(
    'aria-describedby',
    `${ids.problem} ${ids.changed} ${ids.meaning} ${ids.about}`,
  );
  control.element.addEventListener('input', () => onText(control.read()));

  const label = element('label', { for: id }, `${labelOf(name)} `, element('code', {}, name));
  const unitText = unit === undefined ? [] : [element('span', { class: 'unit' }, unit)];
  const problem = element('p', { id: ids.problem, class: 'setting-problem', 'aria-live': 'polite' });
  const changed = element('span', { id: ids.changed });
  const resetTo = element('span');
  const reset = button('Reset to ', () => {
    onReset();
    // The button is gone then, and the focus must not go with it.
    control.element.focus();
  });
  reset.append(resetTo, element('span', { class: 'visually-hidden' }, ` (${labelOf(name)})`));
  const difference = element('p', { class: 'difference', hidden: true }, changed, reset);
  const presetValue = element('span');
  const about = element(
    'details',
    {},
    element(
      'summary',
      {},
      'Bounds and source',
      element('span', { class: 'visually-hidden' }, ` of ${labelOf(name)}`),
    ),
    element(
      'dl',
      { class: 'numbers' },
      definition('Allowed', expected),
      definition('Preset', presetValue),
      definition('Source', source),
    ),
  );
  // A description leaves out what is folded away, but not what is hidden for good.
  const spoken = element('span', { id: ids.about, hidden: true }, `Allowed: ${expected}. Source: ${source}.`);
  const line = kind === 'boolean' ? [control.element, label] : [control.element, ...unitText];
  const setting = element(
    'div',
    { class: 'setting' },
    ...(kind === 'boolean' ? [] : [label]),
    element('div', { class: 'setting-line' }, ...line),
    problem,
    difference,
    element('p', { class: 'note', id: ids.meaning }, meaning),
    about,
    spoken,
  );

  return {
    element: setting,
    show(state) {
      control.write(state.text);
      setText(problem, state.problem ?? '');
      if (state.problem === null) {
        control.element.removeAttribute('aria-invalid');
        control.element.removeAttribute('aria-errormessage');
      } else {
        control.element.setAttribute('aria-invalid', 'true');
        control.element.setAttribute('aria-errormessage', ids.problem);
      }
      setting.classList.toggle('is-changed', state.changed);
      difference.hidden = !state.changed;
      setText(changed, state.changed ? 'Differs from the preset. ' : '');
      setText(resetTo, state.presetText ?? '');
      reset.hidden = state.presetText === null;
      setText(presetValue, state.presetText ?? 'does not use it');
    },
    focus: () => control.element.focus(),
  };
}
