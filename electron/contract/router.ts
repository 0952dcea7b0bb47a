/**
 * The router (the internet box) between this computer and the world: what it passes on to us, what it was asked to, and what
 * stands in the way. electron/manager/routers speaks with it; nothing is asked of it without the person's yes.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';

const base = oc.errors(errorMap);

export const routerProtocol = z.enum(['pcp', 'nat-pmp', 'upnp']);
export type RouterProtocol = z.infer<typeof routerProtocol>;
export const ipFamily = z.enum(['v4', 'v6']);
export type IpFamily = z.infer<typeof ipFamily>;

/**
 * How it stands with one family, worst knowledge first told:
 * `not-looked` · `no-network` this computer has no address, or no way out · `no-router` its address is a public one: nothing to
 * map · `ready` the router would map, and was not asked to · `mapped` all doors are passed on · `partly` some are not ·
 * `switched-off` it hears us and refuses · `silent` it speaks none of the three · `taken` another device has the port ·
 * `full` it has no room for another · `no-address` it has a line and no public IPv4 address · `double-nat` its own address outside is a private one · `carrier-nat` the provider
 * shares one address among many · `ds-lite` IPv4 comes through the provider's IPv6 · `offline` the router has no line ·
 * `strange` it answers nonsense · `closed-otherwise` the router passes on, and still nobody comes in.
 */
export const routerCase = z.enum([
  'not-looked',
  'no-network',
  'no-router',
  'ready',
  'mapped',
  'partly',
  'switched-off',
  'silent',
  'taken',
  'full',
  'no-address',
  'double-nat',
  'carrier-nat',
  'ds-lite',
  'offline',
  'strange',
  'closed-otherwise',
]);
export type RouterCase = z.infer<typeof routerCase>;

const port = z.number().int().min(1).max(65_535);

/**
 * `idle` never asked · `open` the router passes it on, for us · `there` it did already, by a rule of somebody's ·
 * `taken` another device has it · `refused` · `lost` it was, and could not be had again yet · `by-hand` only a person can, in
 * the router's own page: too many ports to ask for one by one, or nobody there to ask.
 */
export const mappingState = z.enum(['idle', 'open', 'there', 'taken', 'refused', 'lost', 'by-hand']);

/** One door the router is to pass on to this computer. */
export const routerMapping = z.object({
  /** `v4-tcp-5222`. */
  id: z.string().max(40),
  family: ipFamily,
  transport: z.enum(['tcp', 'udp']),
  /** What it is for: FlowReason of the manager (`programs`, `web`, `companies`, `calls`, `calls-relay`, `files`, `certificate`). */
  why: z.string().max(40),
  need: z.enum(['required', 'useful']),
  /** Outside and inside are the same; `to` is beyond `from` for a range. */
  from: port,
  to: port,
  state: mappingState,
  /** By what it was made; null where it was not. */
  by: routerProtocol.nullable(),
  /** When the router forgets it unless it is renewed; null: never, or it is not there. */
  until: z.number().nullable(),
  renewsAt: z.number().nullable(),
  /** What the router said, in its own words; empty without. */
  said: z.string().max(200),
});
export type RouterMapping = z.infer<typeof routerMapping>;

/** What one protocol answered when it was asked. */
export const routerAnswer = z.object({
  protocol: routerProtocol,
  family: ipFamily,
  /** `no-address`: it is connected, and has no public IPv4 address; `offline`: it has no line. */
  is: z.enum(['answers', 'no-address', 'offline', 'refuses', 'silent', 'strange']),
  said: z.string().max(200),
});
export type RouterAnswer = z.infer<typeof routerAnswer>;

export const routerState = z.object({
  /** When it was last looked at; null: never. */
  at: z.number().nullable(),
  working: z.boolean(),
  /** The person's yes; kept over restarts. */
  choice: z.object({ on: z.boolean(), removeAtEnd: z.boolean() }),
  /** What the router calls itself (UPnP), and where its own page is; null where it does not say. */
  router: z.object({
    v4: z.string().nullable(),
    v6: z.string().nullable(),
    name: z.string().max(100).nullable(),
  }),
  /** This computer in the router's network. */
  here: z.object({ name: z.string(), v4: z.string().nullable(), v6: z.string().nullable() }),
  /** IPv4: what the router says its address outside is, and as what the world sees us. */
  outside: z.object({ router: z.string().nullable(), seen: z.string().nullable() }),
  answers: z.array(routerAnswer).max(12),
  cases: z.object({ v4: routerCase, v6: routerCase }),
  mappings: z.array(routerMapping).max(200),
  /** What to know, the most serious first (findings/router.ts); empty when there is nothing to say. */
  findings: z.array(doctorFinding).max(20),
});
export type RouterState = z.infer<typeof routerState>;

export const router = {
  get: base.output(routerState),
  /** Asks the router what it speaks and what its address is; changes nothing there. */
  look: base.output(routerState),
  /** The yes: the router is asked for every door, and again before it forgets, until `unmap`. */
  map: base.input(z.object({ removeAtEnd: z.boolean() })).output(routerState),
  /** Takes back all that was asked for, and asks no more. */
  unmap: base.output(routerState),
};
