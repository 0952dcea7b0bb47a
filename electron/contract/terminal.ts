/** A terminal on this computer, for the hand that knows it: a shell at the data folder, or ssh to the server's host. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const terminalKind = z.enum(['shell', 'ssh']);

export const terminalSession = z.object({
  id: z.string().max(40),
  kind: terminalKind,
  /** The shell's name, or whom ssh leads to. */
  title: z.string().max(320),
  startedAt: z.number(),
});
export type TerminalSession = z.infer<typeof terminalSession>;

export const terminalState = z.object({
  /** `missing`: the part that makes terminals is not in this copy. `broken`: it is, and does not load; `said` is why. */
  works: z.enum(['yes', 'missing', 'broken']),
  said: z.string().max(2000),
  /** Whether pages may open one; on the desktop always. */
  on: z.boolean(),
  /** The desktop needs no switch: whoever sits there has a terminal anyway. */
  hasSwitch: z.boolean(),
  dataDir: z.string(),
  /** The office's server by name, to be offered for ssh; empty before the set-up. */
  server: z.string(),
  ssh: z.boolean(),
  /** Those of whoever asks that still run. */
  sessions: z.array(terminalSession),
  most: z.number(),
});
export type TerminalState = z.infer<typeof terminalState>;

const id = z.object({ id: z.string().max(40) });
const columns = z.number().int().min(2).max(1000);
const rows = z.number().int().min(1).max(500);

/** `at` counts characters from the beginning of the session. */
export const terminalOutput = z.discriminatedUnion('type', [
  /** `live` is false for what was written before somebody followed: what it asks of a terminal was answered then. */
  z.object({ type: z.literal('output'), at: z.number(), text: z.string(), live: z.boolean() }),
  /** What was asked for is not kept any more: it goes on here. */
  z.object({ type: z.literal('gap'), at: z.number() }),
  z.object({ type: z.literal('ended'), code: z.number().nullable() }),
]);
export type TerminalOutput = z.infer<typeof terminalOutput>;

export const terminal = {
  state: base.output(terminalState),
  /** Asks for the password again where pages come over the network; is in the log of changes. */
  setOn: base.input(z.object({ on: z.boolean() })).output(terminalState),
  /** Asks for the password again as `setOn` does. Refused with `terminal.off`, `terminal.not-here`, `terminal.too-many` and `terminal.target`. */
  open: base
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('shell'), columns, rows }),
        z.object({
          kind: z.literal('ssh'),
          columns,
          rows,
          host: z.string().max(253),
          user: z.string().max(64),
          port: z.number().int().min(1).max(65_535),
        }),
      ]),
    )
    .output(terminalSession),
  /**
   * What it wrote after character `after`, then what it writes, until it ends. It stops writing when the page is a good way
   * behind: `read` says how far it has come. Refused with `terminal.gone`; this and what follows with `access.confirm` over
   * another line than the one it was opened on, until the password was given on that.
   */
  follow: base.input(id.extend({ after: z.number().int().min(0) })).output(eventIterator(terminalOutput)),
  read: base.input(id.extend({ upTo: z.number().int().min(0) })).output(z.object({})),
  type: base.input(id.extend({ text: z.string().max(65_536) })).output(z.object({})),
  resize: base.input(id.extend({ columns, rows })).output(z.object({})),
  close: base.input(id).output(z.object({})),
};
