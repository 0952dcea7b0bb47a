/** Who is registered, disabled, online, active or idle: as a number and as a list. Spec: XEP-0133 §4.13-§4.22. */
import type { AdhocField, AdhocRequest } from '../../kernel/adhoc.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { adminCommand, one } from '../support/admin-command.ts';

/** Without a word from the device for so long, a person is idle. */
const IDLE_MS = 10 * 60_000;
/** §4.18: "The service may need to truncate the result-set, since it could be quite large". */
const MOST = 1000;

const MAX_ITEMS: AdhocField = {
  name: 'max_items',
  type: 'list-single',
  label: 'Maximum number of items to show',
  options: [...[25, 50, 75, 100, 150, 200].map(String), 'none'].map((value) => ({
    value,
    label: value === 'none' ? 'None' : value,
  })),
};

interface Group {
  /** In the nodes and names. */
  readonly node: string;
  readonly list: string;
  readonly label: string;
  readonly count: string;
  readonly jids: string;
  who(host: string): string[];
}

export function listCommands(ctx: ModuleContext) {
  const accounts = (host: string, wanted: (disabled: boolean) => boolean) =>
    ctx.accounts
      .list(host)
      .filter(({ disabled }) => wanted(disabled))
      .map(({ jid }) => jid.toString());

  /** §4.15: "any user or account that currently has at least one connected or available resource". */
  function online(host: string, wanted: (activeAt: number) => boolean): string[] {
    const latest = new Map<string, number>();
    for (const { jid, activeAt } of ctx.sessions.all()) {
      const account = jid.bare.toString();
      if (jid.domain === host) latest.set(account, Math.max(activeAt, latest.get(account) ?? 0));
    }
    return [...latest].filter(([, activeAt]) => wanted(activeAt)).map(([account]) => account);
  }
  const isActive = (activeAt: number) => activeAt > Date.now() - IDLE_MS;

  const groups: readonly Group[] = [
    {
      ...{ node: 'registered-users', list: 'get-registered-users-list', label: 'registered' },
      ...{ count: 'registeredusersnum', jids: 'registereduserjids' },
      who: (host) => accounts(host, () => true),
    },
    {
      ...{ node: 'disabled-users', list: 'get-disabled-users-list', label: 'disabled' },
      ...{ count: 'disabledusersnum', jids: 'disableduserjids' },
      who: (host) => accounts(host, (disabled) => disabled),
    },
    {
      ...{ node: 'online-users', list: 'get-online-users-list', label: 'online' },
      ...{ count: 'onlineusersnum', jids: 'onlineuserjids' },
      who: (host) => online(host, () => true),
    },
    {
      ...{ node: 'active-users', list: 'get-active-users', label: 'active' },
      ...{ count: 'activeusersnum', jids: 'activeuserjids' },
      who: (host) => online(host, isActive),
    },
    {
      // §4.22 shows the idle ones in "activeuserjids", and no other name is registered.
      ...{ node: 'idle-users', list: 'get-idle-users', label: 'idle' },
      ...{ count: 'idleusersnum', jids: 'activeuserjids' },
      who: (host) => online(host, (activeAt) => !isActive(activeAt)),
    },
  ];

  return groups.flatMap(({ node, list, label, count, jids, who }) => {
    const title = label[0]!.toUpperCase() + label.slice(1);
    return [
      adminCommand({
        node: `get-${node}-num`,
        name: `Get Number of ${title} Users`,
        run: (_, { host }: AdhocRequest) => ({
          fields: [
            { name: count, label: `The number of ${label} users`, values: [String(who(host).length)] },
          ],
        }),
      }),
      adminCommand({
        node: list,
        name: `Get List of ${title} Users`,
        title: `Requesting List of ${title} Users`,
        instructions: `Fill out this form to request the ${label} users of this service.`,
        fields: [MAX_ITEMS],
        run(values, { host }) {
          const most = Math.min(Number(one(values, 'max_items')) || MOST, MOST);
          const all = who(host).sort();
          const shown = all.slice(0, most);
          const field: AdhocField = {
            ...{ name: jids, type: 'jid-multi', label: `The list of ${label} users` },
            values: shown,
          };
          return shown.length < all.length
            ? { fields: [field], note: `These are ${shown.length} of ${all.length}.` }
            : { fields: [field] };
        },
      }),
    ];
  });
}
