/** Asking for and changing what is archived (XEP-0441): the words, and who may. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import type { ArchiveOptions } from './options.ts';
import { type Preferences, preferencesSchema } from './preferences.ts';

const KEY = 'all';
/** Addresses in both lists together. */
const MAX_ADDRESSES = 500;
/** Accounts whose wishes are kept at hand. */
const MAX_KNOWN = 10_000;

export function answerPreferences(ctx: ModuleContext<ArchiveOptions>): { of(account: Jid): Preferences } {
  const table = ctx.store.keyval('archive-preferences', preferencesSchema);
  const unsaid: Preferences = { default: ctx.options.default, always: [], never: [] };
  /** Every message asks, for both sides. */
  const known = new Map<string, Preferences>();

  function of(account: Jid): Preferences {
    const owner = account.toString();
    let wish = known.get(owner);
    if (!wish) {
      wish = table.get(owner, KEY) ?? unsaid;
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(owner, wish);
    }
    return wish;
  }

  ctx.iq('get', NS.mam, 'prefs', 'self', ({ from }) => write(of(from.bare)));
  ctx.iq('set', NS.mam, 'prefs', 'self', ({ from, payload }) => {
    refuse(from);
    const wanted = readPreferences(payload);
    table.set(from.bare.toString(), KEY, wanted);
    known.delete(from.bare.toString());
    return write(wanted);
  });
  ctx.on('account.removed', 'record', ({ account }) => {
    table.deleteOwner(account.toString());
    known.delete(account.toString());
  });

  /** "'forbidden' (the user is not authorized to change their preferences) or 'not-allowed' (the server generally does not)". */
  function refuse({ bare, domain }: Jid): void {
    const { preferences } = ctx.options;
    if (preferences === 'nobody') throw new StanzaError('not-allowed', 'what is archived is decided here');
    const isAdmin = () => ctx.server.admins.of(domain).includes(bare.toString());
    if (preferences === 'admins' && !isAdmin())
      throw new StanzaError('forbidden', 'administrators decide what is archived');
  }

  return { of };
}

/** Throws `bad-request` or `jid-malformed`. */
function readPreferences(payload: Element): Preferences {
  const policy = preferencesSchema.shape.default.safeParse(payload.attrs.default);
  // §2.1.1: "The 'default' attribute of the 'prefs' element MUST be one of the following values".
  if (!policy.success) throw new StanzaError('bad-request', 'default is always, never or roster');
  const [always, never] = [readList(payload, 'always'), readList(payload, 'never')];
  if (always.length + never.length > MAX_ADDRESSES)
    throw new StanzaError('policy-violation', `at most ${MAX_ADDRESSES} addresses`);
  return { default: policy.data, always, never };
}

/** §2.3, §2.1.2: "If missing from the preferences, […] SHOULD be assumed by the server to be an empty list." */
function readList(payload: Element, name: 'always' | 'never'): string[] {
  const lists = payload.getChildren(name, NS.mam);
  if (lists.length > 1) throw new StanzaError('bad-request', `one <${name}/> is enough`);
  const addresses = (lists[0]?.getChildren('jid', NS.mam) ?? []).map((one) => parseJid(one.getText().trim()));
  if (addresses.some((address) => address === undefined))
    throw new StanzaError('jid-malformed', 'that is not an address');
  return [...new Set(addresses.map(String))];
}

function write({ default: policy, always, never }: Preferences): Element {
  const list = (name: string, addresses: readonly string[]) =>
    xml(name, {}, ...addresses.map((address) => xml('jid', {}, address)));
  return xml('prefs', { xmlns: NS.mam, default: policy }, list('always', always), list('never', never));
}
