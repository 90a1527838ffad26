import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { Answer } from '../bad-input/exchange.js';
import type { Operation, ServedDescription } from '../operation.js';

/** What every operation may answer with before it is asked (`default` of its description). */
const ofEveryOperation = [400, 404, 408, 413, 414, 415, 422, 431];

/** Holds answers to the description: status, media type, shape, and what every problem has. */
export function describedAnswers({ components }: ServedDescription) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'description', components });
  const validators = new Map<unknown, ReturnType<typeof ajv.compile>>();

  const expectValid = (schema: object, body: string) => {
    const local = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"description#/components/'),
    ) as object;
    const validate = validators.get(schema) ?? ajv.compile(local);
    validators.set(schema, validate);
    const isValid = validate(JSON.parse(body));
    expect(isValid, `${ajv.errorsText(validate.errors)} in ${body.slice(0, 1_000)}`).toBe(true);
  };

  return (operation: Operation, answer: Answer, { isHead = false } = {}): void => {
    const { status, headers, body } = answer;
    const what = `${operation.operationId} answered ${status} ${body.slice(0, 500)}`;
    const response = operation.responses[status] ?? operation.responses.default;
    const isListed = status in operation.responses;
    expect(isListed || ofEveryOperation.includes(status), `${what}, which is not described`).toBe(true);
    expect(status < 500 || (isListed && status === 501), what).toBe(true);
    expect(headers['x-request-id'], what).toMatch(/^[\w.-]{1,128}$/);
    if (status >= 400 && !isHead) {
      expect(headers['content-type'], what).toBe('application/problem+json; charset=utf-8');
      expect((JSON.parse(body) as { request_id: string }).request_id).toBe(headers['x-request-id']);
    }
    const content = response?.content;
    if (!content || isHead) return expect(body, what).toBe('');
    const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]!;
    expect(Object.keys(content), what).toContain(mediaType);
    if (mediaType.endsWith('json')) expectValid(content[mediaType]!.schema, body);
  };
}
