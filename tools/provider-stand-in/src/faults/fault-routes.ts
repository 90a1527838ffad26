import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseFaultRules } from './fault-rule.js';
import type { FaultSwitches } from './fault-switches.js';

const putBody = z.object({ faults: z.string() });

/** `GET /faults`, `PUT /faults {"faults":"submit:503*2"}` (replaces all), `DELETE /faults`: no key needed. */
export function faultRoutes(server: FastifyInstance, switches: FaultSwitches): void {
  server.get('/faults', () => ({ rules: switches.describe() }));

  server.put('/faults', (request, reply) => {
    const body = putBody.safeParse(request.body);
    if (!body.success)
      return reply.code(400).send({ error: 'expected {"faults":"endpoint:fault[=value][*times]; …"}' });
    const { rules, faults } = parseFaultRules(body.data.faults);
    if (faults.length > 0) return reply.code(400).send({ error: faults.join('; '), faults });
    switches.replace(rules);
    return { rules: switches.describe() };
  });

  server.delete('/faults', (_request, reply) => {
    switches.replace([]);
    return reply.code(204).send();
  });
}
