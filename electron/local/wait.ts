/** Waiting for what the manager does by itself: told by its events, never asked in a loop. */
import type { CertificateStatus, Job } from '../contract/index.ts';
import type { Client } from './client.ts';

/** Calls `look` now and after each event of a type, until it finds something. Rejects when the manager ends. */
async function until<T>(
  client: Client,
  types: readonly string[],
  look: () => Promise<T | undefined>,
): Promise<T> {
  const leave = new AbortController();
  // Listening begins before the first look: what happens between the two is not missed.
  const events = await client.app.events({ since: null }, { signal: leave.signal });
  try {
    const at = await look();
    if (at !== undefined) return at;
    for await (const { event } of events) {
      if (!types.includes(event.type)) continue;
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error('Chatelaine ended before it was done.');
  } finally {
    leave.abort();
  }
}

/** The job as it ended. */
export const jobEnded = (client: Client, id: string): Promise<Job> =>
  until(client, ['job'], async () =>
    (await client.app.jobs()).find((job) => job.id === id && job.state !== 'running'),
  );

const BUSY = ['planned', 'proving', 'issued', 'installing', 'checking'];

/** A domain's certificate once nothing is being done about it. */
export const certificateIdle = (client: Client, domain: string): Promise<CertificateStatus> =>
  until(client, ['certificates.changed'], async () =>
    (await client.certificates.list()).certificates.find(
      (one) => one.domain === domain && !BUSY.includes(one.state.state),
    ),
  );
