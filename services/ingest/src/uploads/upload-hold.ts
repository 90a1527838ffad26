import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@meeting-intelligence/errors';
import type { Upload } from './upload.js';
import type { Uploads } from './uploads.js';

export interface HoldTimes {
  /** How long the hold of a process outlives it. */
  readonly leaseMs: number;
  /** Between two renewals; who is asked to let go looks this long whether anything still arrives. */
  readonly beatMs: number;
  /** How long who comes second waits for an answer. */
  readonly patienceMs: number;
  /** How long who only looks waits for it: as long as a holder that lives needs. After that what is counted is all that is known. */
  readonly glanceMs: number;
}

export const holdTimes: HoldTimes = { leaseMs: 10_000, beatMs: 1_000, patienceMs: 4_000, glanceMs: 2_500 };

/** What a holder does while it holds. */
interface Activity {
  /** Grows while it gets on. */
  readonly progress: () => number;
  /** Called once: another connection goes on in its place, or the hold is lost. */
  readonly end: (why: AppError) => void;
}

/**
 * One at a time writes to an upload, in whatever replica. A client whose connection is cut without a word comes again while
 * we still wait for that connection; so the one who comes second asks, and the first lets go unless it still gets on. Who is
 * dead is waited for no longer than its lease.
 */
export class UploadHold {
  private readonly token = randomUUID();
  private timer?: NodeJS.Timeout;
  private renewal: Promise<void> = Promise.resolve();
  private progressWhenAsked?: number;

  private constructor(
    private readonly uploads: Uploads,
    private readonly id: string,
    private readonly times: HoldTimes,
  ) {}

  /** @throws AppError UPLOAD_NOT_FOUND; UPLOAD_LOCKED where the other one gets on, or does not answer */
  static async take(
    uploads: Uploads,
    id: string,
    owner: string,
    times: HoldTimes = holdTimes,
  ): Promise<{ readonly hold: UploadHold; readonly upload: Upload }> {
    const hold = new UploadHold(uploads, id, times);
    let isFree = true;
    for (let asked = 0; isFree && asked < 2; asked += 1) {
      const upload = await uploads.hold(id, owner, hold.token, times.leaseMs);
      if (upload) return { hold, upload };
      if (!(await uploads.find(id, owner))) throw uploadNotFound();
      isFree = await becomesFree(uploads, id, times.patienceMs);
    }
    throw new AppError('UPLOAD_LOCKED', 'another connection is busy with this upload; try again in a moment');
  }

  get holder(): string {
    return this.token;
  }

  /** Without it the hold is never let go before `release`. */
  keepWhile({ progress, end }: Activity): void {
    const beat = async () => {
      const before = this.progressWhenAsked;
      const refuse = before !== undefined && progress() !== before;
      const renewed = await this.uploads.renew(this.id, this.token, this.times.leaseMs, refuse);
      if (!renewed) return end(lost());
      if (!renewed.isAsked) this.progressWhenAsked = undefined;
      else if (before === undefined) this.progressWhenAsked = progress();
      else if (!refuse) end(new AppError('UPLOAD_LOCKED', 'another connection goes on with this upload'));
    };
    this.timer = setInterval(() => {
      // While the database is away nobody else gets the hold, and what is stored is only counted under it.
      this.renewal = this.renewal.then(beat).catch(() => undefined);
    }, this.times.beatMs).unref();
  }

  /** Resolves also where the hold is lost; where the database is away it ends by itself. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewal;
    await this.uploads.release(this.id, this.token).catch(() => undefined);
  }
}

/** Asks for the upload if it is held, and waits for the answer. */
export async function becomesFree(uploads: Uploads, id: string, patienceMs: number): Promise<boolean> {
  await uploads.askForRelease(id);
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    const { isHeld, isAsked } = await uploads.holdOn(id);
    if (!isHeld) return true;
    if (!isAsked) return false;
    await sleep(100);
  }
  return false;
}

export function uploadNotFound(): AppError {
  return new AppError('UPLOAD_NOT_FOUND', 'there is no upload with this id, or its time is up');
}

export function lost(): AppError {
  return new AppError(
    'UPLOAD_LOCKED',
    'the upload was held too long without a sign: another may go on with it',
  );
}
