import { dirname, join } from 'node:path';
import { productionRequire } from './production-require.js';

export type Headers = Readonly<Record<string, unknown>>;
export interface PublishOptions {
  readonly headers?: Headers;
}
export interface Message {
  readonly properties: { readonly type?: string; readonly headers?: Headers };
}
/** `null`: the broker has ended the consumer. */
export type OnMessage = (message: Message | null) => void;
export type Confirm = (error: unknown) => void;
export type Publish = (
  this: AmqpChannel,
  exchange: string,
  routingKey: string,
  content: Buffer,
  options?: PublishOptions,
  confirm?: Confirm,
) => boolean;

/** Of amqplib 2: what its types leave out, and as functions that can be replaced. */
export interface AmqpChannel {
  readonly ch: number;
  readonly connection: {
    readonly stream: { write(bytes: Buffer): boolean };
    readonly channels: readonly ({ readonly buffer: { read(): Buffer | null } } | null)[];
  };
  consume: (this: AmqpChannel, queue: string, onMessage: OnMessage, options?: object) => Promise<unknown>;
  ack: (this: AmqpChannel, message: Message, allUpTo?: boolean) => void;
}

interface ChannelModelFile {
  readonly Channel: { readonly prototype: AmqpChannel };
  readonly ConfirmChannel: { readonly prototype: { publish: Publish } };
}

export function channelClasses(): ChannelModelFile {
  // The package's `exports` show its API only; a path has no such limits.
  const folder = dirname(productionRequire.resolve('amqplib'));
  return productionRequire(join(folder, 'lib', 'channel_model.js')) as ChannelModelFile;
}

/** Into the socket now: amqplib does it in a later turn of the event loop, and a process to be killed has none. */
export function flush({ connection, ch }: AmqpChannel): void {
  const buffer = connection.channels[ch]?.buffer;
  const frames: Buffer[] = [];
  for (let frame = buffer?.read(); frame; frame = buffer?.read()) frames.push(frame);
  connection.stream.write(Buffer.concat(frames));
}
