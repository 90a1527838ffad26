import type { TranscriptCreated } from '@meeting-intelligence/contracts';
import { ErasedJobs } from '@meeting-intelligence/messaging';
import { ObjectStore } from '@meeting-intelligence/storage';
import { Injectable } from '@nestjs/common';
import { variantOf, type PartName } from './options.js';
import { readOutcome, type OutcomeOf } from './outcomes.js';

/**
 * Paid answers, in the object store under `analyses/<job id>/<generation>/<part>` from the moment they are there: a process
 * killed before it published them, and an event that comes twice, do not pay again. The checkpoint of a message does what
 * the store cannot: it carries an answer that the store did not take, and tells what was found when the event is given up.
 * Where the CMS said something that goes into the question of a part, the key ends in `-<variant>` (options.ts): an answer to
 * another question is never taken for it.
 * What only an earlier generation kept is not looked for: whether its transcript was the same one cannot be told from here.
 */
@Injectable()
export class KeptAnswers {
  private readonly erased: ErasedJobs;

  constructor(private readonly store: ObjectStore) {
    this.erased = new ErasedJobs(store);
  }

  /** Whether the owner of the job wants nothing kept of it. @throws AppError STORAGE_UNAVAILABLE */
  isErased(jobId: string): Promise<boolean> {
    return this.erased.has(jobId);
  }

  /**
   * Deletes all that this service keeps of a job. An answer that comes while it does so is deleted by whoever keeps it: it looks
   * afterwards whether the job is erased.
   *
   * @throws AppError STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async erase(jobId: string): Promise<void> {
    await this.erased.add(jobId);
    for (const root of ['analyses', 'cancelled/analysis']) await this.store.deleteAll(`${root}/${jobId}/`);
  }

  /**
   * What is kept of this part; where nothing is, the answer that is `known`, or what `find` gives, kept from then on. Of
   * several that come at once the first that is stored is everybody's.
   *
   * @throws what `find` throws; AppError STORAGE_UNAVAILABLE where nobody can tell whether there is an answer already
   */
  async keep<Name extends PartName>(
    { subject, generation, data }: Pick<TranscriptCreated, 'subject' | 'generation' | 'data'>,
    part: Name,
    known: OutcomeOf<Name> | undefined,
    find: () => Promise<OutcomeOf<Name>>,
  ): Promise<OutcomeOf<Name>> {
    const variant = variantOf(part, data.meeting);
    const key = `analyses/${subject}/${generation}/${part}${variant && `-${variant}`}`;
    let answer = known;
    try {
      const kept = await this.store.keepFirst(key, async () => JSON.stringify((answer ??= await find())));
      // What another version of this service kept may not be readable: it is asked for again.
      return readOutcome(part, kept) ?? answer ?? (await find());
    } catch (error) {
      // Paid for: a store that does not take it is no reason to lose it.
      if (answer) return answer;
      throw error;
    }
  }
}
