/** The architecture as rules: what may import what. `npm run verify` fails on a breach. */

/** No module that matches `from` may import one that matches `to`; `from.pathNot` lists the exceptions. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const spec = '(\\.spec|\\.contract)\\.ts$|/test/';
const npm = (names) => `node_modules/(${names})(/|$)`;

/**
 * The rooms of ingest, the lowest first: none imports one after it, so there is no cycle of rooms. The files beside them (the
 * ledger of jobs, and what puts everything together) and the adapters of those belong to all.
 */
const roomsOfIngest = [
  ...['http', 'access', 'limits', 'media', 'recordings', 'submission', 'forms', 'idempotency', 'opening'],
  ...['erasing', 'following', 'retry', 'batch', 'bulk', 'fetch', 'uploads', 'measuring', 'description'],
];
const inRoom = (rooms) => `^services/ingest/src/(${rooms.join('|')})/`;

module.exports = {
  forbidden: [
    forbid('no-cycles', 'a cycle hides which module is the foundation', {}, { circular: true }),
    forbid(
      'no-orphans',
      'dead code',
      {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '(^|/)main\\.ts$',
          '\\.config\\.ts$',
          spec,
          'vitest-global-setup\\.ts$',
          'end-with-launcher\\.ts$',
          'map-our-stacks\\.ts$',
          // loaded by `node --import`
          '^tools/faults/src/injectors/preload\\.ts$',
        ],
      },
      {},
    ),
    forbid(
      'contracts-stand-alone',
      'the public language depends on its schema library only (generation also writes files)',
      { path: '^contracts/', pathNot: [spec, '^contracts/generate\\.ts$'] },
      { pathNot: ['^contracts/', npm('zod')] },
    ),
    forbid(
      'libs-know-no-service',
      'libraries are below services',
      { path: '^libs/' },
      { path: '^(services|tools)/' },
    ),
    forbid(
      'services-stand-alone',
      'services meet in events only',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    forbid(
      'tools-and-services-apart',
      'production code never imports a tool',
      { path: '^services/', pathNot: spec },
      { path: '^tools/' },
    ),
    forbid(
      'handlers-know-no-adapter',
      'only modules bind adapters to ports',
      {
        path: '^services/.+\\.ts$',
        pathNot: ['/adapters/', '\\.module\\.ts$', '/src/(main|api-keys|reseal-secrets)\\.ts$', spec],
      },
      { path: ['/adapters/', '\\.module\\.ts$'] },
    ),
    forbid(
      'amqplib-in-one-place',
      'the broker is a secret of libs/messaging/src/rabbitmq',
      {
        path: '^(contracts|libs|services|tools)/',
        pathNot: [
          '^libs/messaging/src/rabbitmq/',
          '^libs/testing/',
          // puts faults into the broker, behind the library's back
          '^tools/faults/',
          spec,
        ],
      },
      { path: npm('amqplib') },
    ),
    forbid(
      'sql-in-adapters',
      'the database is a secret of adapters and the outbox',
      {
        path: '^(contracts|libs|services)/',
        pathNot: [
          '/adapters/',
          '\\.module\\.ts$',
          '^libs/messaging/src/outbox/',
          '^libs/database/',
          '^libs/testing/',
          spec,
        ],
      },
      { path: npm('typeorm|pg|@nestjs/typeorm') },
    ),
    forbid(
      'otel-sdk-in-telemetry',
      'others use the API',
      { path: '^(contracts|libs|services)/', pathNot: ['^libs/telemetry/', spec] },
      { path: npm('@opentelemetry/(?!api)[^/]+') },
    ),
    ...roomsOfIngest
      .slice(0, -1)
      .map((room, place) =>
        forbid(
          `ingest-${room}-below-others`,
          `${room} is below the rooms after it`,
          { path: inRoom([room]), pathNot: spec },
          { path: inRoom(roomsOfIngest.slice(place + 1)) },
        ),
      ),
    forbid(
      'ingest-rooms-in-order',
      'a new room gets its place among the others',
      { path: '^services/ingest/src/[^/]+/', pathNot: inRoom([...roomsOfIngest, 'adapters']) },
      {},
    ),
    forbid(
      'testing-in-tests-only',
      'libs/testing is for tests and the launcher',
      { path: '^(contracts|libs|services)/', pathNot: ['^libs/testing/', spec] },
      { path: '^libs/testing/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@meeting-intelligence/source', 'import', 'node', 'default', 'types'],
    },
  },
};
