import fc from 'fast-check';
import type { RequestBytes } from '../bad-input/exchange.js';
import type { JsonSchema, MediaType, Operation, Parameter } from '../operation.js';
import { boundary, filePart, lastPart, textPart } from '../raw-http.js';
import { nasty, nearlyOf, valueOf, type Definitions } from './arbitrary-from-schema.js';

export interface Materials {
  readonly definitions: Definitions;
  /** Ids of things that there are, of whoever asks and of others. */
  readonly ids: readonly string[];
  /** Credentials: for the operation, for another, of nobody. */
  readonly keys: readonly string[];
  readonly recording: Buffer;
}

type Headers = readonly (readonly [string, string])[];

/** A long poll would take the time of the test. */
const inPlaceOf: Readonly<Record<string, fc.Arbitrary<string>>> = {
  wait: fc.constantFrom('0s', '61s', '30', '-1s', '1.5s', ''),
};

/** Requests to an operation: as its description has them, nearly so, and not at all. */
export function anyRequestOf(operation: Operation, materials: Materials): fc.Arbitrary<RequestBytes> {
  const { method, parameters } = operation;
  const of = (place: Parameter['in']) => parameters.filter((each) => each.in === place);
  return fc
    .record({
      path: pathOf(operation.path, of('path'), materials),
      query: queryOf(of('query'), materials),
      headers: headersOf(of('header'), materials),
      key: fc.oneof(
        { weight: 12, arbitrary: fc.constant(materials.keys[0]) },
        { weight: 1, arbitrary: fc.constantFrom(undefined, ...materials.keys.slice(1)) },
      ),
      body: bodyOf(operation.body, materials),
    })
    .map(({ path, query, headers, key, body }) => {
      const { contentType, bytes } = body ?? {};
      const credentials: Headers = key === undefined ? [] : [['Authorization', `Bearer ${key}`]];
      const type: Headers = contentType === undefined ? [] : [['Content-Type', contentType]];
      return {
        method,
        path: query === '' ? path : `${path}?${query}`,
        headers: [['Connection', 'close'], ...credentials, ...type, ...headers],
        body: bytes,
      };
    });
}

function pathOf(template: string, parameters: readonly Parameter[], { ids, definitions }: Materials) {
  const values = parameters.map(({ name, schema }) =>
    fc
      .oneof(
        { weight: 4, arbitrary: fc.constantFrom(...ids) },
        { weight: 2, arbitrary: valueOf(schema, definitions) },
        { weight: 2, arbitrary: nasty },
      )
      .map((value) => [name, escaped(value).slice(0, 90)] as const),
  );
  return fc
    .tuple(...values)
    .map((given) => given.reduce((path, [name, value]) => path.replace(`{${name}}`, value), template));
}

function queryOf(parameters: readonly Parameter[], { definitions }: Materials): fc.Arbitrary<string> {
  const known = parameters.map(({ name, schema }) => {
    const valid = inPlaceOf[name] ?? valueOf(schema, definitions);
    const value = fc.oneof(
      { weight: 5, arbitrary: valid },
      { weight: 1, arbitrary: inPlaceOf[name] ?? nasty },
    );
    return sometimes(
      2,
      value.map((each) => `${name}=${escaped(each)}`),
    );
  });
  const unknown = fc.tuple(nasty, nasty).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  return fc.tuple(...known, sometimes(10, unknown)).map((given) =>
    given
      .filter((each) => each !== undefined)
      .join('&')
      .slice(0, 6_000),
  );
}

function headersOf(parameters: readonly Parameter[], { definitions }: Materials): fc.Arbitrary<Headers> {
  const known = parameters.map(({ name, schema, required }) => {
    const valid = valueOf(schema, definitions);
    const value = fc.oneof({ weight: 6, arbitrary: valid }, { weight: 1, arbitrary: nasty });
    const header = value.map((each) => [name, plain(each)] as const);
    return required ? fc.option(header, { nil: undefined, freq: 20 }) : sometimes(2, header);
  });
  const others = fc.constantFrom(
    'Accept',
    'X-Request-Id',
    'Idempotency-Key',
    'If-None-Match',
    'Range',
    'Origin',
    'Cookie',
  );
  const other = fc.tuple(others, nasty).map(([name, value]) => [name, plain(value)] as const);
  return fc.tuple(...known, sometimes(3, other)).map((given) => given.filter((each) => each !== undefined));
}

interface Body {
  readonly contentType: string;
  readonly bytes: Buffer;
}

function bodyOf(types: Operation['body'], materials: Materials): fc.Arbitrary<Body | undefined> {
  const ofEach = Object.entries(types).map(([contentType, media]) => ({
    weight: 10,
    arbitrary: bytesOf(contentType, media, materials),
  }));
  const garbage = fc
    .tuple(
      fc.constantFrom(...Object.keys(types), 'application/json', 'text/plain', 'multipart/form-data', 'x'),
      fc.uint8Array({ maxLength: 2_000 }),
    )
    .map(([contentType, bytes]) => ({ contentType, bytes: Buffer.from(bytes) }));
  const none = { weight: ofEach.length > 0 ? 1 : 20, arbitrary: fc.constant(undefined) };
  return fc.oneof(...ofEach, none, { weight: 1, arbitrary: garbage });
}

function bytesOf(
  contentType: string,
  { schema, example }: MediaType,
  materials: Materials,
): fc.Arbitrary<Body> {
  const { definitions, recording } = materials;
  if (contentType === 'multipart/form-data') return formOf(schema, materials);
  if (contentType !== 'application/json')
    return fc
      .oneof(fc.uint8Array({ maxLength: 2_000 }), fc.constant(recording.subarray(0, 2_000)))
      .map((bytes) => ({ contentType, bytes: Buffer.from(bytes) }));
  return fc
    .oneof(
      { weight: 3, arbitrary: valueOf(schema, definitions) },
      { weight: 6, arbitrary: nearlyOf(schema, definitions) },
      { weight: 1, arbitrary: fc.constant(example ?? {}) },
      { weight: 1, arbitrary: nasty },
    )
    .map((value) => ({ contentType, bytes: Buffer.from(JSON.stringify(value) ?? 'undefined') }));
}

function formOf(schema: JsonSchema, { definitions, recording }: Materials): fc.Arbitrary<Body> {
  const file = fc.oneof(
    { weight: 4, arbitrary: fc.constant(recording) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const fields = fc.oneof(valueOf(schema, definitions), nearlyOf(schema, definitions));
  return fc.tuple(file, fields, nasty).map(([content, given, name]) => {
    const parts = Object.entries(given ?? {})
      .filter(([field]) => field !== 'file')
      .map(([field, value]) => textPart(plain(field), textOf(value)));
    const filename = plain(name).replaceAll('"', '');
    const files = content === undefined ? [] : [filePart('file', filename, content)];
    const contentType = `multipart/form-data; boundary=${boundary}`;
    return { contentType, bytes: Buffer.concat([...parts, ...files, lastPart]) };
  });
}

/** One time in so many. */
function sometimes<Value>(inSoMany: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 1, arbitrary: value },
    { weight: inSoMany - 1, arbitrary: fc.constant(undefined) },
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function escaped(value: unknown): string {
  return encodeURIComponent(textOf(value).toWellFormed());
}

/** What may stand in a header, or in the head of a part. */
function plain(value: unknown): string {
  return textOf(value)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 1_000);
}
