/** Who may open the pages under test, in memory: a password, passkeys, browsers, the office network. */
import { implement, ORPCError } from '@orpc/server';
import type { AccessSession, LanState, ManagerEvent, ShownPasskey } from '../../electron/contract/index.ts';
import { contract } from '../../electron/contract/index.ts';
import { passwordTrouble, SHORTEST } from '../../electron/manager/access/strength.ts';

export interface AccessFacts {
  sessions: AccessSession[];
  /** The password itself: it is a fake. */
  adminPassword: string | null;
  passkeys: ShownPasskey[];
  /** Whether the password was given lately; `access.confirm` otherwise. */
  confirmed: boolean;
  lan: LanState;
}

const DAY = 86_400_000;

export const freshAccess = (): AccessFacts => ({
  sessions: [
    {
      ...{ id: 's1', by: 'password', address: '127.0.0.1', current: true },
      ...{ since: Date.now() - 3 * DAY, lastSeen: Date.now() },
      browser: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
    },
    {
      ...{ id: 's2', by: 'link', address: '192.168.1.34', current: false },
      ...{ since: Date.now() - 9 * DAY, lastSeen: Date.now() - 2 * DAY },
      browser: 'Mozilla/5.0 (Windows NT 10.0) Firefox/143.0',
    },
  ],
  ...{ adminPassword: null, passkeys: [], confirmed: true, lan: { state: 'closed' } },
});

export function accessRouter(
  state: AccessFacts,
  emit: (event: ManagerEvent['event']) => void,
  url: () => string,
) {
  const os = implement(contract);
  const refuse = (code: string, data: object = {}) => new ORPCError(code, { defined: true, data });
  const told = <T>(answer: T): T => {
    emit({ type: 'settings.changed' });
    return answer;
  };
  const mustConfirm = () => {
    if (!state.confirmed && (state.adminPassword !== null || state.passkeys.length > 0))
      throw refuse('access.confirm');
  };
  const end = (gone: (one: AccessSession) => boolean) => {
    const before = state.sessions.length;
    state.sessions = state.sessions.filter((one) => !gone(one));
    return told({ ended: before - state.sessions.length });
  };
  return {
    get: os.access.get.handler(() => ({
      ...{ address: url(), passkeys: state.passkeys, passkeyImpossible: 'ip-address' as const },
      ...{ password: state.adminPassword === null ? null : { since: Date.now() - DAY } },
      ...{ sessions: state.sessions, lan: state.lan },
    })),
    claim: os.access.claim.handler(() => ({})),
    newLink: os.access.newLink.handler(() => {
      mustConfirm();
      return { url: `${url()}#token=good`, until: Date.now() + 600_000 };
    }),
    setPassword: os.access.setPassword.handler(({ input }) => {
      const reason = passwordTrouble(input.password);
      if (reason) throw refuse('access.password-weak', { reason, minimum: SHORTEST });
      mustConfirm();
      state.adminPassword = input.password;
      return end(({ current }) => !current);
    }),
    removePassword: os.access.removePassword.handler(() => {
      mustConfirm();
      state.adminPassword = null;
      return told({});
    }),
    passkeyOptions: os.access.passkeyOptions.handler(() => {
      throw refuse('access.passkey-impossible', { because: 'ip-address' });
    }),
    addPasskey: os.access.addPasskey.handler(() => {
      throw refuse('access.passkey-refused', { reason: 'wrong' });
    }),
    renamePasskey: os.access.renamePasskey.handler(({ input }) => {
      const found = state.passkeys.find(({ id }) => id === input.id);
      if (!found) throw refuse('entry.gone');
      found.name = input.name;
      return told({});
    }),
    removePasskey: os.access.removePasskey.handler(({ input }) => {
      mustConfirm();
      state.passkeys = state.passkeys.filter(({ id }) => id !== input.id);
      return told({});
    }),
    revokeSession: os.access.revokeSession.handler(({ input }) => {
      end(({ id }) => id === input.id);
      return {};
    }),
    revokeOthers: os.access.revokeOthers.handler(() => end(({ current }) => !current)),
    lanPreview: os.access.lanPreview.handler(({ input }) => ({
      addresses: [`https://192.168.1.20:${input.port}/`, `https://atelier.local:${input.port}/`],
      ...{ port: input.port, real: false },
      because: state.adminPassword === null ? ('no-password' as const) : null,
    })),
    lanOpen: os.access.lanOpen.handler(({ input }) => {
      mustConfirm();
      const addresses = [`https://192.168.1.20:${input.port}/`, `https://atelier.local:${input.port}/`];
      state.lan = { state: 'trying', addresses, until: Date.now() + 300_000 };
      return told(state.lan);
    }),
    lanClose: os.access.lanClose.handler(() => {
      state.lan = { state: 'closed' };
      return told(state.lan);
    }),
  };
}
