import { RejectedRequest, type Fault } from '@meeting-intelligence/http';

interface Issue {
  readonly code: string;
  readonly params?: unknown;
}

/** @param value what was sent: of a form, text */
export function faultCodeOf(issue: Issue, value: unknown): Fault['code'] {
  if (value === '') return 'empty';
  const tooLong = issue.code === 'too_big' || (issue.params as { tooLong?: boolean } | undefined)?.tooLong;
  return tooLong ? 'too_long' : 'invalid';
}

export function rejectionFor(faults: readonly Fault[]): RejectedRequest {
  const names = faults.map((fault) => fault.pointer.slice(1)).join(', ');
  return new RejectedRequest(
    'INVALID_REQUEST',
    `${faults.length === 1 ? 'a field is' : 'fields are'} not as expected: ${names}`,
    { faults },
  );
}
