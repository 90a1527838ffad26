import { envelope, eventDefinition, type WireEnvelope } from '@meeting-intelligence/contracts';
import type { z } from 'zod';
import { eventTypeOf, type DeadMessage } from './dead-message.js';

/** Everything that is wrong with an edited event, for the person who edited it. */
export class EditFaults extends Error {
  override readonly name = 'EditFaults';

  constructor(readonly faults: readonly string[]) {
    super(
      `the edited event has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
}

/** They are computed, or say whose the event is; where the data is stored is decided when it is published. */
const FIXED = [
  'specversion',
  'id',
  'type',
  'source',
  'subject',
  'generation',
  'owner',
  'causationid',
  'dataref',
] as const;

/** The event as somebody edits it: without the checkpoint, which speaks of the event as it was. */
export function editableText({ body }: DeadMessage): string {
  const text = body.toString('utf8');
  const event = withoutCheckpoint(objectIn(text) ?? {});
  return Object.keys(event).length === 0 ? text : `${JSON.stringify(event, null, 2)}\n`;
}

/** @throws EditFaults with each of them */
export function readEdited(text: string, message: DeadMessage): WireEnvelope {
  const edited = objectIn(text);
  if (!edited) throw new EditFaults([`expected a JSON object, got ${whyNotJson(text)}`]);
  const event = withoutCheckpoint(edited);
  const result = envelope.safeParse(event);
  const faults = [
    ...changedAttributes(event, message),
    ...(result.success ? [] : describeAll(result.error)),
    ...dataFaults(event),
  ];
  if (!result.success || faults.length > 0) throw new EditFaults([...new Set(faults)]);
  return event as WireEnvelope; // with attributes that this build does not know
}

/** An attribute that the dead letter itself had in no usable form may be repaired. */
function changedAttributes(event: Record<string, unknown>, message: DeadMessage): string[] {
  const original = objectIn(message.body.toString('utf8')) ?? {};
  const shape = envelope.shape as Record<string, z.ZodType>;
  const faults = FIXED.filter(
    (name) => shape[name]?.safeParse(original[name]).success && event[name] !== original[name],
  ).map(
    (name) =>
      `${name}: cannot be edited, expected ${JSON.stringify(original[name]) ?? 'none'}, got ${JSON.stringify(event[name]) ?? 'none'}`,
  );
  const type = eventTypeOf(message.queue);
  if (original.type !== event.type && event.type !== type)
    faults.push(
      `type: expected "${type}", which is what the queue takes, got ${JSON.stringify(event.type) ?? 'none'}`,
    );
  return faults;
}

function dataFaults({ type, data, dataref }: Record<string, unknown>): string[] {
  const definition = typeof type === 'string' ? eventDefinition(type) : undefined;
  if (!definition)
    return [`type: expected an event of contracts/pipeline.ts, got ${JSON.stringify(type) ?? 'none'}`];
  if (dataref !== undefined)
    return data === undefined
      ? []
      : ['data: the event has its data in the object store (dataref), expected none here'];
  const result = definition.schema.safeParse(data);
  return result.success ? [] : describeAll(result.error, 'data');
}

function describeAll({ issues }: z.ZodError, ...above: string[]): string[] {
  return issues.map(
    ({ path, message }) => `${[...above, ...path.map(String)].join('.') || '(root)'}: ${message}`,
  );
}

function withoutCheckpoint(event: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'checkpoint'));
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function whyNotJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? 'an array' : String(value === null ? null : typeof value);
  } catch (error) {
    return (error as Error).message;
  }
}
