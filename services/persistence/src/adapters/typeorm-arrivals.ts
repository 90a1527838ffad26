import { storable } from '@meeting-intelligence/database';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { Arrival } from '../arrival.js';
import { Arrivals } from '../arrivals.js';
import { ArrivalRow } from './tables.js';

export class TypeOrmArrivals extends Arrivals {
  override async lock(transaction: Transaction, jobId: string): Promise<Arrival> {
    // Of two first arrivals at the same time the second waits here for the first one's row.
    await transaction.createQueryBuilder().insert().into(ArrivalRow).values({ jobId }).orIgnore().execute();
    return transaction.findOneOrFail(ArrivalRow, { where: { jobId }, lock: { mode: 'pessimistic_write' } });
  }

  override async save(transaction: Transaction, jobId: string, arrival: Arrival): Promise<void> {
    const { transcriptGeneration, analysisGeneration, completedGeneration, cancelledGeneration } = arrival;
    const { isErased } = arrival;
    const generations = {
      transcriptGeneration,
      analysisGeneration,
      completedGeneration,
      cancelledGeneration,
    };
    const analysis = storable(arrival.analysis);
    await transaction.update(ArrivalRow, { jobId }, { ...generations, isErased, analysis });
  }
}
