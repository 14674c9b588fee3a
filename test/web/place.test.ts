/** What of the page is to be seen, in its address. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { configFromLink, linkOf } from '../../web/settings/link.ts';
import { placeOf, placeText } from '../../web/stage/place.ts';

const ids = fc.option(fc.constantFrom('network', 'step-through', 'curves'));

test('a place comes back from an address as it went in, beside the settings, which do not hear of it', () => {
  const places = fc.record({
    part: ids,
    large: ids,
    chapter: fc.option(fc.integer({ min: 1, max: 8 })),
    step: fc.nat(1_000_000),
  });
  const config = presetConfig('steady', { seed: 4 });
  fc.assert(
    fc.property(places, (place) => {
      const address = `${linkOf('steady', config)}&${placeText(place)}`;
      expect(placeOf(address)).toEqual(place);
      expect(configFromLink(address)).toEqual({ preset: 'steady', config });
      expect(configFromLink(`#${placeText(place)}`)).toBeNull();
    }),
  );
});

test.each(['', '#', '#chapter=-1&step=abc', '#step=1e9', '#network'])('%j is as the page begins', (hash) => {
  expect(placeOf(hash)).toEqual({ part: null, large: null, chapter: 1, step: 0 });
});
