export const HELP = `API keys: who may use the gateway, and whose jobs they see. Needs the database of ingest and nothing else.

  npm run api-keys -- create --owner cms --name 'CMS prod' --scopes jobs:read,jobs:write [--expires 90d]
  npm run api-keys -- list
  npm run api-keys -- rotate ID [--grace 1h]
  npm run api-keys -- revoke ID

create           prints the key, this once: only a hash of it is kept
  --owner OWNER    whose jobs and meetings it is for: 1 to 64 letters, digits, "_", "." and "-"
  --name TEXT      for people: where it is used
  --scopes S,S     jobs:read, jobs:write, webhooks:write, admin (for the keys themselves; includes nothing else)
  --expires T      in 30m, 12h, 90d, 4w, or at 2027-11-20T09:00Z; never if left out

rotate           prints the key with its new secret, this once; owner, scopes and ID stay
  --grace T        the old secret stays good for so long: 30m, 12h, up to 7d; 0 if left out

revoke           from now on and for good; doing it twice is doing it once

Everywhere
  --data FOLDER    the database that "npm start" runs with this data folder (default: DATABASE_URL, that of ingest)
  --json           one JSON object a line on standard output
  --help

Exit status
  0 done   1 failed   2 wrong usage   3 there is no such key   75 the database is not available: try again
`;
