/** The supervised server and the page that sums everything up. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { certificate, finding, port, serverState } from './shapes.ts';

const base = oc.errors(errorMap);

/** `unknown`: nobody has looked, or nobody could tell. */
const openness = z.enum(['open', 'closed', 'unknown']);

export const overview = z.object({
  status: serverState,
  domain: z.string(),
  people: z.object({ total: z.number(), online: z.number() }),
  sessions: z.number(),
  ports: z.array(port),
  /** Resident memory of the server in bytes; null while it is not running. */
  memory: z.number().nullable(),
  certificate: certificate.nullable(),
  findings: z.array(finding),
  ways: z.object({
    /** What the firewall of this computer does with whom chat needs to come in. */
    firewall: z.object({ state: openness, closed: z.number(), at: z.number().nullable() }),
    /** What somebody found who knocked from elsewhere; `at`: the oldest of it. */
    outside: z.object({ state: openness, closed: z.number(), at: z.number().nullable() }),
  }),
  checkedAt: z.number(),
});
export type Overview = z.infer<typeof overview>;

export const server = {
  overview: base.output(overview),
  /** Each resolves when the new state is reached, or is refused with the reason. */
  start: base.output(serverState),
  stop: base.output(serverState),
  restart: base.output(serverState),
};
