import { RejectedRequest, type Fault } from '@meeting-intelligence/http';
import { pointerTo } from '../http/json-pointer.js';
import { faultCodeOf, rejectionFor } from '../submission/faults.js';
import type { Submission } from '../submission/submission.js';
import { jobForm } from './job-form.js';
import type { TextPart } from './read-multipart.js';

const known: ReadonlySet<string> = new Set(Object.keys(jobForm.shape));
export const fileFields: readonly string[] = ['file', 'recording'];

/** Gathers the fields and everything that is wrong with the request, so that a client hears of all of it at once. */
export class CollectedForm {
  private readonly values = new Map<string, string>();
  private readonly faults: Fault[] = [];
  private readonly faultyFields = new Set<string>();

  get isFaulty(): boolean {
    return this.faults.length > 0;
  }

  add({ name, value, isTruncated }: TextPart): void {
    if (fileFields.includes(name)) {
      this.fault(name, 'invalid', 'expected a file, got text (a file part has a file name)');
    } else if (!known.has(name)) {
      this.fault(name, 'unknown', `expected one of ${[...fileFields, ...known].join(', ')}`);
    } else if (this.values.has(name)) {
      this.fault(name, 'duplicate', 'expected the field once');
    } else if (isTruncated) {
      this.values.set(name, '');
      this.fault(name, 'too_long', 'expected at most 64 KiB');
    } else {
      this.values.set(name, value);
    }
  }

  /** Only the first fault of a field is told; `path` leads to it inside the field. */
  fault(name: string, code: Fault['code'], detail: string, path: readonly string[] = []): void {
    const field = pointerTo([name]);
    if (this.faultyFields.has(field)) return;
    this.faultyFields.add(field);
    this.faults.push({ pointer: pointerTo([name, ...path]), code, detail });
  }

  /** @throws RejectedRequest with every fault that was found */
  parsed(): Submission {
    const result = jobForm.safeParse(Object.fromEntries(this.values));
    for (const issue of result.error?.issues ?? []) {
      const [name = '', ...path] = issue.path.map(String);
      this.fault(name, faultCodeOf(issue, this.values.get(name)), issue.message, path);
    }
    if (result.success && !this.isFaulty) return result.data;
    throw rejection(this.faults);
  }
}

function rejection(faults: readonly Fault[]): RejectedRequest {
  const [first, ...others] = faults;
  const aboutFile = first && others.length === 0 && first.pointer === '/file';
  if (aboutFile && first.code === 'missing')
    return new RejectedRequest('RECORDING_MISSING', first.detail, { faults });
  if (aboutFile && first.code === 'empty')
    return new RejectedRequest('RECORDING_EMPTY', first.detail, { faults });
  return rejectionFor(faults);
}
