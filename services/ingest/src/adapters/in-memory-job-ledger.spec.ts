import { InMemoryJobLedger } from './in-memory-job-ledger.js';
import { jobLedgerContract } from './job-ledger.contract.js';

let ledger: InMemoryJobLedger;

jobLedgerContract(
  () => (ledger = new InMemoryJobLedger()),
  async (id) => ledger.history(id),
);
