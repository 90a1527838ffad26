import { randomUUID } from 'node:crypto';
import { fetchLeasesContract } from './fetch-leases.contract.js';
import { InMemoryFetchLeases } from './in-memory-fetch-leases.js';

fetchLeasesContract(
  () => new InMemoryFetchLeases(),
  () => Promise.resolve(randomUUID()),
);
