/**
 * Which version a connected program is. Spec: XEP-0092 1.1.
 * Asked only when somebody looks, and never of a telephone nobody looks at: to know it is not worth waking anything.
 */
import type { ModuleContext } from '../../kernel/module.ts';
import type { Session } from '../../kernel/session.ts';
import { NS } from '../../kernel/stanza.ts';
import { ATTENTION, bounded } from '../support/device-facts.ts';
import { xml } from '../support/elements.ts';

export interface Version {
  readonly name: string;
  readonly version: string;
  readonly os: string;
}

/** The one who looks waits for it. */
const ANSWER_MS = 1500;
/** Whoever did not answer may be asked again after so long. */
const ASK_AGAIN_MS = 10 * 60_000;
/** Questions at one look. */
const MAX_ASKED = 200;

export interface Versions {
  of(session: Session): Version | undefined;
  /** Resolves when those who can have answered, or have had their time. */
  askAll(sessions: readonly Session[]): Promise<void>;
}

export function createVersions(ctx: Pick<ModuleContext, 'router' | 'log'>): Versions {
  const known = new WeakMap<Session, Version>();
  const askedAt = new WeakMap<Session, number>();

  /** Present, connected, looked at, and not asked lately. */
  const isToAsk = (session: Session) =>
    session.status === 'live' &&
    session.presence !== undefined &&
    !session.get(ATTENTION).away &&
    !known.has(session) &&
    Date.now() - (askedAt.get(session) ?? 0) > ASK_AGAIN_MS;

  async function ask(session: Session): Promise<void> {
    askedAt.set(session, Date.now());
    const { jid } = session;
    const attrs = { xmlns: NS.client, type: 'get', from: jid.domain, to: jid.toString() };
    try {
      const answer = await ctx.router.query(xml('iq', attrs, xml('query', { xmlns: NS.version })), ANSWER_MS);
      const query = answer.getChild('query', NS.version);
      const said = (name: string) => bounded(query?.getChildText(name));
      known.set(session, { name: said('name'), version: said('version'), os: said('os') });
    } catch (error) {
      ctx.log.debug('a program does not tell its version', {
        device: jid.toString(),
        cause: (error as Error).message,
      });
    }
  }

  return {
    of: (session) => known.get(session),
    async askAll(sessions) {
      await Promise.all(sessions.filter(isToAsk).slice(0, MAX_ASKED).map(ask));
    },
  };
}
