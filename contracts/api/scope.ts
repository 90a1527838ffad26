import { z } from 'zod';

/** What an API key may be used for. `admin` is for whoever operates the service, and includes none of the others. */
export const scope = z.enum(['jobs:read', 'jobs:write', 'webhooks:write', 'admin']);
export type Scope = z.infer<typeof scope>;
