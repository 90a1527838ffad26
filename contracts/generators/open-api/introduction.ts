/** The words at the head of the description. */

export const introduction = `Upload the recording of a meeting; get a transcript by speakers, a summary, action items and decisions, each
with the words that it rests on.

1. Submit a recording: \`POST /v1/jobs\`. The 202 names the job.
2. Follow the job until its \`status\` is \`completed\`, \`failed\` or \`cancelled\`, in whichever of four ways suits you: be told by
   a webhook (\`webhook_url\`, see *Webhooks*); listen to its events, live (\`GET /v1/jobs/{id}/events\`); ask and be answered when
   there is news (\`GET /v1/jobs/{id}?wait=30s\`); or ask as often as \`Retry-After\` says.
3. Read the result: \`GET /v1/meetings/{meeting_id}\`, or as captions, text or minutes from its \`/transcript\`.

\`\`\`sh
curl -H "Authorization: Bearer $MEETING_API_KEY" -F file=@meeting.ogg -F title='Weekly planning' \\
     http://localhost:8080/v1/jobs
\`\`\`

**Names** are snake_case, **times** RFC 3339. Fields may be added to an answer at any time: ignore those you do not know.
A request with a field that is not known is refused.

**Errors** are \`application/problem+json\` (RFC 9457). Decide by \`code\`, show \`detail\`, and keep \`request_id\`: it is the
\`X-Request-Id\` of the answer, and stands in our log too. A refused request tells all its faults at once in \`errors\`.
A 429 and a 503 have a \`Retry-After\`.

**Limits** are per key: how many requests a minute are left says \`RateLimit\` of every answer.

**Somebody else's** job or meeting is answered like one that does not exist.`;

export const scopes = `\`Authorization: Bearer mi_<id>_<secret>\`. A key belongs to one owner, and is good for its scopes:

- \`jobs:read\`: jobs and meetings are read
- \`jobs:write\`: recordings are submitted, jobs are cancelled
- \`webhooks:write\`: webhook endpoints are kept
- \`admin\`: API keys are kept, and the story of any job is read (\`GET /v1/jobs/{id}/history\`); for whoever operates the service`;

export const tags: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Jobs', description: 'A recording that was submitted, and how it is doing.' },
  { name: 'Uploads', description: 'Recordings on their way: piece by piece (tus 1.0), or straight to S3.' },
  { name: 'Meetings', description: 'What became of a recording.' },
  { name: 'API keys', description: 'Who may use this API.' },
  { name: 'Description', description: 'This description, for programs and for people.' },
];
