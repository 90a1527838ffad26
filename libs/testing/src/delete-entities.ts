import { eventually } from './eventually.js';
import type { PrivateRabbitMq } from './private-rabbitmq.js';

const SAFE_PREFIX = /^[\w.-]{4,}$/;

/** Deletes every queue and exchange whose name starts with the prefix (AMQP itself cannot list them). */
export async function deleteEntitiesOf(broker: PrivateRabbitMq, prefix: string): Promise<void> {
  if (!SAFE_PREFIX.test(prefix)) throw new Error(`not a usable prefix: ${JSON.stringify(prefix)}`);
  const named = `fun(R) -> lists:prefix("${prefix}", binary_to_list(element(4, R))) end`;
  // Both records carry their name, a `{resource, VHost, Kind, Name}`, as second element.
  const expression = `Named = ${named},
     [rabbit_amqqueue:delete(Q, false, false, <<"tests">>) || Q <- rabbit_amqqueue:list(), Named(element(2, Q))],
     [rabbit_exchange:delete(element(2, X), false, <<"tests">>) || X <- rabbit_exchange:list(), Named(element(2, X))],
     deleted`;
  // A busy machine may not let erl_call reach the node at once.
  const result = await eventually(() => broker.evaluate(expression), { timeoutMs: 30_000, intervalMs: 500 });
  if (!result.includes('deleted')) throw new Error(`entities of ${prefix} not deleted: ${result}`);
}
