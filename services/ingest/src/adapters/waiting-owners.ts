/** The owners that have jobs waiting, one step of the index for each. */
export const waitingOwners = `
  waiting_owners as (
    (select owner from ingest.jobs where step = 'waiting' order by owner limit 1)
    union all
    select (select job.owner from ingest.jobs job where job.step = 'waiting' and job.owner > before.owner order by job.owner limit 1)
    from waiting_owners before where before.owner is not null
  )`;
