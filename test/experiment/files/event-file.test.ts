import protobuf from 'protobufjs';
import { expect, it } from 'vitest';
import {
  crc32c,
  scalarsRecord,
  textRecord,
  versionRecord,
} from '../../../src/experiment/files/event-file.ts';

/** From tensorflow/core/util/event.proto and tensorflow/core/framework/{summary,tensor,tensor_shape}.proto. */
const PROTO = `syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; Summary summary = 5; } }
message Summary { repeated Value value = 1;
  message Value { string tag = 1; SummaryMetadata metadata = 9; oneof value { float simple_value = 2; TensorProto tensor = 8; } } }
message SummaryMetadata { PluginData plugin_data = 1; message PluginData { string plugin_name = 1; bytes content = 2; } }
message TensorProto { int32 dtype = 1; TensorShapeProto tensor_shape = 2; repeated bytes string_val = 8; }
message TensorShapeProto { repeated Dim dim = 2; message Dim { int64 size = 1; string name = 2; } }`;
const Event = protobuf.parse(PROTO, { keepCase: true }).root.lookupType('Event');

/** Undoes what the writer does to a checksum. */
function unmasked(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

function decode(record: Uint8Array): Record<string, unknown> {
  const view = new DataView(record.buffer, record.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  expect(record.length).toBe(length + 16);
  const data = record.subarray(12, 12 + length);
  expect(unmasked(view.getUint32(8, true))).toBe(crc32c(record.subarray(0, 8)));
  expect(unmasked(view.getUint32(12 + length, true))).toBe(crc32c(data));
  return Event.toObject(Event.decode(data), { longs: Number, bytes: String });
}

it('has the checksum of RFC 3720, appendix B.4', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
});

it('begins with the version of the format', () => {
  expect(decode(versionRecord())).toEqual({ file_version: 'brain.Event:2' });
});

it('holds scalars by their step and tag', () => {
  const values = new Map([
    ['metrics/loss', 0.25],
    ['metrics/mean_q', -1e30],
  ]);
  expect(decode(scalarsRecord(3_000_000_000, values))).toEqual({
    step: 3_000_000_000,
    summary: {
      value: [
        { tag: 'metrics/loss', simple_value: 0.25 },
        { tag: 'metrics/mean_q', simple_value: Math.fround(-1e30) },
      ],
    },
  });
});

it('holds a text as the plugin of that name wants it', () => {
  const text = '| γ | 0.99 |';
  expect(decode(textRecord('settings', text))).toMatchObject({
    summary: {
      value: [
        {
          tag: 'settings',
          metadata: { plugin_data: { plugin_name: 'text' } },
          tensor: {
            dtype: 7,
            tensor_shape: { dim: [{ size: 1 }] },
            string_val: [Buffer.from(text).toString('base64')],
          },
        },
      ],
    },
  });
});
