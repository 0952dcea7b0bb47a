/**
 * Ad-hoc commands (XEP-0050) as modules declare them: what a command is called, who may run it, and its steps.
 *
 * The kernel only keeps the list; the adhoc module speaks the protocol.
 */
import type { Element } from 'ltx';
import type { z } from 'zod';
import type { Jid } from './jid.ts';
import type { Session } from './session.ts';

export type AdhocFieldType =
  | 'boolean'
  | 'fixed'
  | 'hidden'
  | 'jid-multi'
  | 'jid-single'
  | 'list-multi'
  | 'list-single'
  | 'text-multi'
  | 'text-private'
  | 'text-single';

/** A field of a data form (XEP-0004), to be filled in or showing a result. */
export interface AdhocField {
  readonly name: string;
  readonly type?: AdhocFieldType;
  readonly label?: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

export interface AdhocForm {
  readonly title: string;
  readonly instructions?: string;
  readonly fields: readonly AdhocField[];
}

export interface AdhocRequest {
  readonly from: Jid;
  /** The served domain this concerns. */
  readonly host: string;
  readonly session: Session | undefined;
}

/** What was filled in: the values by field; fields that are not in the form never arrive, required ones always do. */
export type AdhocValues = ReadonlyMap<string, readonly string[]>;

export type AdhocStep =
  /** Asks; `submit` is called with the answers. */
  | { readonly form: AdhocForm; submit(values: AdhocValues): AdhocStep | Promise<AdhocStep> }
  /** The end. `failed` is a sentence for people; nothing was done then. */
  | {
      readonly note?: string;
      readonly failed?: string;
      readonly fields?: readonly AdhocField[];
      /** Further children of the result's form. */
      readonly elements?: readonly Element[];
    };

export interface AdhocCommand {
  readonly node: string;
  readonly name: string;
  /** The FORM_TYPE of its forms; without one, its node. */
  readonly formType?: string;
  /**
   * Where it is listed and executed: the domain, the person's own account, or both. Commands of administrators are about the
   * domain either way.
   */
  readonly at: readonly ('host' | 'account')[];
  /** `admin`: administrators of the domain; `user`: everybody with an account on it. */
  readonly who: 'admin' | 'user';
  /** Concerns the whole server: only for those who administer all of its domains. */
  readonly serverWide?: boolean;
  /** May throw a StanzaError. */
  start(request: AdhocRequest): AdhocStep | Promise<AdhocStep>;
}

/** What a command is about, for those who may use some commands only (HTTP API). Absent: the server as a whole. */
export type CommandScope = 'people' | 'rooms';

/** The administration commands that `ctl` knows, too (server/commands). */
export interface AdminCommands {
  list(): readonly AdminCommand[];
  /** Throws an Error with a `code` and a sentence when it is refused. */
  run(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface AdminCommand {
  readonly name: string;
  readonly summary: string;
  /** Arguments in order. */
  readonly positional: readonly string[];
  /** How many of `positional` may be left out, counted from the end. */
  readonly optional: number;
  /** The argument that is a list, a line each. */
  readonly lines: string | undefined;
  /** What `args` of `run` must be. */
  readonly args: z.ZodType;
  readonly details: string | undefined;
  readonly scope: CommandScope | undefined;
  readonly reads: boolean;
  /** The answer for people. */
  text(answer: unknown): string;
}
