/**
 * What an account holds, read out. Specs: XEP-0227 1.1 (the pieces; whoever asks puts the document together).
 * For the operator who owes somebody a copy of their data: profile, contacts, private data, what waits, and the conversations.
 * A page at a time, so that neither side holds an archive in memory. It never tells passwords or their keys.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import { CommandError } from '../kernel/command-error.ts';
import { type Jid, makeJid, parseJid } from '../kernel/jid.ts';
import { defineModule, type ModuleContext } from '../kernel/module.ts';
import { createBlocklist } from './support/blocklist.ts';
import { hostArgument, servedHost } from './support/command-arguments.ts';
import { createContacts } from './support/contacts.ts';
import { xml } from './support/elements.ts';
import { createVcards } from './support/vcards.ts';

/** Where a piece belongs in a `<user/>` of XEP-0227; `blocked` has no place there, and says so by its namespace. */
export type Piece = 'roster' | 'requests' | 'vcard' | 'private' | 'blocked' | 'offline' | 'personal';

export interface ExportedPiece {
  readonly piece: Piece;
  /** The node, for what was published. */
  readonly node?: string;
  readonly xml: string;
}

/** Characters of one page; one piece more may be on it. */
const PAGE = 512 * 1024;
const MESSAGES = 100;
/** XEP-0027; `<encrypted/>` is that of XEP-0384. */
const PGP = 'jabber:x:encrypted';

const who = { user: z.string().min(1).max(1023), host: hostArgument };

export const accountExport = defineModule({
  name: 'account-export',
  specs: ['XEP-0227 1.1'],
  needs: ['roster', 'archive'],
  setup(ctx) {
    const archive = ctx.store.archive('mam');
    const pieces = createPieces(ctx);

    ctx.command({
      // No scope: what people said to each other is not for every program that looks after accounts.
      name: 'export_account',
      summary: 'Read out what an account holds beside its conversations, a page at a time',
      positional: ['user', 'host', 'after'],
      optional: 1,
      args: z.strictObject({ ...who, after: z.coerce.number().int().min(0).default(0) }),
      details: 'Elements of XEP-0227. “next” is the “after” of the next page; null after the last.',
      run({ user, host, after }) {
        const account = accountAt(ctx, user, host);
        const page: ExportedPiece[] = [];
        let size = 0;
        let at = 0;
        for (const piece of pieces(account)) {
          at += 1;
          if (at <= after) continue;
          if (size > PAGE) return { pieces: page, next: at - 1 };
          page.push(piece);
          size += piece.xml.length;
        }
        return { pieces: page, next: null };
      },
    });

    ctx.command({
      name: 'export_messages',
      summary: 'Read out the conversations of an account, oldest first, a page at a time',
      positional: ['user', 'host', 'after'],
      optional: 1,
      args: z.strictObject({ ...who, after: z.string().max(100).default('') }),
      async run({ user, host, after }) {
        const owner = accountAt(ctx, user, host).toString();
        const page = await archive.query(owner, { max: MESSAGES, ...(after !== '' && { after }) });
        // It went with its time since the page before: from the beginning of what there is.
        if (page === 'item-not-found') return { messages: [], next: null, total: 0 };
        return {
          messages: page.items.map(({ id, when, with: peer, stanza }) => ({
            ...{ id, when, peer, xml: stanza.toString(), ...shown(stanza, owner) },
          })),
          next: page.complete ? null : (page.items.at(-1)?.id ?? null),
          total: page.count,
        };
      },
    });
  },
});

/** What people see of a message: whose it is and what it says. Encrypted ones say that nobody here can read them. */
function shown(
  stanza: Element,
  owner: string,
): { mine: boolean; kind: 'text' | 'encrypted' | 'other'; text: string } {
  const mine = parseJid(stanza.attrs.from ?? '')?.bare.toString() === owner;
  const isEncrypted = stanza
    .getChildElements()
    .some(({ name, attrs }) => name === 'encrypted' || attrs.xmlns === PGP);
  const text = stanza.getChildText('body') ?? '';
  if (isEncrypted) return { mine, kind: 'encrypted', text: '' };
  return { mine, kind: text === '' ? 'other' : 'text', text };
}

function accountAt(ctx: ModuleContext, user: string, asked: string): Jid {
  const jid = makeJid(user, servedHost(ctx, asked));
  if (!jid || !ctx.accounts.exists(jid))
    throw new CommandError('account.unknown', `There is no account ${user}@${asked}.`);
  return jid.bare;
}

function createPieces(ctx: ModuleContext): (account: Jid) => Generator<ExportedPiece> {
  const contacts = createContacts(ctx);
  const cards = createVcards(ctx);
  const blocklist = createBlocklist(ctx);
  const stored = ctx.store.keyval('private', z.string());
  const waiting = ctx.store.keyval('offline', z.looseObject({ stanza: z.string() }));
  const nodes = ctx.store.keyval('pubsub-node', z.unknown());
  const published = ctx.store.items('pubsub');

  return function* pieces(account) {
    const owner = account.toString();
    for (const [address, contact] of contacts.all(account))
      if (contact.listed) yield { piece: 'roster', xml: contacts.item(address, contact).toString() };
    // XEP-0227 §4.8: "Incoming subscription requests are represented by including <presence/> elements qualified by the
    // 'jabber:client' namespace with the 'type' attribute set to a value of 'subscribe'".
    for (const [, { request }] of contacts.all(account))
      if (request !== undefined) yield { piece: 'requests', xml: request };
    const card = cards.get(account);
    if (card) yield { piece: 'vcard', xml: card.toString() };
    for (const [, text] of stored.entries(owner)) yield { piece: 'private', xml: text };
    for (const entry of blocklist.of(account))
      yield { piece: 'blocked', xml: xml('item', { xmlns: 'urn:xmpp:blocking', jid: entry }).toString() };
    for (const [, { stanza }] of waiting.entries(owner)) yield { piece: 'offline', xml: stanza };
    for (const [node] of nodes.entries(owner))
      for (const { id } of published.list(owner, node)) {
        const payload = published.get(owner, node, id)?.payload;
        const item = xml('item', { id }).toString();
        const text = payload === undefined ? item : `${item.slice(0, -2)}>${payload}</item>`;
        yield { piece: 'personal', node, xml: text };
      }
  };
}
