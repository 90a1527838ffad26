import { openAsBlob } from 'node:fs';
import { createClient } from '@meeting-intelligence/client';

const [baseUrl = '', apiKey = '', file = ''] = process.argv.slice(2);
const client = createClient({ baseUrl, apiKey });

const { id } = await client.submit(await openAsBlob(file), { title: 'Weekly planning' });
const job = await client.waitFor(id);
if (!job.meeting_id) throw new Error(`${job.status}: ${job.error?.message}`);
const { summary, action_items } = await client.meeting(job.meeting_id);
console.log(summary);
for (const { task, owner } of action_items) console.log(`- ${task} (${owner ?? 'nobody'})`);
