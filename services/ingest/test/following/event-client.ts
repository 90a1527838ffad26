import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface ReceivedEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: Record<string, unknown>;
}

/** What a browser's EventSource does, without coming back by itself. */
export class EventClient {
  readonly events: ReceivedEvent[] = [];
  /** As it would be sent when coming back. */
  lastEventId?: string;
  pings = 0;
  /** Resolves when nothing more comes, whoever ended it. */
  readonly ended: Promise<void>;
  private buffer = '';

  private constructor(
    private readonly response: IncomingMessage,
    private readonly onEvent?: (client: EventClient) => void,
  ) {
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    response.on('error', () => undefined).once('close', ended.resolve);
    response.setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  static async open(
    url: string,
    {
      key,
      lastEventId,
      onEvent,
    }: {
      readonly key?: string;
      readonly lastEventId?: string;
      readonly onEvent?: (client: EventClient) => void;
    } = {},
  ): Promise<EventClient> {
    const headers = {
      accept: 'text/event-stream',
      ...(key && { authorization: `Bearer ${key}` }),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    };
    const sent = request(url, { headers, agent: false });
    sent.on('error', () => undefined).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return new EventClient(response, onEvent);
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  /** The numbers of the events, in the order in which they came. */
  get sequences(): unknown[] {
    return this.events.filter(({ event }) => event === 'job.status').map(({ data }) => data.sequence);
  }

  close(): void {
    this.response.destroy();
  }

  /** Takes nothing more, without going away. */
  stall(): void {
    this.response.pause();
  }

  takeOn(): void {
    this.response.resume();
  }

  /** Whether the server ended it, in contrast to a connection that was cut. */
  get isWhole(): boolean {
    return this.response.complete;
  }

  private read(text: string): void {
    this.buffer += text;
    for (let end = this.buffer.indexOf('\n\n'); end >= 0; end = this.buffer.indexOf('\n\n')) {
      const block = this.buffer.slice(0, end);
      this.buffer = this.buffer.slice(end + 2);
      this.dispatch(block.split('\n'));
      if (this.response.destroyed) return;
    }
  }

  private dispatch(lines: readonly string[]): void {
    if (lines[0] === ': ping') this.pings += 1;
    const field = (name: string) =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const [id, event, data] = [field('id'), field('event'), field('data')];
    if (id !== undefined) this.lastEventId = id;
    if (data === undefined) return;
    this.events.push({ id, event, data: JSON.parse(data) as ReceivedEvent['data'] });
    this.onEvent?.(this);
  }
}
