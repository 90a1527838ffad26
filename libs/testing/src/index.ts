export { databaseText } from './database-text.js';
export { claimPort, freePort, isPortFree, portFault } from './free-port.js';
export { brokerFault, databaseFault } from './given-servers.js';
export { eventually, within, type EventuallyOptions } from './eventually.js';
export { autoTeardown, type Closer, type Teardown } from './teardown.js';
export { leakCheck, type LeakCheck } from './leaks.js';
export {
  startPrivateRabbitMq,
  type PrivateRabbitMq,
  type PrivateRabbitMqOptions,
  type RabbitMqAlarm,
} from './private-rabbitmq.js';
export { rabbitMq4Unavailable } from './next-debian.js';
export { findProgram, isExecutable, type RabbitMqLine } from './server-binaries.js';
export {
  createDatabase,
  dropDatabase,
  startPrivatePostgres,
  type PrivatePostgres,
  type PrivatePostgresOptions,
} from './private-postgres.js';
export {
  startWithRetries as startPrivateServer,
  type PrivateServerOptions,
  type ServerDefinition,
} from './private-server.js';
export type { SupervisedServer } from './supervised-server.js';
export {
  testBroker,
  testDatabase,
  testedRabbitMqLine,
  type TestBroker,
  type TestDatabase,
} from './test-servers.js';
export {
  installServerPackages,
  missingServerPackages,
  type InstallOptions,
  type Need,
  type ServerPackage,
} from './server-packages.js';
export { canReach, serverAccount, type ServerAccount } from './server-account.js';
export { isAlive } from './processes.js';
export { tinyRecording } from './tiny-recording.js';
export { wordErrorRate } from './word-error-rate.js';
export { startTcpProxy, type TcpProxy } from './tcp-proxy/tcp-proxy.js';
export type { Toxic } from './tcp-proxy/toxics.js';
export {
  WebhookReceiver,
  type ReceivedWebhook,
  type WebhookAnswer,
  type WebhookBehaviour,
} from './webhook-receiver.js';
export { OtlpReceiver } from './otlp/otlp-receiver.js';
export type { ReceivedSpan } from './otlp/received-span.js';
