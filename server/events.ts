/** What happens in the server, told to the control socket's subscribers. */
import type { ServerEvent } from './control.ts';
import type { HookBus } from './kernel/hooks.ts';

export interface ServerEvents {
  subscribe(listener: (event: ServerEvent) => void): () => void;
  tell(event: ServerEvent): void;
}

export function createEvents(hooks: HookBus): ServerEvents {
  const listeners = new Set<(event: ServerEvent) => void>();
  const tell = (event: ServerEvent) => {
    for (const listener of listeners) listener(event);
  };

  for (const event of ['session.bound', 'session.resumed', 'session.detached'] as const)
    hooks.on(event, 'deliver', ({ session }) => tell({ event, jid: session.jid.toString(), at: Date.now() }));
  hooks.on('session.ended', 'deliver', ({ session, reason }) =>
    tell({ event: 'session.ended', jid: session.jid.toString(), reason, at: Date.now() }),
  );
  for (const event of ['account.created', 'account.removed'] as const)
    hooks.on(event, 'deliver', ({ account }) => tell({ event, account: account.toString(), at: Date.now() }));
  hooks.on('room.changed', 'deliver', ({ room }) =>
    tell({ event: 'room.changed', room: room.toString(), at: Date.now() }),
  );
  for (const event of ['component.attached', 'component.detached'] as const)
    hooks.on(event, 'deliver', ({ domain }) =>
      tell({ event: 'component.changed', component: domain, at: Date.now() }),
    );
  hooks.on('standing.changed', 'deliver', ({ account }) =>
    tell({ event: 'standing.changed', account: account.toString(), at: Date.now() }),
  );
  hooks.on('invitation.changed', 'deliver', () => tell({ event: 'invitation.changed', at: Date.now() }));
  hooks.on('report.filed', 'deliver', ({ host }) => tell({ event: 'report.filed', host, at: Date.now() }));
  hooks.on('presence.sent', 'copy', ({ to, stanza, from }) => {
    const { type } = stanza.attrs;
    if (to || listeners.size === 0 || (type !== undefined && type !== 'unavailable')) return;
    tell({ event: 'presence.changed', jid: from.toString(), available: type === undefined, at: Date.now() });
  });

  return {
    tell,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
