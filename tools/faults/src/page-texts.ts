export interface Shortcoming {
  readonly was: string;
  readonly now: string;
  /** Names of scenarios, or patterns of them. */
  readonly shownBy: readonly string[];
}

/** Each has a scenario in which it would be seen. */
export const shortcomings: readonly Shortcoming[] = [
  {
    was: 'An event said "failed", and a webhook was sent, before every retry',
    now: 'a job is failed once, by the ledger, when nothing is left to be tried (I1, I3)',
    shownBy: ['provider/speech/submit-503', 'provider/speech/outage', 'provider/speech/refuses-a-recording'],
  },
  {
    was: 'A webhook was lost after one try',
    now: 'it is sent until it is accepted or given up, under one id; what was given up is a dead letter',
    shownBy: ['webhook/500', 'webhook/hangs', 'webhook/fails-for-ever'],
  },
  {
    was: 'A retry repeated the whole paid pipeline',
    now: 'a recording is submitted once, whatever dies (I7); parts of the analysis that succeeded are not asked for again',
    shownBy: [
      'kill/transcription/submission',
      'provider/speech/submit-lost-reply',
      'provider/speech/submit-cut',
      'provider/language/503',
    ],
  },
  {
    was: 'Permanent errors were retried like those that pass',
    now: 'one request, then the end',
    shownBy: [
      'provider/speech/refuses-a-recording',
      'provider/speech/fails-at-a-recording',
      'webhook/is-gone',
    ],
  },
  {
    was: 'A redelivered message made a second meeting',
    now: 'inbox, change and outbox are one transaction (I2)',
    shownBy: ['kill/persistence', 'messages/duplicated-and-reordered', 'broker/consumer-timeout'],
  },
];

export const notCovered: readonly string[] = [
  'One broker node, one PostgreSQL server: no cluster, no loss of a quorum, no partition between nodes, no failover.',
  'Two faults at the same time. After a fault the system gets quiet before the next one.',
  'Power cuts and disks that lie: processes are killed, the operating system goes on, so what was written stays written.',
  'A full disk of the broker or of PostgreSQL. It is the store of recordings that is filled; the broker raises its alarm.',
  'The object store is a folder. S3 has its own tests (`libs/storage`), without faults on the way to it.',
  'The real providers. The stand-in fails as their documentation and their SDKs say they fail.',
  'What is in a queue when somebody deletes it: that is lost, and the watchdog of ingest fails its job at the deadline.',
  'The clocks of the servers: it is the clocks of the services that jump.',
  'Processes are killed at the named points, with an ordinary job at the point; not after every instruction.',
  'How late a delayed message can be after a crash of the broker: the broker repeats it after three minutes when its target had no leader yet. Here it repeats it after three seconds.',
  'A message that ends the process before our own code sees it: the delivery limit of the queue stops it after twenty deaths, and by then may stop what was in hand beside it.',
  'Lack of memory or CPU, and long runs: see `bench/`.',
  'Anything but Linux.',
];
