import { eventually, type PrivateRabbitMq, type RabbitMqAlarm } from '@meeting-intelligence/testing';
import type { ServiceName } from '@meeting-intelligence/contracts';
import { connect, type Channel, type GetMessage } from 'amqplib';

/** A queue that holds something; `total` counts what consumers have not acknowledged yet too. */
export interface QueueDepth {
  readonly queue: string;
  /** Undefined when the queue does not answer: it has no leader at the moment. */
  readonly total: number | undefined;
}

export interface DeadLetter {
  readonly queue: string;
  readonly jobId: string | undefined;
  /** malformed | permanent | exhausted | poison; `by the broker` where no service of ours had a say. */
  readonly reason: string;
  readonly code: string | undefined;
}

// Live counts of every quorum queue from its own state: the broker's statistics are seconds old. How many queues there are
// comes last: an answer without it is no answer, and does not say that they are empty.
const DEPTHS = `begin Queues = rabbit_amqqueue:list(), lists:flatten([[
  case catch ra:local_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1) of
    {ok, {_, 0}, _} -> "";
    {ok, {_, Total}, _} -> io_lib:format("~s ~w;", [element(4, amqqueue:get_name(Q)), Total]);
    _ -> io_lib:format("~s ?;", [element(4, amqqueue:get_name(Q))])
  end || Q <- Queues], io_lib:format("of ~w queues", [length(Queues)])]) end`;

// What consumers have in hand: given to them and not acknowledged.
const IN_HAND = (prefix: string) => `lists:sum([
  case catch ra:local_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_checked_out/1) of
    {ok, {_, Count}, _} when is_integer(Count) -> Count;
    _ -> 0
  end || Q <- rabbit_amqqueue:list(), lists:prefix("${prefix}", binary_to_list(element(4, amqqueue:get_name(Q))))])`;

const CONSUMER_TIMEOUT_DEFAULT_MS = 1_800_000;
const TICK_DEFAULT_MS = 60_000;

/** The broker of the system under test, as somebody sees it who is no part of the product. */
export class Broker {
  constructor(private readonly server: PrivateRabbitMq) {}

  get url(): string {
    return this.server.amqpUrl;
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  restart(): Promise<void> {
    return this.server.restart();
  }

  /** Every queue that is not empty. */
  async depths(): Promise<QueueDepth[]> {
    const answer = await this.evaluate(DEPTHS, /of [1-9]\d* queues/);
    return [...answer.matchAll(/([\w.-]+) (\d+|\?);/g)].map(([, queue = '', total]) => ({
      queue,
      total: total === '?' ? undefined : Number(total),
    }));
  }

  /** How many messages the consumers of a service have and did not acknowledge yet. */
  async inHand(service: ServiceName): Promise<number> {
    const [, count] = /(\d+)\D*$/.exec(await this.evaluate(IN_HAND(`${service}.`), /\d/)) ?? [];
    return Number(count);
  }

  /** The broker reads nothing from connections that publish until it is `none`. */
  setAlarm(alarm: RabbitMqAlarm | 'none'): Promise<void> {
    return this.server.setAlarm(alarm);
  }

  /** For channels opened from now on, so every connection is closed: a consumer that holds a message longer loses its channel. */
  async setConsumerTimeout(timeoutMs: number | undefined): Promise<void> {
    const tickMs = timeoutMs === undefined ? TICK_DEFAULT_MS : Math.ceil(timeoutMs / 4);
    await this.evaluate(
      `[application:set_env(rabbit, consumer_timeout, ${timeoutMs ?? CONSUMER_TIMEOUT_DEFAULT_MS}),
        application:set_env(rabbit, channel_tick_interval, ${tickMs})]`,
    );
    await this.closeConnections('consumer timeout changed');
  }

  /** As an operator would: every client gets a 320. */
  async closeConnections(reason: string): Promise<number> {
    const answer = await this.evaluate(
      `begin Pids = rabbit_networking:connections(), [rabbit_networking:close_connection(P, "${reason}") || P <- Pids], length(Pids) end`,
    );
    return Number(/\d+/.exec(answer)?.[0] ?? 0);
  }

  /** What is in the dead-letter queues, left where it is. */
  async deadLetters(): Promise<DeadLetter[]> {
    return this.readDeadLetters((channel) => channel.nackAll(true));
  }

  /** Takes the dead letters out, for the next scenario to begin without any. */
  async clearDeadLetters(): Promise<void> {
    await this.readDeadLetters((channel) => channel.ackAll());
  }

  /** Deletes the content of every queue. */
  async purge(): Promise<void> {
    const depths = await this.depths();
    await this.withChannel(async (channel) => {
      for (const { queue } of depths) await channel.purgeQueue(queue);
    });
  }

  /** On a machine at its limits `erl_call` does not always get through at the first try. */
  private evaluate(expression: string, expected = /./): Promise<string> {
    return eventually(
      async () => {
        const answer = await this.server.evaluate(expression);
        if (!expected.test(answer)) throw new Error(`expected ${expected}, got ${answer.slice(0, 200)}`);
        return answer;
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
  }

  private async readDeadLetters(settle: (channel: Channel) => void): Promise<DeadLetter[]> {
    const queues = (await this.depths()).map(({ queue }) => queue).filter((name) => name.endsWith('.dead'));
    if (queues.length === 0) return [];
    return this.withChannel(async (channel) => {
      const letters: DeadLetter[] = [];
      for (const queue of queues) {
        for (let message = await channel.get(queue); message; message = await channel.get(queue)) {
          letters.push(deadLetterOf(queue, message));
        }
      }
      if (letters.length > 0) settle(channel);
      return letters;
    });
  }

  private async withChannel<Result>(work: (channel: Channel) => Promise<Result>): Promise<Result> {
    const connection = await connect(this.url);
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      const result = await work(channel);
      await channel.close();
      return result;
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
}

function deadLetterOf(queue: string, { properties }: GetMessage): DeadLetter {
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
  return {
    queue,
    jobId: text('x-job-id'),
    reason: text('x-dead-reason') ?? 'by the broker',
    code: text('x-error-code'),
  };
}
