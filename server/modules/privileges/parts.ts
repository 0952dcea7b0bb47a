/** What the parts of this module share. */
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { createOnBehalf } from './on-behalf.ts';
import type { Grant } from './options.ts';

export interface Holder {
  readonly domain: string;
  readonly grant: Grant;
}

export interface PrivilegeParts {
  readonly ctx: ModuleContext;
  /**
   * The attached component that `from` is, when it stands beside `host`; its grant is absent where it has none. Its own domain alone
   * counts: an address below it may be a stranger's.
   */
  granted(from: Jid, host: string): { domain: string; grant: Grant | undefined } | undefined;
  /**
   * §9: "the server MUST NOT allow the privileged entity to do anything that the managed entity could not do": in whose name
   * something may be sent. Whose account is disabled cannot send anything.
   */
  canSend(account: Jid): boolean;
  /** The attached components that hold privileges over the people of `host`. */
  holders(host: string): readonly Holder[];
  readonly ask: ReturnType<typeof createOnBehalf>;
}
