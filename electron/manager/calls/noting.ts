/**
 * Calls whose own area keeps no history: noted here, with what was before and after, as a page would be told it. An area that
 * notes its changes itself knows more about them, and has no row.
 */
import type { Calls } from '../../contract/calls.ts';
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Changes } from '../changes.ts';

type Written = string | null;
interface Noted {
  readonly action: ChangeAction;
  readonly subject: string;
  /** What is now, asked before and after; never a secret. Left out where there is nothing to compare. */
  readonly now?: () => Promise<Written>;
  /** Notes it also where nothing is another afterwards. */
  readonly always?: boolean;
}

/** The same calls, noted. */
export function noting(calls: Calls, { note }: Pick<Changes, 'note'>): Calls {
  function noted<Input, Options, Output>(
    call: (input: Input, options: Options) => Promise<Output>,
    of: (input: Input) => Noted,
  ): (input: Input, options: Options) => Promise<Output> {
    return async (input, options) => {
      const { action, subject, now, always } = of(input);
      const before = (await now?.()) ?? null;
      const output = await call(input, options);
      const after = (await now?.()) ?? null;
      if (now === undefined || always || before !== after)
        note({ action, subject, state: 'applied', before, after });
      return output;
    };
  }
  const nothing = { session: null, signal: undefined };
  const { dns, acme, updates, backups, leaving, logView } = calls;
  const isBound = (id: string) => async () =>
    String((await acme.authorities(undefined, nothing)).find((row) => row.id === id)?.bound ?? false);

  return {
    ...calls,
    dns: {
      ...dns,
      setResolvers: noted(dns.setResolvers, () => ({
        ...{ action: 'dns.resolvers', subject: '' },
        now: async () => {
          const { resolvers, usual } = await dns.resolvers(undefined, nothing);
          return JSON.stringify(usual ? null : resolvers);
        },
      })),
    },
    acme: {
      ...acme,
      keepBinding: noted(acme.keepBinding, ({ authority }) => ({
        ...{ action: 'acme.bind', subject: authority, now: isBound(authority), always: true },
      })),
      forgetBinding: noted(acme.forgetBinding, ({ authority }) => ({
        ...{ action: 'acme.unbind', subject: authority, now: isBound(authority) },
      })),
    },
    updates: {
      ...updates,
      setChannel: noted(updates.setChannel, () => ({
        ...{ action: 'update.channel', subject: '' },
        now: async () => (await updates.view(undefined, nothing)).channel,
      })),
    },
    backups: {
      ...backups,
      removeSnapshot: noted(backups.removeSnapshot, ({ id }) => ({
        ...{ action: 'backup.snapshot-remove', subject: id },
      })),
    },
    leaving: {
      ...leaving,
      // The first piece of it is the reading; the others are its pages.
      copy: async (input, options) => {
        const output = await leaving.copy(input, options);
        if (input.offset === 0)
          note({
            ...{ action: 'people.copy-read', subject: input.address, state: 'applied' },
            ...{ before: null, after: null },
          });
        return output;
      },
      forgetCopy: noted(leaving.forgetCopy, ({ address }) => ({
        ...{ action: 'people.copy-forget', subject: address },
      })),
    },
    logView: {
      ...logView,
      // Any file of this account may be named there: its own keys, too.
      openFile: noted(logView.openFile, ({ path }) => ({ action: 'logs.open-file', subject: path })),
    },
  };
}
