import type { ServiceName } from '@meeting-intelligence/contracts';
import {
  DEFAULT_TIMINGS,
  ManagedProcess,
  type Console,
  type ProcessDefinition,
  type Timings,
} from '@meeting-intelligence/local';
import { eventually, freePort } from '@meeting-intelligence/testing';
import { FaultPlan, type ProcessFaults } from '../injectors/index.js';

/** Restarted at once, however often it dies: an orchestrator's patience is not what is judged. */
const TIMINGS: Timings = {
  ...DEFAULT_TIMINGS,
  restartDelayMs: 20,
  maxRestartDelayMs: 20,
  stopTimeoutMs: 20_000,
};

export interface ServiceSettings {
  /** Replaces what the service has in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly copies?: number;
}

interface Copy {
  readonly process: ManagedProcess;
  readonly definition: ProcessDefinition;
}

/** The processes of one service: one copy, or several; each with the preload that injects faults when it is told to. */
export class ServiceProcesses {
  private copies: Copy[] = [];
  private settings: ServiceSettings = {};
  private exit = 'nothing yet';

  private constructor(
    readonly name: ServiceName,
    private readonly definition: ProcessDefinition,
    private readonly plan: FaultPlan,
    private readonly logFolder: string,
    private readonly console: Console,
  ) {}

  static async define(
    definition: ProcessDefinition,
    folders: { readonly faults: string; readonly logs: string },
    console: Console,
  ): Promise<ServiceProcesses> {
    const plan = await FaultPlan.in(folders.faults);
    return new ServiceProcesses(definition.name as ServiceName, definition, plan, folders.logs, console);
  }

  get pids(): number[] {
    return this.copies.flatMap(({ process }) => process.pid ?? []);
  }

  /** Where the HTTP APIs of the copies answer, for the services that have one. */
  get ports(): number[] {
    return this.copies.map(({ definition }) => Number(definition.env.PORT));
  }

  /** Whether it runs as it was defined: one copy, nothing changed. */
  get isPlain(): boolean {
    return this.copies.length === 1 && Object.keys(this.settings).length === 0;
  }

  /** Starts it, or starts it anew with other settings; resolves when all copies are ready. */
  async start(settings: ServiceSettings = {}): Promise<void> {
    await this.launch(settings);
    await this.ready();
  }

  /** As `start`, but waits for nothing: what it needs may not be there yet. */
  async launch(settings: ServiceSettings = {}): Promise<void> {
    await this.stop();
    this.settings = settings;
    const numbers = Array.from({ length: settings.copies ?? 1 }, (_, index) => index + 1);
    this.copies = await Promise.all(numbers.map((number) => this.copy(number)));
    for (const copy of this.copies) void this.keepStarting(copy);
  }

  async stop(): Promise<void> {
    const { copies } = this;
    this.copies = [];
    await Promise.all(copies.map(({ process }) => process.stop()));
  }

  /** Resolves when every copy runs and says that it is ready. */
  async ready(timeoutMs = 60_000): Promise<void> {
    await eventually(
      async () => {
        for (const { definition } of this.copies) {
          const answer = await fetch(definition.readyUrl, { signal: AbortSignal.timeout(2_000) });
          const text = await answer.text();
          if (!answer.ok) throw new Error(`${definition.name} is not ready: ${text}`);
        }
      },
      { timeoutMs, intervalMs: 100 },
    );
  }

  /** How the last process ended that was not stopped from here: `status 0`, `SIGKILL`. */
  get lastExit(): string {
    return this.exit;
  }

  /** Sends a signal to the first copy; resolves when that process is gone. The launcher starts it again. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const process_ = this.copies[0]?.process;
    const pid = process_?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    process.kill(pid, signal);
    await eventually(
      () => {
        if (process_?.pid === pid) throw new Error(`${this.name} did not end after ${signal}`);
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
  }

  /** Switches faults on in the running processes; they are met by the copies together. */
  async arm(faults: ProcessFaults): Promise<FaultPlan> {
    await this.plan.arm(faults);
    return this.plan;
  }

  async disarm(): Promise<void> {
    await this.plan.disarm();
  }

  /** A process that dies before it was ever ready is started again too: a fault may meet it that early. */
  private async keepStarting(copy: Copy): Promise<void> {
    while (this.copies.includes(copy)) {
      try {
        return await copy.process.start();
      } catch (error) {
        this.console.say((error as Error).message);
      }
    }
  }

  private async copy(number: number): Promise<Copy> {
    const name = number === 1 ? this.definition.name : `${this.definition.name}-${number}`;
    const ports = number === 1 ? {} : await this.freshPorts();
    const own: Record<string, string> = { ...this.definition.env, ...this.settings.env, ...ports };
    const env: Record<string, string> = { ...own, ...this.plan.environment(own.NODE_OPTIONS) };
    const definition = {
      ...this.definition,
      name,
      env,
      readyUrl: `http://127.0.0.1:${env.HEALTH_PORT}/ready`,
    };
    return { definition, process: new ManagedProcess(definition, this.logFolder, this.watched, TIMINGS) };
  }

  /** The launcher tells how a process ended, and nobody else does. */
  private get watched(): Console {
    return {
      ...this.console,
      say: (text) => {
        this.exit = /ended with (SIG[A-Z]+|status \d+):/.exec(text)?.[1] ?? this.exit;
        this.console.say(text);
      },
    };
  }

  private async freshPorts(): Promise<Record<string, string>> {
    const health = { HEALTH_PORT: String(await freePort('0.0.0.0')) };
    return 'PORT' in this.definition.env ? { ...health, PORT: String(await freePort('0.0.0.0')) } : health;
  }
}
