/**
 * What the page has in the place of the package zod: as much of it as `src/config/config.ts` uses, in a twentieth of its size, and
 * without functions made of text, which a strict Content-Security-Policy forbids.
 *
 * `vite.config.ts` puts this file in. A test holds it to giving the same configurations, the same defaults and the same
 * problems, in the same order, as zod does.
 */

/** The part of JSON Schema that `src/config/config.ts` reads. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
}

type Accepts = (value: unknown) => boolean;

class Type {
  readonly json: JsonSchema;
  readonly accepts: Accepts;

  constructor(json: JsonSchema, accepts: Accepts) {
    this.json = json;
    this.accepts = accepts;
  }

  default(value: unknown): Type {
    return new Type({ ...this.json, default: value }, this.accepts);
  }

  register(registry: Map<Type, unknown>, note: unknown): this {
    registry.set(this, note);
    return this;
  }
}

class NumberType extends Type {
  min(minimum: number): NumberType {
    return new NumberType(
      { ...this.json, minimum },
      (value) => this.accepts(value) && Number(value) >= minimum,
    );
  }

  max(maximum: number): NumberType {
    return new NumberType(
      { ...this.json, maximum },
      (value) => this.accepts(value) && Number(value) <= maximum,
    );
  }

  gt(exclusiveMinimum: number): NumberType {
    const accepts: Accepts = (value) => this.accepts(value) && Number(value) > exclusiveMinimum;
    return new NumberType({ ...this.json, exclusiveMinimum }, accepts);
  }
}

class ListType extends Type {
  min(minItems: number): ListType {
    return new ListType(
      { ...this.json, minItems },
      (value) => this.accepts(value) && sizeOf(value) >= minItems,
    );
  }

  max(maxItems: number): ListType {
    return new ListType(
      { ...this.json, maxItems },
      (value) => this.accepts(value) && sizeOf(value) <= maxItems,
    );
  }

  length(count: number): ListType {
    return this.min(count).max(count);
  }
}

const sizeOf = (value: unknown) => (value as readonly unknown[]).length;

type Issue =
  | { readonly code: 'invalid_value'; readonly path: readonly string[] }
  | { readonly code: 'unrecognized_keys'; readonly keys: readonly string[] };

type Result =
  | { readonly success: true; readonly data: Record<string, unknown> }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };

/** All names of `shape`, in its order, and no others. */
function check(shape: Readonly<Record<string, Type>>, values: Readonly<Record<string, unknown>>): Result {
  const issues: Issue[] = [];
  const data: Record<string, unknown> = {};
  for (const [name, { json, accepts }] of Object.entries(shape)) {
    const given = Object.hasOwn(values, name) ? values[name] : undefined;
    const value = given === undefined ? json.default : given;
    // A list of its own, that nobody else can change.
    data[name] = Array.isArray(value) ? [...value] : value;
    if (!accepts(value)) issues.push({ code: 'invalid_value', path: [name] });
  }
  const keys = Object.keys(values).filter((name) => !Object.hasOwn(shape, name));
  if (keys.length > 0) issues.push({ code: 'unrecognized_keys', keys });
  return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
}

export const z = {
  number: () => new NumberType({ type: 'number' }, Number.isFinite),
  int: () => new NumberType({ type: 'integer' }, Number.isSafeInteger),
  boolean: () => new Type({ type: 'boolean' }, (value) => typeof value === 'boolean'),
  enum: (values: readonly string[]) =>
    new Type({ type: 'string', enum: values }, (value) => values.includes(value as string)),
  literal: (only: string) => new Type({}, (value) => value === only),
  array: (items: Type) =>
    new ListType(
      { type: 'array', items: items.json },
      (value) => Array.isArray(value) && value.every((item) => items.accepts(item)),
    ),
  strictObject: (shape: Readonly<Record<string, Type>>) => ({
    safeParse: (values: Readonly<Record<string, unknown>>) => check(shape, values),
  }),
  registry: () => new Map<Type, unknown>(),
  toJSONSchema: (type: Type) => type.json,
};
