/**
 * Whether the service is well enough to say so to its watchdog. Pure.
 *
 * The watchdog ends the whole manager, and with it the page somebody may be mending things on. So it is for what nobody else looks
 * after: an event loop that stands still (then nothing is sent at all), and a supervisor that hangs in the middle of its work.
 */
import type { ServerState } from '../../contract/index.ts';

/** Longer than any of its steps may take: the supervisor gives a start 20 s, an end 10 s, and kills then. */
const HANGS_MS = 120_000;

export type Health = { readonly well: boolean; readonly because: string };

export function healthOf(server: ServerState, now: number): Health {
  switch (server.state) {
    case 'running':
      return {
        well: true,
        because: 'the server answers: one that does not is ended and started by the supervisor',
      };
    case 'starting':
    case 'stopping':
      return now - server.since < HANGS_MS
        ? { well: true, because: `it is ${server.state}` }
        : { well: false, because: `it has been ${server.state} for longer than the supervisor allows` };
    case 'waiting':
      return now < server.nextAt + HANGS_MS
        ? { well: true, because: 'it ended by itself, and is started again in a moment' }
        : { well: false, because: 'it should have been started again long ago' };
    case 'failed':
      return { well: true, because: 'it waits for a person, who needs the page' };
    case 'stopped':
    case 'not-set-up':
      return { well: true, because: 'nobody wants it to run' };
  }
}

/** What `systemctl status` says of it. */
export function statusLine(server: ServerState, domain: string | undefined): string {
  if (server.state === 'not-set-up') return 'Waiting for its first setup: chatelaine setup, or its page';
  const words = {
    ...{ running: 'Serving', starting: 'Starting', stopping: 'Stopping', stopped: 'Stopped by a person' },
    ...{ waiting: 'Starting again', failed: 'The server does not start; chatelaine doctor says why' },
  };
  return `${words[server.state]}${domain && server.state === 'running' ? ` ${domain}` : ''}`;
}
