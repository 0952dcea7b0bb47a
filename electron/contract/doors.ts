/** The server's ports by what they are for, which of them the office wants open, and which could not be opened. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** Ports below 1024 belong to the system. */
const relayPort = z.number().int().min(1024).max(65_535);
/** UDP ports for the other ends of calls, both included. */
export const relayRange = z.object({ from: relayPort, to: relayPort });
export type RelayRange = z.infer<typeof relayRange>;

export const doorId = z.enum(['programs', 'web', 'companies', 'calls', 'files']);
export type DoorId = z.infer<typeof doorId>;

export const doorPort = z.object({
  port: z.number(),
  transport: z.enum(['tcp', 'udp']),
  tls: z.enum(['starttls', 'direct', 'none']),
  /** `closed`: the server could not open it; `unknown` while it does not run. */
  state: z.enum(['open', 'closed', 'unknown']),
  /** Why it is closed: `port.in-use`, `port.forbidden`…; null where the server did not say. */
  why: z.string().nullable(),
  /** Who has it, where the system says so. */
  by: z.string().nullable(),
});

export const door = z.object({
  id: doorId,
  wanted: z.boolean(),
  /** Whether the office may close it here. Other companies are decided on their own page. */
  choice: z.boolean(),
  /** Those it has, or would have. */
  ports: z.array(doorPort),
});
export type Door = z.infer<typeof door>;

const answer = z.object({ doors: z.array(door), relay: relayRange });
export type Doors = z.infer<typeof answer>;

export const doors = {
  get: base.output(answer),
  /** The server restarts: devices come back by themselves. Refused with `settings.refused` for a range that cannot be. */
  set: base
    .input(z.object({ calls: z.boolean(), files: z.boolean(), relay: relayRange }).partial())
    .output(answer),
};
