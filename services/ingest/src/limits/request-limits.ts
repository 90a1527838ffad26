import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import type { FreeSpace } from './free-space.js';
import type { HeldPlaces } from './held-places.js';
import type { QueueRoom } from './queue-room.js';
import { rateHeaders, refuseExceeded, type RequestRates } from './request-rates.js';
import { isUpload, limitsOf } from './route-limits.js';

type Request = FastifyRequest;
type Reply = Pick<FastifyReply, 'headers' | 'raw'>;

/** What a request may cost, asked before anything of its body is read. */
export class RequestLimits {
  constructor(
    private readonly rates: RequestRates,
    private readonly places: HeldPlaces,
    private readonly queue: QueueRoom,
    private readonly space: FreeSpace,
  ) {}

  /** Counts the request of a key, whatever becomes of it; the answer says what is left. @throws RejectedRequest RATE_LIMITED */
  async count(request: Request, reply: Reply, subject: string): Promise<void> {
    const quota = await this.rates.count(limitsOf(request).rate, subject);
    if (!quota) return;
    void reply.headers(rateHeaders(quota));
    refuseExceeded(quota);
  }

  /** Holds a place for what lasts. @throws RejectedRequest TOO_MANY_UPLOADS, TOO_MANY_STREAMS */
  async admit(request: Request, reply: Reply, { keyId }: Pick<Principal, 'keyId'>): Promise<void> {
    if (isUpload(request)) await this.admitUpload(reply, { keyId });
    if (limitsOf(request).isStream)
      await this.places.holdUntilEnd('streams', subjectOf.key(keyId), reply.raw);
  }

  /**
   * Of a request that is one though its head does not say so: a job that is made of an upload is copied and decoded, like a
   * form. @throws RejectedRequest TOO_MANY_UPLOADS
   */
  async admitUpload(reply: Pick<Reply, 'raw'>, { keyId }: Pick<Principal, 'keyId'>): Promise<void> {
    await this.places.holdUntilEnd('uploads', subjectOf.key(keyId), reply.raw);
  }

  /** For what adds something. @throws RejectedRequest TOO_MANY_JOBS; AppError STORAGE_FULL, STORAGE_UNAVAILABLE */
  async assertRoom(request: Request, reply: Reply, { owner }: Pick<Principal, 'owner'>): Promise<void> {
    if (limitsOf(request).rate === 'creates') await this.queue.assertFor(owner);
    if (isUpload(request)) await this.space.keepFor(declaredBytes(request), reply.raw);
  }

  /** Of a stream that is opened by an event token: such are counted by owner. @throws as `count` and `admit` */
  async admitReader(request: Request, reply: Reply, owner: string): Promise<void> {
    const subject = subjectOf.readersOf(owner);
    await this.count(request, reply, subject);
    await this.places.holdUntilEnd('streams', subject, reply.raw);
  }
}

function declaredBytes({ headers }: Request): number | undefined {
  return headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
}

/** Who is counted. */
export const subjectOf = {
  key: (id: string) => `key ${id}`,
  readersOf: (owner: string) => `readers of ${owner}`,
};
