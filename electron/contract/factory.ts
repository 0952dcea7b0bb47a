/** Back to the beginning: what goes, what stays, and what only a person can take away. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

/** `reset`: Chatelaine stays, as on its first day. `uninstall`: the same, and then what is left of the program itself. */
export const factoryWhat = z.enum(['reset', 'uninstall']);
export type FactoryWhat = z.infer<typeof factoryWhat>;

export const factoryWish = z.object({
  what: factoryWhat,
  /** A copy of the whole state is kept in the data folder, which "Backups & updates" puts back. */
  copy: z.boolean(),
  /** Lines that were written into domains' address books are taken out again. */
  dns: z.boolean(),
});
export type FactoryWish = z.infer<typeof factoryWish>;

const text = z.string().max(1024);

/** Each names one thing; `details` are exact: paths, addresses, names. */
export const factoryItem = z.object({
  what: z.enum([
    /** Accounts, messages, rooms, files of these domains. */
    'people',
    /** Files and folders of the data folder that are ours. */
    'data',
    /** Accounts we wrote into chat programs of this computer. */
    'clients',
    /** Rules of ours in this computer's firewall. */
    'firewall',
    /** Doors the internet box was asked for. */
    'router',
    /** The office's own authority on this computer's list. */
    'trust',
    /** Lines we wrote into domains' address books. */
    'dns',
    /** The copy that was wished for, and backups in the data folder. */
    'copies',
    /** Backups at another place. */
    'backups',
    /** Certificates of public authorities: they stay good until they run out, their keys are gone. */
    'certificates',
    /** What lies in the data folder and is none of ours. */
    'foreign',
    /** Programs and lists of trust on other computers. */
    'other-computers',
    /** The service that starts Chatelaine with the computer. */
    'service',
    /** The program itself. */
    'program',
  ]),
  details: z.array(text).max(500),
  /** How many of them: people, rules of a firewall; null where the details say it all. */
  count: z.number().int().nonnegative().nullable(),
  /** How much it is on the disk; `atLeast`: counting took too long, and there is more. */
  amount: z
    .object({ bytes: z.number().nonnegative(), files: z.number().int().nonnegative(), atLeast: z.boolean() })
    .nullable(),
  /** What to type, for what only a person can take away. */
  commands: z.array(text).max(20),
});
export type FactoryItem = z.infer<typeof factoryItem>;

export const factoryPlan = z.object({
  wish: factoryWish,
  /** Taken away, in this order. */
  goes: z.array(factoryItem).max(20),
  stays: z.array(factoryItem).max(20),
  /** Left for a person. */
  hand: z.array(factoryItem).max(20),
  /** Whether Chatelaine comes up by itself afterwards; else a person starts it again. */
  comesBack: z.boolean(),
});
export type FactoryPlan = z.infer<typeof factoryPlan>;

export const factory = {
  /** Looks, and changes nothing. */
  plan: base.input(factoryWish).output(factoryPlan),
  /**
   * Does it: the job `factory.reset`. Refused with `access.confirm`, and with `factory.name` where `domain` is not the office's
   * first one, as the person read and typed it (empty before the set-up).
   */
  start: base
    .input(factoryWish.extend({ domain: z.string().max(253) }))
    .output(z.object({ jobId: z.string() })),
};
