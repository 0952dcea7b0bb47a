/** "Set it up for me": the chat programs of this machine's person, what would be written into them, and the way back. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const pathText = z.string().max(4096);
const addressText = z.string().min(1).max(3071);

/** Those whose own files we write. All others have a guide. */
export const clientProgram = z.enum(['gajim', 'pidgin', 'dino', 'psi', 'profanity']);
export type ClientProgram = z.infer<typeof clientProgram>;

/** Why a file is left as it is. `elsewhere`: a link to somewhere else. `newer`: made by a version nobody has tried this with. `keyring`: it did not take the password. */
export const clientTrouble = z.enum([
  'locked',
  'unreadable',
  'not-yours',
  'elsewhere',
  'huge',
  'broken',
  'newer',
  'name-taken',
  'keyring',
]);
export type ClientTrouble = z.infer<typeof clientTrouble>;

/** A place where a program keeps accounts; a program may have several. */
export const clientProfile = z.object({
  /** Of `clientSetup.list`; made from program and file. */
  id: z.string().max(64),
  /** As the program calls it; null where it has one only. */
  name: z.string().nullable(),
  file: pathText,
  /** There is no file yet: the program was never started. */
  fresh: z.boolean(),
  /** Bare addresses of the accounts that are there. */
  accounts: z.array(z.string()).max(200),
  trouble: clientTrouble.nullable(),
});
export type ClientProfile = z.infer<typeof clientProfile>;

export const foundClient = z.object({
  program: clientProgram,
  /** From the system's packages, or from Flatpak, which keeps its files elsewhere. */
  kind: z.enum(['system', 'flatpak']),
  /** False: only its files are there. */
  installed: z.boolean(),
  /** As the program says it; null where it does not say. */
  version: z.string().nullable(),
  running: z.boolean(),
  profiles: z.array(clientProfile).max(50),
});
export type FoundClient = z.infer<typeof foundClient>;

/**
 * How the program keeps the password. `keyring`: in the person's keyring. `plain`: readable in its file. `obscured`: in its file,
 * hidden from a glance and from nobody else. `asks`: not at all; the program asks when it connects. `by-hand`:
 * not at all, and the program does not ask either: it waits until it is told.
 */
export const passwordStore = z.enum(['keyring', 'plain', 'obscured', 'asks', 'by-hand']);
export type PasswordStore = z.infer<typeof passwordStore>;

/** One line of what will be written; a password stands as dots. */
const plannedLine = z.object({ deed: z.enum(['same', 'added', 'removed']), text: z.string().max(2000) });
const plannedFile = z.object({
  path: pathText,
  deed: z.enum(['created', 'changed']),
  lines: z.array(plannedLine).max(200),
});
export type PlannedFile = z.infer<typeof plannedFile>;

/** How the program learns to believe a certificate of the office's own authority. */
export const clientTrust = z.object({
  /**
   * `public`: everybody believes it. `system`: the machine's list has the authority already. `authority`: the authority is put where
   * this program looks. `certificate`: the server's certificate is, good until it renews. `system-only`: this program looks at the
   * machine's list and nowhere else, and that does not have it.
   */
  way: z.enum(['public', 'system', 'authority', 'certificate', 'system-only']),
  /** When the certificate renews at the latest; for `certificate` only. */
  until: z.number().nullable(),
});
export type ClientTrust = z.infer<typeof clientTrust>;

export const clientPlan = z.object({
  program: clientProgram,
  /** `there`: the same account is there, as it should be. `repair`: it is there, and differs in what `files` shows. */
  what: z.enum(['add', 'repair', 'there']),
  files: z.array(plannedFile).max(4),
  /** Accounts that are there and stay as they are. */
  stays: z.array(z.string()).max(200),
  running: z.boolean(),
  password: passwordStore,
  trust: clientTrust,
  /** Where the program is to connect, where it cannot find that out by itself. */
  server: z.object({ host: z.string(), port: z.number(), tls: z.enum(['starttls', 'direct']) }).nullable(),
  /** It would have to be told where to connect, and has no setting for that. */
  cannotReach: z.boolean(),
  /** Of all that was looked at: a plan that was made before something changed is not carried out. */
  digest: z.string().max(64),
});
export type ClientPlan = z.infer<typeof clientPlan>;

/** Something set up by us that can be undone. */
export const clientSetUp = z.object({
  id: z.string().max(64),
  at: z.number(),
  program: clientProgram,
  profile: z.string().nullable(),
  address: z.string(),
  files: z.array(pathText).max(4),
  /** Nobody has changed these files since: they can be put back byte for byte. */
  exact: z.boolean(),
});
export type ClientSetUp = z.infer<typeof clientSetUp>;

const wish = z.object({
  profile: z.string().max(64),
  /** Whose account: bare address. */
  address: addressText,
  /** The program is to keep the password. */
  keepPassword: z.boolean(),
});

export const clientSetup = {
  /** `here`: whether the programs are those of the computer this page is looked at on. Without it nothing can be applied. */
  list: base.output(
    z.object({
      here: z.boolean(),
      clients: z.array(foundClient).max(20),
      done: z.array(clientSetUp).max(100),
    }),
  ),
  /** Looks, and changes nothing. Refused with `client.trouble` where the file is to be left alone. */
  plan: base.input(wish).output(clientPlan),
  /** Refused with `client.running`, `client.trouble`, and `client.plan-changed` where `digest` is not that of now. */
  apply: base
    .input(wish.extend({ digest: z.string().max(64), password: z.string().min(1).max(1023).nullable() }))
    .output(clientSetUp),
  /**
   * `exact`: the files as they were; refused with `client.changed-since` where the program or a person has written there since.
   * `account`: takes out our account only, and what was made for it.
   */
  undo: base
    .input(z.object({ id: z.string().max(64), how: z.enum(['exact', 'account']) }))
    .output(z.object({ files: z.array(pathText).max(4) })),
  /** A program to take along that does the same on another computer. With a password it is as good as that password. */
  file: base
    .input(
      z.object({
        address: addressText,
        language: z.enum(['en', 'fr']),
        password: z.string().min(1).max(1023).nullable(),
      }),
    )
    .output(z.object({ name: z.string(), text: z.string().max(300_000) })),
};
