import { apiKeysContract } from './api-keys.contract.js';
import { InMemoryApiKeys } from './in-memory-api-keys.js';

apiKeysContract(() => new InMemoryApiKeys());
