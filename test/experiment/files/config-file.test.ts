import { describe, expect, it, test } from 'vitest';
import { ConfigError, resolveConfig } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import {
  ConfigFileError,
  encodeConfigFile,
  parseConfigFile,
  parseJson,
} from '../../../src/experiment/files/config-file.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('parseJson', () => {
  const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;

  it('gives JSON of up to 64 levels', () => {
    expect(parseJson('[1,{"a":null}]')).toEqual([1, { a: null }]);
    expect(JSON.stringify(parseJson(nested(64)))).toBe(nested(64));
  });

  it('refuses the rest with a SyntaxError', () => {
    for (const text of ['', '{', '01', `[${nested(64)}]`, nested(1_000_000)]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    }
  });
});

describe('parseConfigFile', () => {
  it('gives what is said apart from what is resolved, and the preset for itself', () => {
    const { preset, given, config } = parseConfigFile(bytesOf('{"preset":"steady","gamma":0.5}'));
    expect(preset).toBe('steady');
    expect(given).toEqual({ gamma: 0.5 });
    expect(config).toEqual(resolveConfig({ gamma: 0.5 }));
  });

  it('is not confused by a byte order mark, as some editors write it', () => {
    expect(parseConfigFile(bytesOf('\uFEFF{}')).given).toEqual({});
  });

  test.each(['null', '[]', '3', '"a"'])('refuses %s, which is no object', (text) => {
    expect(() => parseConfigFile(bytesOf(text))).toThrow(ConfigFileError);
  });

  it('refuses what resolveConfig refuses', () => {
    expect(() => parseConfigFile(bytesOf('{"gamma":7}'))).toThrow(ConfigError);
    expect(() => parseConfigFile(bytesOf('{"__proto__":{"gamma":7}}'))).toThrow(ConfigError);
  });

  it('gives back what was encoded', () => {
    const config = presetConfig('tutorial', { seed: 7 });
    expect(parseConfigFile(bytesOf(encodeConfigFile('tutorial', config)))).toMatchObject({
      preset: 'tutorial',
      config,
    });
  });
});
