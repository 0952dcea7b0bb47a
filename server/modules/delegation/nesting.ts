/** What components offer in the place of this server, in its own answers to discovery (XEP-0355 §7.2). */
import type { Element } from 'ltx';
import type { DiscoInfo, Identity } from '../../kernel/discovery.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS, type StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { NS_DELEGATION } from './options.ts';
import { BARE_INFO, BARE_ITEMS, type Delegation } from './rules.ts';

/** Beside which domain the component stands is the configuration's, and may change. */
type Owned = Omit<Delegation, 'host'>;

/** Features and identities one component may have us show for one namespace. */
const MAX_SHOWN = 200;

/** §7.2.1: "a '::' separator"; §7.2.2: "the separator is ':bare:' instead of '::'". */
const SEPARATORS = { host: '::', account: ':bare:' } as const;
type Where = keyof typeof SEPARATORS;

/** Identities that say what a namespace says, and go with it. */
const CATEGORIES: Readonly<Record<string, string>> = { 'http://jabber.org/protocol/pubsub': 'pubsub' };

export interface Nesting {
  /** Asks a component that has come. §9: "a server SHOULD ask for disco features to nest to managing entity […], and keep them in cache." */
  ask(domain: string, host: string): void;
  forget(domain: string): void;
}

export function createNesting(ctx: ModuleContext, delegations: readonly Owned[]): Nesting {
  /** By component, place and namespace. */
  const known = new Map<string, DiscoInfo>();
  const keyOf = ({ domain, namespace }: Owned, where: Where) => `${domain} ${where} ${namespace}`;
  const nested = delegations.filter(({ namespace }) => namespace !== BARE_INFO && namespace !== BARE_ITEMS);

  for (const delegation of nested)
    for (const where of ['host', 'account'] as const)
      ctx.discoCover(where, {
        get host() {
          return ctx.components.at(delegation.domain)?.host ?? '';
        },
        // §7.2.1: "The server MUST advertise the result in its own discovery answer, and MUST ignore features of its internal component".
        // §7.2.3: "for the delegated namespace, internal extensions MUST be removed".
        hides: (name) => name === delegation.namespace || name.startsWith(`${delegation.namespace}#`),
        hidesIdentity: ({ category }) => CATEGORIES[delegation.namespace] === category,
        shows: () => known.get(keyOf(delegation, where)) ?? {},
      });

  async function askOne(delegation: Owned, host: string, where: Where): Promise<void> {
    const { domain, namespace } = delegation;
    const node = `${NS_DELEGATION}${SEPARATORS[where]}${namespace}`;
    try {
      const answer = await ctx.router.query(
        xml(
          'iq',
          { xmlns: NS.client, type: 'get', from: host, to: domain },
          xml('query', { xmlns: NS.discoInfo, node }),
        ),
      );
      const query = answer.getChild('query', NS.discoInfo);
      if (query && !ctx.signal.aborted) known.set(keyOf(delegation, where), readInfo(query));
    } catch (error) {
      ctx.log.info('a component does not say what it offers', {
        ...{ component: domain, namespace, because: (error as StanzaError).message },
      });
    }
  }

  return {
    ask(domain, host) {
      for (const one of nested.filter((each) => each.domain === domain))
        for (const where of ['host', 'account'] as const) void askOne(one, host, where);
    },
    forget(domain) {
      for (const key of [...known.keys()]) if (key.startsWith(`${domain} `)) known.delete(key);
    },
  };
}

function readInfo(query: Element): Required<DiscoInfo> {
  const children = query.getChildElements().slice(0, MAX_SHOWN);
  const named = (name: string) => children.filter((child) => child.is(name, NS.discoInfo));
  return {
    identities: named('identity').flatMap(({ attrs: { category, type, name } }): Identity[] =>
      category && type ? [{ category, type, ...(name && { name }) }] : [],
    ),
    features: named('feature').flatMap(({ attrs }) => (attrs.var ? [attrs.var] : [])),
    forms: children.filter((child) => child.is('x', NS.data)),
  };
}
