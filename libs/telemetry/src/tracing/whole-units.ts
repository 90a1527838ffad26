import { SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { currentLogContext } from '../log-context.js';
import { attributeNames } from '../semantic-conventions.js';
import { scrubSpan } from './scrub-span.js';

interface Unit {
  readonly root: Span;
  /** Ended spans that wait for the root; undefined when it has ended. */
  held?: ReadableSpan[];
}

/** On the span itself: a WeakMap of all spans would double what this costs. */
const unitOf = Symbol('unit of work');
interface Member {
  [unitOf]?: Unit;
}

/** More than one unit of work should have. Then its spans leave before their root. */
const MOST_HELD = 2_000;
/** In the process, some 30 MB. Then those of the unit that has had them for longest leave. */
const MOST_HELD_IN_ALL = 10_000;

/** What surrounds the statements of a transaction says nothing that they do not, unless it fails. */
const isBookkeeping = ({ name, status }: ReadableSpan) =>
  status.code !== SpanStatusCode.ERROR &&
  /^pg\.query:(START|BEGIN|SET|SAVEPOINT|RELEASE|COMMIT|ROLLBACK)\b/.test(name);

/**
 * Lets the spans of one unit of work (a request, the handling of a message) leave together, when its first span ends.
 * So a process that is killed leaves no spans without their parent, and what was done for a request before it was known
 * to be about a job carries the `job_id` too. The spans of a handler that takes ten minutes appear after ten minutes.
 */
export class WholeUnits implements SpanProcessor {
  /** The one that has let spans go is the youngest again. */
  private readonly open = new Set<Unit>();
  private heldInAll = 0;

  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, parentContext: Context): void {
    this.next.onStart(span, parentContext);
    const { job_id } = currentLogContext();
    if (job_id !== undefined) span.attributes[attributeNames.jobId] ??= job_id;
    const parent = trace.getSpan(parentContext) as Member | undefined;
    (span as Member)[unitOf] = parent?.[unitOf] ?? this.begin(span);
  }

  onEnd(span: ReadableSpan): void {
    if (isBookkeeping(span)) return;
    const unit = (span as Member)[unitOf];
    if (!unit?.held) return this.letGo(span, unit);
    unit.held.push(span);
    this.heldInAll += 1;
    if (unit.root === (span as object)) this.end(unit);
    else if (unit.held.length >= MOST_HELD) this.letAllGo(unit, unit.held);
    else if (this.heldInAll > MOST_HELD_IN_ALL) this.makeRoom();
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  /** The process ends: what waits leaves without its root. */
  shutdown(): Promise<void> {
    for (const unit of this.open) this.end(unit);
    return this.next.shutdown();
  }

  private begin(root: Span): Unit {
    const unit: Unit = { root, held: [] };
    this.open.add(unit);
    return unit;
  }

  private end(unit: Unit): void {
    if (unit.held) this.letAllGo(unit, unit.held);
    delete unit.held;
    this.open.delete(unit);
  }

  private makeRoom(): void {
    for (const unit of this.open) {
      if (unit.held?.length) return this.letAllGo(unit, unit.held);
    }
  }

  private letAllGo(unit: Unit, held: ReadableSpan[]): void {
    this.heldInAll -= held.length;
    for (const span of held.splice(0)) this.letGo(span, unit);
    this.open.delete(unit);
    this.open.add(unit);
  }

  private letGo(span: ReadableSpan, unit: Unit | undefined): void {
    const jobId = unit?.root.attributes[attributeNames.jobId];
    if (jobId !== undefined) span.attributes[attributeNames.jobId] ??= jobId;
    scrubSpan(span);
    this.next.onEnd(span);
  }
}
