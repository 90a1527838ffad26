/** `kill -9` of each service, at every point where a message, a transaction or a paid call can be torn in two. */
import type { ServiceName } from '@meeting-intelligence/contracts';
import {
  formatKillPoint,
  killPoints,
  providerCalls,
  type KillAt,
  type KillPoint,
} from '../injectors/index.js';
import type { Scenario } from '../scenario.js';
import { met } from './evidence.js';

type Row = readonly [service: ServiceName, what: string, point: KillPoint, matching: string, quick?: 'quick'];

/** What a transaction of ingest writes tells what it is for: only an outcome has an event for the others beside it. */
const LEDGER_UPDATE = 'update "ingest"."jobs"';
const PROGRESS = `${LEDGER_UPDATE}(?![^]*outbox)`;
const OUTCOME = `${LEDGER_UPDATE}[^]*outbox`;
const TARGET = 'insert into notification.targets';

const rows: readonly Row[] = [
  ['ingest', 'recording', 'before-store', 'recordings/'],
  ['ingest', 'recording', 'after-store', 'recordings/'],
  ['ingest', 'new-job', 'before-commit', 'insert into "ingest"."jobs"'],
  ['ingest', 'new-job', 'after-commit', 'insert into "ingest"."jobs"'],
  ['ingest', 'new-job', 'before-publish', 'job.submitted', 'quick'],
  ['ingest', 'new-job', 'after-publish', 'job.submitted'],
  ['ingest', 'new-job', 'after-confirm', 'job.submitted'],
  ['ingest', 'progress', 'receive', 'ingest.transcript.created'],
  ['ingest', 'progress', 'before-commit', PROGRESS],
  ['ingest', 'progress', 'after-commit', PROGRESS],
  ['ingest', 'progress', 'before-ack', 'ingest.recording.prepared'],
  ['ingest', 'outcome', 'receive', 'ingest.meeting.completed'],
  ['ingest', 'outcome', 'before-commit', OUTCOME],
  ['ingest', 'outcome', 'after-commit', OUTCOME],
  ['ingest', 'outcome', 'before-publish', 'job.completed'],
  ['ingest', 'outcome', 'after-publish', 'job.completed'],
  ['ingest', 'outcome', 'after-confirm', 'job.completed'],
  ['ingest', 'outcome', 'before-ack', 'ingest.meeting.completed'],
  ['ingest', 'outcome', 'after-ack', 'ingest.meeting.completed'],

  ['transcription', 'upload', 'receive', 'transcription.job.submitted'],
  ['transcription', 'upload', 'before-provider-call', providerCalls.upload],
  ['transcription', 'upload', 'provider-call-sent', providerCalls.upload],
  ['transcription', 'upload', 'after-provider-call', providerCalls.upload],
  ['transcription', 'upload', 'after-store', 'uploads/'],
  ['transcription', 'upload', 'after-confirm', 'recording.prepared'],
  ['transcription', 'upload', 'before-ack', 'transcription.job.submitted'],
  ['transcription', 'submission', 'receive', 'transcription.recording.prepared'],
  ['transcription', 'submission', 'after-store', 'submissions/'],
  ['transcription', 'submission', 'before-provider-call', providerCalls.submit],
  ['transcription', 'submission', 'provider-call-sent', providerCalls.submit],
  ['transcription', 'submission', 'after-provider-call', providerCalls.submit, 'quick'],
  ['transcription', 'submission', 'before-publish', 'transcription.submitted'],
  ['transcription', 'submission', 'after-publish', 'transcription.submitted'],
  ['transcription', 'submission', 'after-confirm', 'transcription.submitted'],
  ['transcription', 'submission', 'before-ack', 'transcription.recording.prepared'],
  ['transcription', 'submission', 'after-ack', 'transcription.recording.prepared'],
  ['transcription', 'transcript', 'after-provider-call', providerCalls.look],
  ['transcription', 'transcript', 'after-publish', 'transcript.created'],
  ['transcription', 'transcript', 'before-ack', 'transcription.transcription.submitted'],

  ['analysis', 'analysis', 'receive', 'analysis.transcript.created'],
  ['analysis', 'analysis', 'before-provider-call', providerCalls.chat],
  ['analysis', 'analysis', 'provider-call-sent', providerCalls.chat],
  ['analysis', 'analysis', 'after-provider-call', providerCalls.chat],
  ['analysis', 'analysis', 'before-store', 'analyses/'],
  ['analysis', 'analysis', 'after-store', 'analyses/'],
  ['analysis', 'analysis', 'before-publish', 'analysis.completed'],
  ['analysis', 'analysis', 'after-publish', 'analysis.completed'],
  ['analysis', 'analysis', 'after-confirm', 'analysis.completed'],
  ['analysis', 'analysis', 'before-ack', 'analysis.transcript.created'],
  ['analysis', 'analysis', 'after-ack', 'analysis.transcript.created'],

  ['persistence', 'transcript', 'receive', 'persistence.transcript.created'],
  ['persistence', 'transcript', 'before-commit', 'insert into "meetings"."meetings"'],
  ['persistence', 'transcript', 'after-commit', 'insert into "meetings"."meetings"'],
  ['persistence', 'transcript', 'after-confirm', 'meeting.transcribed'],
  ['persistence', 'transcript', 'before-ack', 'persistence.transcript.created'],
  ['persistence', 'meeting', 'receive', 'persistence.analysis.completed'],
  ['persistence', 'meeting', 'before-commit', 'update "meetings"."meetings"'],
  ['persistence', 'meeting', 'after-commit', 'update "meetings"."meetings"', 'quick'],
  ['persistence', 'meeting', 'before-publish', 'meeting.completed'],
  ['persistence', 'meeting', 'after-publish', 'meeting.completed'],
  ['persistence', 'meeting', 'after-confirm', 'meeting.completed'],
  ['persistence', 'meeting', 'before-ack', 'persistence.analysis.completed'],
  ['persistence', 'meeting', 'after-ack', 'persistence.analysis.completed'],

  ['notification', 'target', 'receive', 'notification.job.submitted'],
  ['notification', 'target', 'before-commit', TARGET],
  ['notification', 'target', 'after-commit', TARGET],
  ['notification', 'target', 'before-ack', 'notification.job.submitted'],
  ['notification', 'webhook', 'receive', 'notification.job.completed'],
  ['notification', 'webhook', 'before-webhook-send', 'POST'],
  ['notification', 'webhook', 'webhook-sent', 'POST'],
  ['notification', 'webhook', 'after-webhook-send', 'POST'],
  ['notification', 'webhook', 'before-commit', "status = 'delivered'"],
  ['notification', 'webhook', 'after-commit', "status = 'delivered'"],
  ['notification', 'webhook', 'before-publish', 'webhook.delivered'],
  ['notification', 'webhook', 'after-publish', 'webhook.delivered'],
  ['notification', 'webhook', 'after-confirm', 'webhook.delivered'],
  ['notification', 'webhook', 'before-ack', 'notification.job.completed'],
  ['notification', 'webhook', 'after-ack', 'notification.job.completed'],
];

export const killedProcesses: readonly Scenario[] = rows.map(
  ([service, what, point, matching, quick]): Scenario => ({
    name: `kill/${service}/${what}/${point}`,
    shows: `\`kill -9\` of ${service}, at its ${what}: ${killPoints[point]}`,
    quick: quick === 'quick',
    async inject({ system, load, jobs }) {
      const kill: KillAt = { point, matching };
      const plan = await system.service(service).arm({ kill: [kill] });
      load.post(jobs, 50);
      await met(async () => (await plan.evidence()).length, 1, formatKillPoint(kill));
      await load.allAccepted();
      const subjects = (await plan.evidence()).flatMap((one) => (one.fault === 'kill' ? [one.subject] : []));
      return { proof: `killed ${point}: ${subjects.map(shortOf).join(', ')}` };
    },
  }),
);

/** Of a transaction the tables that it writes, of anything else what it is without its job. */
function shortOf(subject: string): string {
  const tables = [...subject.matchAll(/\b(?:insert into|update) (?:"?\w+"?\.)?"?(\w+)/gi)].map(
    ([, table]) => table,
  );
  if (tables.length > 0) return [...new Set(tables)].join(' + ');
  return subject
    .replace(/ job=\S+$/, '')
    .replace(/^\S*\/(?=(?:recordings|uploads|submissions|analyses)\/)/, '')
    .replaceAll(/[0-9a-f-]{36}/g, 'JOB');
}
