/** Other servers, by the server's commands (server/s2s); the shapes are those of server/s2s/report.ts, with null for what is absent. */
import { z } from 'zod';
import { federationCode, federationLink, remoteDomain, tryStep } from '../../../contract/federation.ts';
import type { EngineProblem, FederationEngine } from '../federation.ts';
import type { Online } from './commands.ts';
import type { ControlClient } from './control-client.ts';

const absent = <T>(value: T | undefined): T | null => value ?? null;

const problem = z
  .object({
    ...{ code: federationCode, at: z.number(), direction: z.enum(['in', 'out']) },
    ...{ detail: z.string().optional(), target: z.string().optional() },
    certificate: z.object({ subject: z.string(), issuer: z.string(), expires: z.number() }).optional(),
  })
  .transform(
    ({ detail, target, certificate, ...rest }): EngineProblem => ({
      ...rest,
      ...{ detail: absent(detail), target: absent(target), certificate: absent(certificate) },
    }),
  );

const link = federationLink
  .extend({
    port: z.number().optional(),
    flaw: federationLink.shape.flaw.unwrap().optional(),
    security: z.object({
      how: federationLink.shape.security.shape.how,
      ...{ version: z.string().optional(), cipher: z.string().optional() },
    }),
  })
  .transform(({ port, flaw, security: { how, version, cipher }, ...rest }) => ({
    ...rest,
    ...{ port: absent(port), flaw: absent(flaw) },
    security: { how, version: absent(version), cipher: absent(cipher) },
  }));

/** Forbidden before, allowed by now: nothing is in the way any more, and nothing has happened since. */
const forgiven = (allowed: boolean, problem: EngineProblem | undefined): boolean =>
  allowed && problem?.code.startsWith('policy.') === true;

const remote = remoteDomain
  .omit({ allowed: true })
  .extend({
    policy: z.object({ allowed: z.boolean() }),
    links: z.array(link),
    ...{ lastActive: z.number().optional(), nextAttempt: z.number().optional() },
    problem: problem.optional(),
  })
  .transform(({ policy: { allowed }, lastActive, nextAttempt, problem, state, ...rest }) => ({
    ...rest,
    allowed,
    state: forgiven(allowed, problem) && state === 'refused' ? ('idle' as const) : state,
    lastActive: absent(lastActive),
    nextAttempt: absent(nextAttempt),
    problem: forgiven(allowed, problem) ? null : absent(problem),
  }));

/** Answer of `federation`. */
const report = z.object({
  ports: z.array(z.object({ port: z.number(), tls: z.enum(['starttls', 'direct']) })),
  ...{ incoming: z.number(), outgoing: z.number() },
  domains: z.array(remote),
});

const step = tryStep
  .extend({ problem: problem.optional(), detail: z.string().optional() })
  .transform(({ problem, detail, ...rest }) => ({
    ...rest,
    ...{ problem: absent(problem), detail: absent(detail) },
  }));

/** Answer of `federation_try`. */
const tried = z.object({ steps: z.array(step) });

/** A try bounds itself, step by step; this is for a server that hangs. */
const TRY_MS = 120_000;

export function createFederationEngine(parts: {
  online: Online;
  client: Pick<ControlClient, 'subscribe'>;
}): FederationEngine {
  const { online, client } = parts;
  return {
    report: async () => report.parse(await online('federation')),
    retry: async (domain) => void (await online('federation_retry', { domain })),
    async *try(domain, signal) {
      // Told as they end; the answer has them all again, and those that were missed.
      const ended: z.infer<typeof step>[] = [];
      let wake = () => {};
      const stop = client.subscribe({
        listening: () => undefined,
        happened(event) {
          if (event.event !== 'federation.tried' || event.domain !== domain) return;
          ended.push(step.parse(event.step));
          wake();
        },
        ended: () => undefined,
      });
      try {
        let done = false;
        const answer = online('federation_try', { domain }, { timeoutMs: TRY_MS, signal })
          .then((value) => tried.parse(value).steps)
          .finally(() => {
            done = true;
            wake();
          });
        answer.catch(() => undefined);
        let told = 0;
        while (!done) {
          while (told < ended.length) yield ended[told++]!;
          if (!done)
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (done || told < ended.length) resolve();
            });
        }
        const steps = await answer;
        while (told < steps.length) yield steps[told++]!;
      } finally {
        stop();
      }
    },
  };
}
