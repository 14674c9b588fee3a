/** The preset and the seed of the next run; the form of settings has everything else. */
import { ConfigError, resolveConfig } from '../../src/config/config.ts';
import { numberOrText } from '../../src/config/domain.ts';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { element, field, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { LAB_PRESETS } from '../lab-tasks.ts';

/** What the browser should show for the values of the lab, and what they mean when changed. */
export function createQuickChoice(lab: Lab): HTMLElement[] {
  const preset = element(
    'select',
    { id: 'quick-preset' },
    ...LAB_PRESETS.map((name) => element('option', { value: name }, name)),
  );
  const seed = element('input', {
    id: 'quick-seed',
    type: 'number',
    min: 0,
    step: 1,
    inputmode: 'numeric',
    'aria-describedby': 'quick-seed-problem',
  });
  const problem = element('p', { id: 'quick-seed-problem', class: 'problem', 'aria-live': 'polite' });

  const explain = (text: string) => {
    setText(problem, text);
    seed.setAttribute('aria-invalid', String(text !== ''));
  };
  const show = () => {
    const { chosen } = lab;
    preset.value = chosen.preset;
    preset.title = PRESETS[chosen.preset]?.summary ?? '';
    seed.value = String(chosen.config.seed);
    explain('');
  };
  const choose = (change: () => void) => {
    try {
      change();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      explain(error.problem);
    }
  };

  preset.addEventListener('change', () => {
    const { seed: kept } = lab.chosen.config;
    choose(() => lab.choose(preset.value, presetConfig(preset.value, { seed: kept })));
  });
  seed.addEventListener('change', () => {
    const { chosen } = lab;
    choose(() =>
      lab.choose(chosen.preset, resolveConfig({ ...chosen.config, seed: numberOrText(seed.value.trim()) })),
    );
  });
  lab.on('chosen', show);
  lab.on('started', show);
  show();
  return [field('Preset', preset), field('Seed', seed, problem)];
}
