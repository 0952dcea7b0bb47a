/** How a colleague's program connects, and the office's own certificate authority. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { certificate } from './shapes.ts';

const base = oc.errors(errorMap);

export const trustSystem = z.enum([
  'debian',
  'fedora',
  'arch',
  'windows',
  'macos',
  'firefox',
  'gajim',
  'pidgin',
  'android',
]);

export const connect = {
  values: base.output(
    z.object({
      domain: z.string(),
      way: z.enum(['domain', 'lan']),
      /** What to type as "server" or "connect host" where the domain's name does not lead here yet. */
      addresses: z.array(z.string()),
      ports: z.object({ starttls: z.number(), direct: z.number() }),
      authority: certificate.nullable(),
    }),
  ),
  /** The authority's certificate as PEM, to hand to a program or a colleague. Public: it holds no key. */
  authorityPem: base.output(z.object({ pem: z.string(), fileName: z.string() })),
  /** Exact steps per system; commands are argument lists shown as one line each. `here`: this machine's system. */
  trustSteps: base.output(
    z.array(
      z.object({
        system: trustSystem,
        here: z.boolean(),
        file: z.string(),
        commands: z.array(z.string()),
        undo: z.array(z.string()),
      }),
    ),
  ),
  /** Whether programs on this machine that use the system's list would trust our certificates. Asked, not remembered. */
  checkTrust: base.output(z.object({ trusted: z.boolean(), at: z.number(), possibleHere: z.boolean() })),
  /** Puts the authority on this machine's list, or takes it off. Refused with `trust.not-possible` without the rights. */
  trustHere: base.input(z.object({ trusted: z.boolean() })).output(z.object({ trusted: z.boolean() })),
};
