/** Every setting of the next run, in a form that is made from the table in `src/config/parameters.ts`. */
import './settings.css';
import { parametersOf } from '../../src/config/config.ts';
import { PRESETS } from '../../src/config/presets.ts';
import { button, element, field, pane, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { LAB_PRESETS } from '../lab-tasks.ts';
import { checkDraft, type Draft, draftOf, presetText, withPreset, withText } from './draft.ts';
import { linkOf } from './link.ts';
import { createLinkControls } from './link-controls.ts';
import { memoryText, relationText, wrongText } from './notes.ts';
import { createSettingGroups } from './setting-groups.ts';

export function createSettingsPane(lab: Lab): HTMLElement {
  let draft = draftOf(lab.chosen.preset, lab.chosen.config);
  let checked = checkDraft(draft);

  const preset = element(
    'select',
    { id: 'settings-preset', 'aria-describedby': 'settings-summary settings-kept' },
    ...LAB_PRESETS.map((name) => element('option', { value: name }, name)),
  );
  const summary = element('p', { class: 'note', id: 'settings-summary' });
  const memory = element('p', { class: 'settings-notice note' });
  const kept = element('p', { class: 'note', id: 'settings-kept' }, KEPT);
  const reset = button('Reset all but the seed', () => choosePreset(draft.preset));
  const start = button('Start a new run with these settings', () => begin(), {
    id: 'settings-start',
    class: 'primary',
    'aria-describedby': 'settings-relation settings-wrong',
  });
  const wrong = element('p', { class: 'settings-notice is-wrong', id: 'settings-wrong' });
  const showWrong = button('Show the wrong field', () => groups.focus(firstProblem()));
  const relation = element('p', { class: 'settings-notice note', id: 'settings-relation' });
  const said = element('p', { class: 'settings-notice note', role: 'status' });
  const place = element('div');
  let groups = makeGroups();

  function makeGroups() {
    const made = createSettingGroups(draft.algorithm, type, resetOne);
    place.replaceChildren(made.element);
    return made;
  }

  /** Takes another draft and, if nothing is wrong with it, chooses it for the next run. */
  function change(next: Draft): void {
    take(next);
    setText(said, '');
    if (checked.config === null) lab.refuse(wrongText(checked.problems));
    else lab.choose(draft.preset, checked.config);
  }

  function take(next: Draft): void {
    const algorithmBefore = draft.algorithm;
    draft = next;
    checked = checkDraft(draft);
    if (draft.algorithm !== algorithmBefore) groups = makeGroups();
    show();
  }

  function type(name: string, text: string): void {
    change(withText(draft, name, text));
  }

  function resetOne(name: string): void {
    change(withText(draft, name, presetText(draft, name) as string));
  }

  function choosePreset(name: string): void {
    const { algorithm } = draft;
    change(withPreset(draft, name));
    const other = algorithm === draft.algorithm ? '' : ' Its algorithm is another, with other fields.';
    setText(said, `All values but the seed are now those of the preset ${name}.${other}`);
  }

  function begin(): void {
    if (checked.config === null) {
      groups.focus(firstProblem());
      return;
    }
    lab.start();
    setText(said, 'The new run is ready at step 0. Train or step it with the controls.');
  }

  function firstProblem(): string {
    return parametersOf(draft.algorithm).find(({ name }) => checked.problems.has(name))?.name ?? '';
  }

  function show(): void {
    preset.value = draft.preset;
    setText(summary, PRESETS[draft.preset].summary);
    groups.show(draft, checked.problems);
    const isWrong = checked.config === null;
    start.setAttribute('aria-disabled', String(isWrong));
    setText(wrong, isWrong ? wrongText(checked.problems) : '');
    showWrong.hidden = !isWrong;
    setText(relation, relationText(lab.run, lab.chosen));
    setText(memory, checked.config === null ? '' : memoryText(checked.config));
  }

  /** The form shows what is chosen, unless it is the form that has chosen it, in other words perhaps. */
  function chosenElsewhere(): boolean {
    if (checked.config === null) return true;
    const { preset: name, config } = lab.chosen;
    return linkOf(draft.preset, checked.config) !== linkOf(name, config);
  }

  preset.addEventListener('change', () => choosePreset(preset.value));
  lab.on('chosen', () => {
    if (lab.refusal === null && chosenElsewhere()) take(draftOf(lab.chosen.preset, lab.chosen.config));
    else show();
  });
  lab.on('started', show);
  show();

  const link = createLinkControls(
    lab,
    () => (checked.config === null ? 'Invalid settings have no link; correct them first.' : null),
    (text) => setText(said, text),
  );
  return pane(
    'settings',
    'Settings',
    element('div', { class: 'settings-preset' }, field('Preset', preset), summary, kept),
    relation,
    memory,
    element('div', { class: 'row' }, start, reset, link),
    wrong,
    showWrong,
    said,
    place,
  );
}

const KEPT =
  'Another preset replaces all values below except the seed, and perhaps the algorithm with its fields.';
