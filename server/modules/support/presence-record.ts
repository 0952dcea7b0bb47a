/**
 * What must be known of a person's presence after the sessions are gone. Spec: RFC 6121 §4.3.2, §4.5.2.
 * When a person was last there, and which sessions a process that was killed never said goodbye for.
 * A session that can be resumed is kept by the kernel and is not in here.
 */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { DIRECTED } from './directed.ts';

const shownSchema = z.object({
  /** To all who may see the person (§4.2), and to whom else (§4.6). */
  broadcast: z.boolean(),
  directed: z.array(z.string()),
});

/** A session that is no more, and who still thinks it is there. */
export interface Orphan {
  readonly account: string;
  readonly resource: string;
  readonly broadcast: boolean;
  readonly directed: readonly string[];
}

export interface PresenceRecord {
  /** Writes down to whom the session shows itself now; call it when that changed. */
  note(session: Session): void;
  /** What the last process left; asked once, at start. */
  orphans(): Orphan[];
  bury(orphan: Orphan): void;
  /** The last of the account's devices has gone. */
  left(account: Jid, when: number): void;
  /** Milliseconds since the epoch; undefined when it is not known. */
  leftAt(account: Jid): number | undefined;
  forget(account: Jid): void;
}

export function createPresenceRecord(ctx: ModuleContext): PresenceRecord {
  const shown = ctx.store.keyval('presence-shown', shownSchema);
  const last = ctx.store.keyval('presence-left', z.number());

  return {
    note(session) {
      const { local, domain, resource } = session.jid;
      const owner = `${local}@${domain}`;
      const directed = session.get(DIRECTED);
      const broadcast = session.presence !== undefined;
      const visible = session.status !== 'ended' && (broadcast || directed.length > 0);
      if (visible && session.sm.resumeSeconds === 0) shown.set(owner, resource, { broadcast, directed });
      else if (shown.get(owner, resource)) shown.delete(owner, resource);
    },
    orphans: () =>
      shown
        .owners()
        .flatMap((account) =>
          shown.entries(account).map(([resource, value]) => ({ account, resource, ...value })),
        ),
    bury: ({ account, resource }) => void shown.delete(account, resource),
    left: (account, when) => void last.set(account.toString(), '', when),
    leftAt: (account) => last.get(account.toString(), ''),
    forget: (account) => {
      for (const table of [shown, last]) table.deleteOwner(account.toString());
    },
  };
}
