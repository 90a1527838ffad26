export const HELP = `Meetings: recordings in, transcripts, summaries, action items and decisions out.

  npm run meeting -- submit FILE|URL [--wait]       submit a recording; prints the id of its job
  npm run meeting -- batch LIST                     submit many recordings by their URLs; prints the ids of their jobs
  npm run meeting -- status JOB                     how a job is doing
  npm run meeting -- watch JOB                      the same until it has ended
  npm run meeting -- trace JOB [--follow]           its story: every step, wait, attempt and call, and where the time went
  npm run meeting -- retry JOB                      hand in a job again that has failed
  npm run meeting -- result JOB|MEETING             what came out
  npm run meeting -- captions JOB|MEETING --format vtt|srt|txt|md    the transcript as a file for something else
  npm run meeting -- delete JOB [--yes]             the job and everything about it, for good; asks first on a terminal

submit
  --wait                   watch the job until it has ended, then print what came out
  --title TEXT             of the meeting
  --language TAG           BCP 47, such as en or de-CH; detected if left out
  --recorded-at TIME       when the meeting took place: 2026-11-20T09:00:00Z
  --speakers N             how many speakers there are
  --metadata JSON          an object of your own, echoed everywhere
  --webhook-url URL        told how the job ended
  --webhook-secret TEXT    echoed to it
  --idempotency-key KEY    with the same key the same recording is the same job, for 24 hours; a file of more than 16 MiB
                           is gone on with where it was cut off
  --field NAME=VALUE       any other field that the API knows (may be given again)

batch
  LIST                     a file: a URL on each line, or a JSON array of jobs as the API takes them
  --lane bulk|interactive  bulk, which is the default, lets those pass that somebody waits for

trace
  --follow                 each step as it happens, until nothing more is to come
  --jaeger URL             where traces are looked at, for links (default: what --data FOLDER has, else JAEGER_URL)

Everywhere
  --url URL        the gateway (default: MEETING_URL)
  --key KEY        the API key (default: MEETING_API_KEY; there it is not seen by others who list processes)
  --data FOLDER    the gateway that "npm start" runs with this data folder, and its key ("npm start" prints it)
  --json           one JSON object a line on standard output: each change of the job, the meeting, or the history
  --help

Results go to standard output, everything else to standard error. Ctrl-C never cancels a job. Colours and the progress bar are for
terminals, without colours where NO_COLOR is set.

Exit status
  0 done; a job that was waited for has completed   1 the job failed or was cancelled, or was refused
  2 wrong usage   3 there is no such job or meeting (any more), or no result yet   4 the key is not good for this
  75 the service is away: try again   130 interrupted
`;
