/** The supervised server and the page that sums everything up. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { certificate, finding, port, serverState } from './shapes.ts';

const base = oc.errors(errorMap);

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
