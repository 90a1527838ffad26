/**
 * Every name that we write on a span, and every attribute that may leave the process. Messaging, HTTP, database and GenAI
 * names are those of the OpenTelemetry semantic conventions (opentelemetry.io/docs/specs/semconv, messaging and gen_ai are
 * still in development there); the others are ours.
 */
export const attributeNames = {
  jobId: 'job_id',
  errorType: 'error.type',

  messagingSystem: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destinationName: 'messaging.destination.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  bodySize: 'messaging.message.body.size',
  routingKey: 'messaging.rabbitmq.destination.routing_key',
  /** 1 on the first delivery. */
  attempt: 'messaging.attempt',
  isRedelivered: 'messaging.redelivered',
  /** ack | retry | defer | wait | requeue | dead */
  outcome: 'messaging.outcome',

  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  serverAddress: 'server.address',

  /** assemblyai | openai | webhook */
  provider: 'provider.name',
  operation: 'provider.operation',
  responseModel: 'gen_ai.response.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',

  /** What a link leads to: creation | previous_attempt | caller | submission */
  linkKind: 'link.kind',
} as const;

/** What the instrumentations of others write that may leave: neither paths, queries and addresses of clients, nor values. */
const ofInstrumentations = [
  'db.collection.name',
  'db.namespace',
  'db.operation.name',
  'db.query.text',
  'db.response.status_code',
  'db.system.name',
  'network.protocol.version',
  'server.port',
  'url.scheme',
];

export const exportedAttributes: ReadonlySet<string> = new Set([
  ...Object.values(attributeNames),
  ...ofInstrumentations,
]);
