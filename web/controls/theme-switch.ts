/** Light, dark, or as the system has it. */
import { element, field } from '../dom.ts';
import { chooseTheme, rememberedTheme, type ThemeChoice } from '../theme.ts';

const NAMES: Readonly<Record<ThemeChoice, string>> = {
  auto: 'as the system',
  light: 'light',
  dark: 'dark',
};

export function createThemeSwitch(): HTMLElement {
  const remembered = rememberedTheme();
  const options = Object.entries(NAMES).map(([value, name]) =>
    element('option', { value, selected: value === remembered }, name),
  );
  const select = element('select', { id: 'theme' }, ...options);
  select.addEventListener('change', () => chooseTheme(select.value as ThemeChoice));
  if (remembered !== 'auto') chooseTheme(remembered);
  return field('Colours', select);
}
