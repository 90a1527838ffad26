import { metrics, refreshBeforeScrape, Sampled } from '@meeting-intelligence/metrics';
import { Injectable } from '@nestjs/common';
import { LedgerFigures, type JobFigures } from './ledger-figures.js';
import { initialiseProgress } from './measure-progress.js';

/** Every gateway tells the same; it looks through the jobs that have not ended. */
const everyMs = 10_000;

@Injectable()
export class TellJobFigures {
  private readonly ends: (() => void)[] = [];

  constructor(private readonly figures: LedgerFigures) {}

  onApplicationBootstrap(): void {
    initialiseProgress();
    const sampled = new Sampled(() => this.figures.jobs(), { everyMs });
    const known = (value: (figures: JobFigures) => number) => () =>
      sampled.current ? value(sampled.current) : [];
    this.ends.push(
      refreshBeforeScrape(sampled),
      metrics.jobs.from(() =>
        Object.entries(sampled.current?.byState ?? {}).map(([state, value]) => ({
          labels: { state },
          value,
        })),
      ),
      metrics.bulkWaiting.from(known(({ bulkWaiting }) => bulkWaiting)),
      metrics.bulkInFlight.from(known(({ bulkInFlight }) => bulkInFlight)),
      metrics.oldestUnheard.from(known(({ oldestUnheardSeconds }) => oldestUnheardSeconds)),
    );
  }

  beforeApplicationShutdown(): void {
    for (const end of this.ends) end();
  }
}
