import { connect, type Socket } from 'node:net';
import { Flow, type FlowEvents } from './flow.js';
import type { Toxic } from './toxics.js';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

export interface ConnectionOptions {
  readonly client: Socket;
  readonly target: ProxyTarget;
  readonly toxic: Toxic;
  readonly events: Omit<FlowEvents, 'onCut'>;
  readonly onClose: () => void;
}

const INTRODUCTION_BYTES = 4_096;

/** A client and, once something may pass, its connection to the target. */
export class ProxiedConnection {
  private readonly client: Socket;
  private server?: Socket;
  private flows: readonly Flow[] = [];
  private toxic: Toxic;
  private introduction = '';
  private isClosed = false;

  constructor(private readonly options: ConnectionOptions) {
    this.client = options.client;
    this.toxic = options.toxic;
    this.watch(this.client);
    this.connectUnlessHeld();
  }

  change(toxic: Toxic): void {
    this.toxic = toxic;
    if (toxic.kind === 'partition') this.options.events.onMet(toxic);
    this.changeFlows();
    this.connectUnlessHeld();
  }

  /** Both sides see a reset, whatever was on its way. */
  reset(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const flow of this.flows) flow.stop();
    for (const socket of [this.client, this.server])
      if (socket?.destroyed === false) socket.resetAndDestroy();
    this.options.onClose();
  }

  private connectUnlessHeld(): void {
    if (this.server || this.isClosed || this.toxic.kind === 'partition') return;
    this.server = connect({ ...this.options.target, allowHalfOpen: true, noDelay: true });
    this.watch(this.server);
    const { client, server, ownToxic } = this;
    client.on('data', (bytes) => this.hear(bytes)); // before it is passed on
    const events = {
      ...this.options.events,
      onCut: () => {
        this.options.events.onMet(this.toxic);
        this.reset();
      },
    };
    this.flows = [
      new Flow('to-server', client, server, ownToxic, events),
      new Flow('to-client', server, client, ownToxic, events),
    ];
  }

  /** Takes down who the client is. */
  private hear(bytes: Buffer): void {
    const missing = INTRODUCTION_BYTES - this.introduction.length;
    if (missing <= 0) return;
    this.introduction += bytes.toString('latin1', 0, missing);
    if (this.toxic.kind === 'drop') this.changeFlows();
  }

  private changeFlows(): void {
    for (const flow of this.flows) flow.change(this.ownToxic);
  }

  /** The toxic, unless it is meant for another client. */
  private get ownToxic(): Toxic {
    const { toxic } = this;
    return toxic.kind === 'drop' && !this.introduction.includes(toxic.client) ? { kind: 'pass' } : toxic;
  }

  private watch(socket: Socket): void {
    socket.on('error', () => this.reset()); // refused, reset: so is the other side
    socket.on('close', () => {
      // An orderly end was passed on as such, in both directions.
      const { client, server } = this;
      if (client.destroyed && (server?.destroyed ?? true)) this.reset();
    });
  }
}
