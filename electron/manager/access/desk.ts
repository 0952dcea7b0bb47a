/** Who may open the headless face. What weakens the door, or opens it wider, asks for the password or a passkey again. */
import type { AccessSession } from '../../contract/access.ts';
import type { CallOptions, Calls } from '../../contract/calls.ts';
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import { problem, systemCode } from '../problem.ts';
import type { Settings } from '../settings.ts';
import type { Access } from './access.ts';
import { MOST_PASSKEYS } from './credentials.ts';
import { impossibleAt } from './passkeys.ts';
import { passwordTrouble, SHORTEST } from './strength.ts';

export interface AccessDeskParts {
  readonly access: Access;
  readonly changes: Changes;
  readonly events: Events;
  readonly settings: Settings;
  /** Whether browsers know who signed the certificate of these pages. */
  readonly realCertificate: () => boolean;
}

export function createAccessDesk({
  access,
  changes,
  events,
  settings,
  realCertificate,
}: AccessDeskParts): Calls['access'] {
  const { links, sessions, credentials, passkeys, face, confirm, confirmations } = access;

  function changed(
    action: ChangeAction,
    subject: string,
    before: string | null = null,
    after: string | null = null,
  ) {
    changes.note({ action, subject, state: 'applied', before, after });
    events.emit({ type: 'settings.changed' });
  }
  const hasKey = async () => {
    const { password, passkeys: all } = await credentials.read();
    return password !== null || all.length > 0;
  };
  /** The first key of all is set by whoever came in by a link: there is nothing yet to ask for. */
  async function requireIfAny(): Promise<void> {
    if (await hasKey()) confirm.require();
  }
  const lan = () => face.lan?.state() ?? { state: 'closed' as const };
  const nameOf = (id: string) => sessions.get(id)?.browser ?? '';

  /** Without a key there would be only links, which are made here: nobody on another computer could come in. */
  async function requireAnotherWay(left: boolean): Promise<void> {
    if (!left && lan().state !== 'closed') throw problem('access.last-way', {});
  }

  function preview(port: number) {
    const addresses = face.lan?.addresses(port) ?? [];
    const taken = port === settings.values.web.port || port === addressPort(face.address);
    const because = addresses.length === 0 ? ('no-network' as const) : taken ? ('port' as const) : null;
    return { addresses, port, real: realCertificate(), because };
  }

  return {
    async get(_, { session, origin }) {
      const { password, passkeys: all } = await credentials.read();
      const shown = sessions.list().map((one): AccessSession => ({ ...one, current: one.id === session }));
      return {
        address: face.address,
        password: password && { since: password.since },
        passkeys: all.map(({ id, name, since, lastUsed, rpId }) => ({
          id,
          name,
          since,
          lastUsed,
          under: rpId,
        })),
        passkeyImpossible: origin === undefined ? 'not-secure' : (impossibleAt(origin) ?? null),
        sessions: shown,
        lan: lan(),
      };
    },
    async claim({ ticket }, { session, line }) {
      // The window and the terminal are asked for nothing.
      if (session === null) return {};
      if (line === undefined || !confirmations.claim(line, session, ticket))
        throw problem('access.confirm', {});
      return {};
    },
    async newLink() {
      if (!face.link) throw problem('access.denied', {});
      await requireIfAny();
      const { token, until } = links.create();
      changed('access.link', '');
      return { url: face.link(token), until };
    },
    async setPassword({ password }, { session, line }) {
      const trouble = passwordTrouble(password);
      if (trouble) throw problem('access.password-weak', { reason: trouble, minimum: SHORTEST });
      await requireIfAny();
      await credentials.setPassword(password);
      if (line !== undefined) confirmations.confirm(line);
      const ended = await sessions.revokeOthers(session);
      changed('access.password-set', '');
      return { ended };
    },
    async removePassword() {
      confirm.require();
      await requireAnotherWay((await credentials.read()).passkeys.length > 0);
      await credentials.removePassword();
      changed('access.password-removed', '');
      return {};
    },
    async passkeyOptions(_, options) {
      await requireIfAny();
      return { ...(await passkeys.registration(originOf(options))) };
    },
    async addPasskey({ name, response }, options) {
      await requireIfAny();
      if ((await credentials.read()).passkeys.length >= MOST_PASSKEYS)
        throw problem('access.passkey-refused', { reason: 'too-many' });
      const added = await passkeys.register(originOf(options), response, name);
      if (!added) throw problem('access.passkey-refused', { reason: 'wrong' });
      if (options.line !== undefined) confirmations.confirm(options.line);
      // Which one, for whoever takes it back: its name may be that of another.
      changed('access.passkey-add', name, null, added.id);
      return {};
    },
    async renamePasskey({ id, name }) {
      const before = (await credentials.read()).passkeys.find((one) => one.id === id)?.name;
      if (before === undefined) throw problem('entry.gone', {});
      await credentials.changePasskeys((all) => all.map((one) => (one.id === id ? { ...one, name } : one)));
      changed('access.passkey-rename', name, before, name);
      return {};
    },
    async removePasskey({ id }) {
      confirm.require();
      const { password, passkeys: all } = await credentials.read();
      const gone = all.find((one) => one.id === id);
      if (!gone) throw problem('entry.gone', {});
      await requireAnotherWay(password !== null || all.length > 1);
      await credentials.changePasskeys((now) => now.filter((one) => one.id !== id));
      changed('access.passkey-remove', gone.name);
      return {};
    },
    async revokeSession({ id }) {
      const name = nameOf(id);
      if (await sessions.revoke(id)) changed('access.revoke', name);
      return {};
    },
    async revokeOthers(_, { session }) {
      const ended = await sessions.revokeOthers(session);
      if (ended > 0) changed('access.revoke-others', String(ended));
      return { ended };
    },
    lanPreview: async ({ port }) => {
      const seen = preview(port);
      return { ...seen, because: (await hasKey()) ? seen.because : ('no-password' as const) };
    },
    async lanOpen({ port }) {
      if (!(await hasKey())) throw problem('access.password-needed', {});
      confirm.require();
      const { because } = preview(port);
      if (!face.lan || because === 'no-network') throw problem('access.lan-impossible', {});
      try {
        const state = await face.lan.open(port);
        changed(
          'access.lan-open',
          String(port),
          settings.values.lan ? String(settings.values.lan.port) : null,
          String(port),
        );
        return state;
      } catch (error) {
        if (systemCode(error) === 'EADDRINUSE') throw problem('port.in-use', { port }, error);
        throw error;
      }
    },
    async lanClose() {
      const before = settings.values.lan;
      const state = (await face.lan?.close()) ?? { state: 'closed' as const };
      changed('access.lan-close', before ? String(before.port) : '');
      return state;
    },
  };
}

const addressPort = (address: string | null): number | undefined =>
  address === null ? undefined : Number(new URL(address).port || 80);

/** Passkeys belong to the name a page was opened under. */
function originOf({ origin }: CallOptions): string {
  const because = origin === undefined ? 'not-secure' : impossibleAt(origin);
  if (because !== undefined) throw problem('access.passkey-impossible', { because });
  return origin!;
}
