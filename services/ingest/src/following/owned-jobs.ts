import type { PublicJob } from '@meeting-intelligence/contracts';
import { Injectable } from '@nestjs/common';
import { anyOwner, type OwnerOrAny } from '../access/principal.js';
import { missingJob } from '../erasing/missing-job.js';
import { JobLedger } from '../job-ledger.js';
import { jobNotFound } from '../job-not-found.js';
import { jobResource } from '../job-resource.js';
import type { Job } from '../job.js';
import { estimateOf, startOf } from './estimate.js';
import { JobOutlook } from './job-outlook.js';

/** The jobs that an owner may see: those of others are not there. */
@Injectable()
export class OwnedJobs {
  constructor(
    private readonly ledger: JobLedger,
    private readonly outlook: JobOutlook,
  ) {}

  /** @throws AppError JOB_NOT_FOUND, JOB_ERASED (to its owner), DATABASE_UNAVAILABLE */
  async find(id: string, owner: OwnerOrAny): Promise<Job> {
    const isAny = owner === anyOwner;
    const job = await this.ledger.find(id, isAny ? undefined : owner);
    if (!job) throw isAny ? jobNotFound() : await missingJob(this.ledger, id, owner);
    return job;
  }

  /** With what can be said of what is to come. @throws AppError DATABASE_UNAVAILABLE */
  async resource(job: Job): Promise<PublicJob> {
    const resource = jobResource(job);
    if (resource.status === 'pending') {
      const position = await this.outlook.queuePosition(job.id);
      return { ...resource, queue: position === null ? null : { position } };
    }
    if (resource.status !== 'processing' || !startOf(job) || !job.recording) return resource;
    const { contentType, sizeBytes } = job.recording;
    return {
      ...resource,
      estimate: estimateOf(job, await this.outlook.pace(contentType, sizeBytes), new Date()),
    };
  }
}
