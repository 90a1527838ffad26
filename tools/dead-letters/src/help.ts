export const HELP = `Dead letters: events that a service gave up. Needs the broker and nothing else.

  npm run dead-letters -- groups                     what is wrong, one line for each fault
  npm run dead-letters -- list [FILTER…]             each dead letter, oldest first
  npm run dead-letters -- show ID                    one of them whole: error, attempts, stack, body
  npm run dead-letters -- replay  ID…|FILTER…|--all  back to the one queue that failed
  npm run dead-letters -- discard ID…|FILTER…|--all  remove for good
  npm run dead-letters -- export  ID…|FILTER…|--all  as JSON, with everything needed to make it again

An ID is 12 hex digits and stays the same; its first four or more will do where they are not ambiguous.

Filters (all of them have to hold)
  --group G        of one fault, as "groups" shows it
  --queue Q        a work queue, with * for any text, or a service: --queue transcription (may be given again)
  --code C         an error code (AUDIO_UNREADABLE) or a reason (malformed, exhausted, permanent, poison;
                   delivery_limit, expired, rejected, maxlen where the broker itself gave up)
  --job JOB        of one job; the first four or more digits of its id will do
  --since T        died at T or later: 90s, 30m, 2h, 3d, 1w ago, or 2026-11-20T09:00Z (without a zone: UTC)
  --until T        died before T
  --limit N        the N oldest of them

replay             work of transcription, analysis and persistence starts a new generation of its job; for ingest and
                   notification it is the same event again. Confirmed by the broker before the dead letter is removed;
                   doing it twice has the effect of doing it once.
  --dry-run        say what would go where, do nothing
  --rate N         at most N a second
  --edit           edit the event in $VISUAL or $EDITOR first; it is checked against its contract (one ID)
  --body FILE      the edited event from a file; - is standard input (one ID)
  --from-export FILE   replay an exported dead letter, whether or not it is still in its queue

discard            asks first on a terminal
  --yes            do not ask; needed where there is no terminal
  --export-to FOLDER   write each as FOLDER/ID.json before it is removed

export             one JSON object a line on standard output
  --to FOLDER      write each as FOLDER/ID.json

Everywhere
  --amqp-url URL       the broker (default: AMQP_URL)
  --queue-prefix TEXT  of the installation (default: QUEUE_PREFIX, or none)
  --data FOLDER        the broker that "npm start" runs with this data folder ("npm start" prints it)
  --json               one JSON object a line on standard output
  --help

Looking takes nothing away and keeps the order; while it lasts (about a second for 20,000) the messages are held, and
others who look wait. Ctrl-C gives back what is held and says what was done.

Exit status
  0 done   1 some failed, or could not be seen   2 wrong usage   3 nothing matched, nothing done
  75 the broker is not available: try again   130 interrupted
`;
