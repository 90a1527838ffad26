/** A second entry point of this service, for operators: `npm run reseal-secrets -- notification`. docs/secrets.md says when. */
import { resealSecrets } from '@meeting-intelligence/resealing';
import { keptSecrets } from './adapters/kept-secrets.js';

resealSecrets({ service: 'notification', ...keptSecrets });
