import { randomUUID } from 'node:crypto';
import { eventDefinition, type EventDefinition } from '@meeting-intelligence/contracts';
import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';

/**
 * - not-json: bytes that are none; a `malformed` dead letter
 * - not-an-envelope: JSON of another shape; a `malformed` dead letter
 * - wrong-data: a sound envelope whose data break the contract of its event; a `permanent` dead letter
 */
export type Malformation = 'not-json' | 'not-an-envelope' | 'wrong-data';

/** Found again in the dead-letter queue by its job id (header `x-job-id`). */
export interface PlacedMessage {
  /** Work queue, without the prefix. */
  readonly queue: string;
  readonly jobId: string;
  readonly eventId: string;
}

/** A way to the broker beside the services. Queues are named without the prefix; each publish is confirmed. */
export interface BrokerDoor {
  /** What none of our services publishes, straight into a work queue. */
  placeMalformed(queue: string, how: Malformation): Promise<PlacedMessage>;
  /** A sound event of a version that nobody knows: `job.submitted.v1` becomes `job.submitted.v99`. */
  placeUnknownVersion(queue: string): Promise<PlacedMessage>;
  /**
   * The example event of this queue, for a job of its own that no ledger knows. Poison, when its service is armed with
   * `{ point: 'receive', matching: jobId, always: true }` first.
   */
  placePoison(queue: string, jobId?: string): Promise<PlacedMessage>;
  /** Under its consumers; what is in it is lost. Returns how many messages were ready in it. */
  deleteQueue(queue: string): Promise<number>;
  /** How many messages are ready; undefined when there is no such queue. */
  depth(queue: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function openBrokerDoor(amqpUrl: string, prefix = ''): Promise<BrokerDoor> {
  const connection = await connect(amqpUrl, {
    noDelay: true,
    clientProperties: { connection_name: 'faults' },
  });
  connection.on('error', () => undefined); // the call that caused it rejects
  const place = async (queue: string, message: Message): Promise<PlacedMessage> => {
    await withChannel(connection.createConfirmChannel(), (channel) => send(channel, prefix + queue, message));
    return { queue, jobId: message.jobId, eventId: message.eventId };
  };
  return {
    placeMalformed: async (queue, how) => place(queue, malformed(exampleFor(queue), how)),
    placeUnknownVersion: async (queue) => place(queue, ofUnknownVersion(exampleFor(queue))),
    placePoison: async (queue, jobId) => place(queue, exampleFor(queue, jobId)),
    deleteQueue: (queue) =>
      withChannel(connection.createChannel(), async (channel) => {
        const { messageCount } = await channel.deleteQueue(prefix + queue);
        return messageCount;
      }),
    depth: (queue) => depthOf(connection, prefix + queue),
    close: () => connection.close(),
  };
}

interface Message {
  readonly type: string;
  readonly jobId: string;
  readonly eventId: string;
  readonly body: unknown;
}

/** The example of the contract for the event type in the queue's name, `<service>.<type>`. */
function exampleFor(queue: string, jobId: string = randomUUID()): Message & { readonly body: object } {
  const type = queue.slice(queue.indexOf('.') + 1);
  const definition: EventDefinition | undefined = eventDefinition(type);
  if (!definition) throw new Error(`expected a queue named <service>.<event type>, got ${queue}`);
  const eventId = randomUUID();
  const body = {
    specversion: '1.0',
    id: eventId,
    type,
    source: 'faults',
    subject: jobId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${type}.schema.json`,
    generation: 1,
    owner: 'faults',
    data: definition.example,
  };
  return { type, jobId, eventId, body };
}

function malformed(example: Message & { readonly body: object }, how: Malformation): Message {
  switch (how) {
    case 'not-json':
      return { ...example, body: undefined };
    case 'not-an-envelope':
      return { ...example, body: { task: 'process_meeting', args: [example.jobId] } };
    case 'wrong-data':
      return { ...example, body: { ...example.body, data: 'what the contract does not say' } };
  }
}

function ofUnknownVersion(example: Message & { readonly body: object }): Message {
  const type = example.type.replace(/\.v\d+$/, '.v99');
  return { ...example, type, body: { ...example.body, type, dataschema: `${type}.schema.json` } };
}

async function send(channel: ConfirmChannel, queue: string, message: Message): Promise<void> {
  const { type, jobId, eventId, body } = message;
  const bytes = Buffer.from(body === undefined ? '\x00\xff{ not JSON' : JSON.stringify(body));
  let isReturned = false;
  channel.on('return', () => (isReturned = true));
  channel.sendToQueue(queue, bytes, {
    persistent: true,
    mandatory: true,
    messageId: eventId,
    type,
    contentType: 'application/cloudevents+json',
    headers: { 'x-job-id': jobId, 'x-copy': randomUUID() },
  });
  await channel.waitForConfirms();
  if (isReturned) throw new Error(`there is no queue ${queue}`);
}

async function depthOf(connection: ChannelModel, queue: string): Promise<number | undefined> {
  try {
    return await withChannel(connection.createChannel(), async (channel) => {
      const { messageCount } = await channel.checkQueue(queue);
      return messageCount;
    });
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}

/** A channel for each call: one that asks for what is not there is closed by the broker. */
async function withChannel<Kind extends Channel, Result>(
  opening: Promise<Kind>,
  work: (channel: Kind) => Promise<Result>,
): Promise<Result> {
  const channel = await opening;
  let isOpen = true;
  channel.on('error', () => undefined); // the call that caused it rejects
  channel.on('close', () => (isOpen = false));
  try {
    return await work(channel);
  } finally {
    if (isOpen) await channel.close();
  }
}
