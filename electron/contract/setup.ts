/** The first run: answers, plan, apply. The steps themselves are the face's. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { port } from './shapes.ts';

const base = oc.errors(errorMap);

export const setupAnswers = z.object({
  /** `domain`: a domain the office owns. `lan`: try it on this network only. */
  way: z.enum(['domain', 'lan']).nullable(),
  domain: z.string().max(1023),
  admin: z.object({ displayName: z.string().max(200), username: z.string().max(1023) }),
  /** Where programs connect; 5222 and 5223 unless an expert says otherwise. */
  ports: z.object({
    starttls: z.number().int().min(1).max(65535),
    direct: z.number().int().min(1).max(65535),
  }),
});
export type SetupAnswers = z.infer<typeof setupAnswers>;

/** `firewall` and what comes after it is after the work; `dns` and `certificate` for the way `domain` only. Each may be left waiting. */
export const setupStep = z.enum([
  'welcome',
  'address',
  'administrator',
  'summary',
  'apply',
  'firewall',
  'dns',
  'certificate',
  'done',
]);
export type SetupStep = z.infer<typeof setupStep>;

/** What apply will do, in order; `exact` is the technical value one click deeper (a path, a name list, a file's text). */
export const planItem = z.object({
  code: z.enum(['folder', 'authority', 'certificate', 'configuration', 'administrator', 'start']),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  exact: z.array(z.string()),
});

export const setup = {
  state: base.output(
    z.object({
      step: setupStep,
      answers: setupAnswers,
      /** A password for the administrator is in memory. */
      hasPassword: z.boolean(),
      /** The name this computer can be reached by on its own network, offered for the `lan` way. */
      lanName: z.string(),
      /** Addresses of this machine that colleagues could use, LAN ones first. */
      addresses: z.array(z.string()),
    }),
  ),
  /** Saves at each field; refuses nothing but oversized input, so that nothing typed is lost. */
  save: base
    .input(z.object({ step: setupStep.optional(), answers: setupAnswers.partial().optional() }))
    .output(z.object({})),
  /** Kept in memory only, until applied. `null` forgets it. */
  password: base.input(z.object({ password: z.string().min(1).max(1023).nullable() })).output(z.object({})),
  /** Proposes one that is easy to type and hard to guess. */
  suggestPassword: base.output(z.object({ password: z.string() })),
  checkDomain: base
    .input(z.object({ value: z.string().max(2048) }))
    /** `domain` after IDNA in its readable form, `ascii` as DNS has it. */
    .output(z.object({ domain: z.string(), ascii: z.string() })),
  plan: base.output(
    z.object({
      items: z.array(planItem),
      ports: z.array(port),
      certificateNames: z.array(z.string()),
      address: z.string(),
    }),
  ),
  /** Starts the job `setup.apply`; its steps are the plan's codes. Resumes where a crash left it. */
  apply: base.output(z.object({ jobId: z.string() })),
  /** The person has seen the last page. */
  finish: base.output(z.object({})),
};
