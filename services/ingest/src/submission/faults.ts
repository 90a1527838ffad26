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

/** RFC 6901; names from outside are cut and cleaned before they are shown. */
export function pointerTo(names: readonly string[]): string {
  const shown = names.map((name) => name.replace(/\p{C}/gu, '').slice(0, 60));
  return shown.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function rejectionFor(faults: readonly Fault[]): RejectedRequest {
  const names = faults.map((fault) => fault.pointer.slice(1)).join(', ');
  return new RejectedRequest(
    'INVALID_REQUEST',
    `${faults.length === 1 ? 'a field is' : 'fields are'} not as expected: ${names}`,
    { faults },
  );
}
