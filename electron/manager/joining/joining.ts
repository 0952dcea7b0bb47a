/** Who may have an account: the office's rule, those who wait for a yes, and invitations. Tokens are noted nowhere. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Applicant, Invitation, InviteWish, JoiningRule } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { JoiningEngine } from '../engines/office.ts';
import type { Events } from '../events.ts';
import { servedDomains } from '../office-names.ts';
import { problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { readUsername } from '../username.ts';

export interface Joining {
  rule(): JoiningRule;
  setRule(rule: JoiningRule): Promise<JoiningRule>;
  waiting(): Promise<Applicant[]>;
  approve(address: string): Promise<void>;
  refuse(address: string): Promise<void>;
  invitations(): Promise<Invitation[]>;
  invite(wish: InviteWish): Promise<Invitation>;
  /** For a new password; the links before it for that account end. */
  resetLink(address: string, days?: number): Promise<Invitation>;
  revoke(token: string): Promise<void>;
  /** Undoes `revoke`. */
  restore(token: string): Promise<void>;
  /** Undoes the last `revoke` for an address or a domain, as the list of changes has it. Refused with `entry.gone`. */
  restoreLast(subject: string): Promise<void>;
}

export interface JoiningParts {
  readonly engine: JoiningEngine;
  readonly changes: Changes;
  readonly events: Events;
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  /** Puts another office in force: settings, configuration, the running server. */
  readonly change: (part: Partial<Office>) => Promise<void>;
}

/** A link for a password is opened the same day, or not at all. */
const RESET_DAYS = 2;

/** An office that never decided lets in whom it adds. */
export const ruleOf = ({ joining }: Pick<Office, 'joining'>): JoiningRule => joining ?? 'invited';

const ONE_NAME = { field: 'times', reason: 'one-name' };

/** Whom it is for, in the list of changes: an address, or the domain where anybody may come. */
const subjectOf = ({ username, host }: Invitation): string =>
  username === '' ? host : `${username}@${host}`;

/** A newer link for the same password has taken its place, and nobody took it back. @param all those of one address */
const isReplaced = ({ kind, createdAt }: Invitation, all: readonly Invitation[]): boolean =>
  kind === 'reset' && all.some((other) => other.kind === kind && other.createdAt > createdAt);

export function createJoining({ engine, changes, events, office, change }: JoiningParts): Joining {
  const domain = () => office().domain;
  const everywhere = async <T>(ask: (host: string) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(servedDomains(office()).map(ask))).flat();

  function noted(action: ChangeAction, subject: string, before: string | null, after: string | null): void {
    changes.note({ action, subject, state: 'applied', before, after });
    events.emit({ type: 'joining.changed' });
    events.emit({ type: 'findings.changed' });
  }

  /** Beside whose domain it was made; a token says it nowhere. */
  async function hostOf(token: string): Promise<string> {
    for (const host of servedDomains(office()).slice(1)) {
      const found = await engine.invitations(host);
      if (found.some((one) => one.token === token)) return host;
    }
    return domain();
  }

  /** Refused with `domain.refused`. */
  function servedDomain(wanted: string | undefined): string {
    if (wanted === undefined) return domain();
    if (!servedDomains(office()).includes(wanted))
      throw problem('domain.refused', { domain: wanted, reason: 'unknown' });
    return wanted;
  }

  async function invitations(): Promise<Invitation[]> {
    const all = await everywhere((host) => engine.invitations(host));
    return all.sort((a, b) => b.createdAt - a.createdAt);
  }

  async function restore(token: string): Promise<void> {
    const host = await hostOf(token);
    await engine.restore(host, token);
    const found = (await engine.invitations(host)).find((one) => one.token === token);
    noted('joining.restore', found ? subjectOf(found) : host, null, null);
  }

  return {
    rule: () => ruleOf(office()),
    async setRule(rule) {
      const before = ruleOf(office());
      if (rule === before) return rule;
      await change({ joining: rule });
      noted('joining.rule', domain(), before, rule);
      return rule;
    },
    waiting: () => everywhere((host) => engine.waiting(host)),
    async approve(address) {
      await engine.approve(address);
      noted('joining.approve', address, null, null);
      events.emit({ type: 'people.changed', address });
    },
    async refuse(address) {
      await engine.refuse(address);
      noted('joining.refuse', address, null, null);
      events.emit({ type: 'people.changed', address });
    },
    invitations,
    async invite({ username, domain: wanted, ...wish }) {
      const name = username.trim() === '' ? '' : readUsername(username);
      const host = servedDomain(wanted);
      if (name !== '' && (wish.times ?? 1) > 1) throw problem('input.invalid', ONE_NAME);
      const isOpen = (one: Invitation) => one.kind === 'person' && one.state === 'open';
      if (name !== '' && (await engine.invitations(host)).some((one) => isOpen(one) && one.username === name))
        throw problem('joining.invited', { address: `${name}@${host}` });
      const made = await engine.invite(host, { ...wish, username: name });
      noted('joining.invite', subjectOf(made), null, new Date(made.expires).toISOString());
      return made;
    },
    async resetLink(address, days = RESET_DAYS) {
      const made = await engine.resetLink(address, days);
      noted('joining.reset-link', address, null, new Date(made.expires).toISOString());
      return made;
    },
    async revoke(token) {
      const host = await hostOf(token);
      const found = (await engine.invitations(host)).find((one) => one.token === token);
      await engine.revoke(host, token);
      noted('joining.revoke', found ? subjectOf(found) : host, null, null);
    },
    restore,
    async restoreLast(subject) {
      const all = (await invitations()).filter((one) => subjectOf(one) === subject);
      const [last] = all
        .filter((one) => one.state === 'revoked' && !isReplaced(one, all))
        .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
      if (!last) throw problem('entry.gone', {});
      await restore(last.token);
    },
  };
}
