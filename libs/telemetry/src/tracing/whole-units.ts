import { trace, type Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { currentLogContext } from '../log-context.js';
import { attributeNames } from '../semantic-conventions.js';
import { scrubSpan } from './scrub-span.js';

interface Unit {
  readonly root: Span;
  /** Ended spans that wait for the root; undefined when it has ended. */
  held?: ReadableSpan[];
}

/** More than one unit of work should have; a stream that is open for hours may. Then spans leave before their root. */
const MOST_HELD = 2_000;

/**
 * Lets the spans of one unit of work (a request, the handling of a message) leave together, when its first span ends.
 * So a process that is killed leaves no spans without their parent, and what was done for a request before it was known
 * to be about a job carries the `job_id` too. The spans of a handler that takes ten minutes appear after ten minutes.
 */
export class WholeUnits implements SpanProcessor {
  private readonly unitOf = new WeakMap<object, Unit>();
  private readonly open = new Set<Unit>();

  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, parentContext: Context): void {
    this.next.onStart(span, parentContext);
    const { job_id } = currentLogContext();
    if (job_id !== undefined && span.attributes[attributeNames.jobId] === undefined)
      span.setAttribute(attributeNames.jobId, job_id);
    const parent = trace.getSpan(parentContext);
    const unit = (parent && this.unitOf.get(parent)) ?? this.begin(span);
    this.unitOf.set(span, unit);
  }

  onEnd(span: ReadableSpan): void {
    const unit = this.unitOf.get(span);
    if (!unit?.held) return this.letGo(span, unit);
    unit.held.push(span);
    const isOver = unit.root === (span as object);
    if (!isOver && unit.held.length < MOST_HELD) return;
    for (const held of unit.held.splice(0)) this.letGo(held, unit);
    if (isOver) this.end(unit);
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  /** The process ends: what waits leaves without its root. */
  shutdown(): Promise<void> {
    for (const unit of this.open) {
      for (const held of unit.held ?? []) this.letGo(held, unit);
      this.end(unit);
    }
    return this.next.shutdown();
  }

  private begin(root: Span): Unit {
    const unit: Unit = { root, held: [] };
    this.open.add(unit);
    return unit;
  }

  private end(unit: Unit): void {
    delete unit.held;
    this.open.delete(unit);
  }

  private letGo(span: ReadableSpan, unit: Unit | undefined): void {
    const jobId = unit?.root.attributes[attributeNames.jobId];
    if (jobId !== undefined) span.attributes[attributeNames.jobId] ??= jobId;
    scrubSpan(span);
    this.next.onEnd(span);
  }
}
