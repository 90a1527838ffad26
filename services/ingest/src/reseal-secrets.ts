/** A further entry point of this service, for operators: `npm run reseal-secrets -- ingest`. docs/secrets.md says when. */
import { resealSecrets } from '@meeting-intelligence/resealing';
import { keptOrders } from './adapters/kept-orders.js';

resealSecrets({ service: 'ingest', ...keptOrders });
