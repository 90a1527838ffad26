import { RejectedRequest, type Fault } from '@meeting-intelligence/http';
import type { z } from 'zod';
import { pointerTo } from './json-pointer.js';

/**
 * A JSON body or a query as its schema has it.
 *
 * @throws RejectedRequest with every fault; nothing is repeated of what came
 */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(faultsOf);
  throw new RejectedRequest(
    'INVALID_REQUEST',
    `not as expected: ${faults.map(({ pointer }) => pointer.slice(1) || 'the body').join(', ')}`,
    { faults },
  );
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const { path, code, message } = issue;
  if (code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      return {
        pointer: pointerTo([...path, key]),
        code: 'unknown',
        detail: 'expected no field of this name',
      };
    });
  const pointer = pointerTo(path);
  if (path.length > 0 && issue.input === undefined && code === 'invalid_type')
    return [{ pointer, code: 'missing', detail: message }];
  const isTooLong = code === 'too_big' && issue.origin === 'string';
  return [{ pointer, code: isTooLong ? 'too_long' : 'invalid', detail: message }];
}
