/** Who may have an account: the office's rule, those who wait for a yes, and invitations. Tokens are noted nowhere. */
import type { Applicant, Invitation, JoiningRule } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { JoiningEngine } from '../engines/office.ts';
import type { Events } from '../events.ts';
import { servedDomains } from '../office-names.ts';
import type { Office } from '../settings.ts';
import { readUsername } from '../username.ts';

export interface Joining {
  rule(): JoiningRule;
  setRule(rule: JoiningRule): Promise<JoiningRule>;
  waiting(): Promise<Applicant[]>;
  approve(address: string): Promise<void>;
  refuse(address: string): Promise<void>;
  invitations(): Promise<Invitation[]>;
  invite(wish: { username: string; days: number }): Promise<Invitation>;
  revoke(token: string): Promise<void>;
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

/** An office that never decided lets in whom it adds. */
export const ruleOf = ({ joining }: Pick<Office, 'joining'>): JoiningRule => joining ?? 'invited';

export function createJoining({ engine, changes, events, office, change }: JoiningParts): Joining {
  const domain = () => office().domain;
  const everywhere = async <T>(ask: (host: string) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(servedDomains(office()).map(ask))).flat();

  function noted(action: string, subject: string, before: string | null, after: string | null): void {
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
    invitations: () => everywhere((host) => engine.invitations(host)),
    async invite({ username, days }) {
      const name = username.trim() === '' ? '' : readUsername(username);
      const made = await engine.invite(domain(), { username: name, days });
      noted('joining.invite', name, null, new Date(made.expires).toISOString());
      return made;
    },
    async revoke(token) {
      await engine.revoke(await hostOf(token), token);
      noted('joining.revoke', domain(), null, null);
    },
  };
}
