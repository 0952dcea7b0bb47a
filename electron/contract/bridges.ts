/** Bridges to people on other networks, and other programs that attach to the server under an address of their own. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const address = z.object({ address: z.string().max(253) });

/** `irc`: Biboumi, which Chatelaine runs. `program`: whatever somebody else runs. */
export const bridgeKind = z.enum(['irc', 'program']);
export type BridgeKind = z.infer<typeof bridgeKind>;

export const bridgeState = z.discriminatedUnion('state', [
  /** Somebody switched it off. */
  z.object({ state: z.literal('off') }),
  z.object({ state: z.literal('server-stopped') }),
  /** The server could not open the port programs attach to. */
  z.object({ state: z.literal('no-door'), port: z.number() }),
  z.object({ state: z.literal('not-installed') }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('connected'), since: z.number() }),
  /** Not there, and expected. `because`: why the server let it go, or did not let it in, in a technician's words. */
  z.object({ state: z.literal('waiting'), since: z.number(), because: z.string().nullable() }),
  /** It ended, and is started again by itself. */
  z.object({ state: z.literal('coming-back'), nextAt: z.number() }),
  /** Nothing happens until a person acts. */
  z.object({ state: z.literal('failed'), lastLines: z.array(z.string()) }),
]);
export type BridgeState = z.infer<typeof bridgeState>;

export const bridge = z.object({
  address: z.string(),
  kind: bridgeKind,
  name: z.string(),
  /** The one IRC network it leads to; null for all of them. */
  network: z.string().nullable(),
  /** It may see who is there, look after contact lists and send messages in the server's name (XEP-0356). */
  rights: z.boolean(),
  on: z.boolean(),
  state: bridgeState,
});
export type Bridge = z.infer<typeof bridge>;

const list = z.object({
  domain: z.string(),
  bridges: z.array(bridge),
  /** Whether Biboumi is on this computer; `command` brings it there, null where nobody knows one. */
  biboumi: z.object({ installed: z.boolean(), possible: z.boolean(), command: z.string().nullable() }),
  /** Where other programs attach; null while the server does not run, or could not open it. */
  port: z.number().nullable(),
  /** The port there should be. `by`: who has it instead, where the server could not open it and the system says so. */
  door: z.object({ port: z.number(), closed: z.boolean(), by: z.string().nullable() }),
});
export type Bridges = z.infer<typeof list>;

/** Its address is this, a dot, and the office's domain. */
const label = z.string().max(63);
const network = z.string().max(253);

export const bridges = {
  list: base.output(list),
  /** Refused with `input.invalid` for a `label`, `network` or `name` that cannot be. The secret is told this once. */
  add: base
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('irc'), label, network, rights: z.boolean() }),
        z.object({ kind: z.literal('program'), label, name: z.string().max(100), rights: z.boolean() }),
      ]),
    )
    .output(z.object({ bridge, secret: z.string().nullable() })),
  change: base
    .input(
      z.object({
        address: z.string().max(253),
        network: network.optional(),
        rights: z.boolean().optional(),
        on: z.boolean().optional(),
      }),
    )
    .output(bridge),
  /**
   * Has programs attach at another port; null takes the next free one. The server restarts, and the bridges we run follow; other programs
   * have to be told. Refused with `port.in-use` and `port.forbidden`.
   */
  setPort: base.input(z.object({ port: z.number().int().min(1024).max(65_535).nullable() })).output(list),
  /** A new secret for a program; the old one does not count any more. */
  renew: base.input(address).output(z.object({ secret: z.string() })),
  remove: base.input(address).output(z.object({})),
  /** Brings back one that was removed since the manager started, as it was. */
  restore: base.input(address).output(bridge),
};
