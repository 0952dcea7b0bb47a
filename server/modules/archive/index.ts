/**
 * Message archive. Specs: XEP-0313 1.1.3 (mam:2, #extended), XEP-0441 0.2, XEP-0431 0.2, XEP-0424 0.4.2, XEP-0359 0.7.
 * Keeps each person's conversations on the server, so that a new device, or one that was away, can read and search them.
 * It does not archive rooms (modules/muc does), only forgets for them when their time is over.
 */
import type { Element } from 'ltx';
import type { MessageEvent } from '../../kernel/hooks.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { defineModule, type IqRequest } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { answerArchiveQuery, archiveMetadata, queryForm } from '../support/archive-query.ts';
import { createContacts } from '../support/contacts.ts';
import { READ_AT } from '../support/device-facts.ts';
import { shouldArchive } from '../support/message-kind.ts';
import { outcomeOf } from '../support/outcome.ts';
import { ownOnly } from '../support/own-only.ts';
import { archiveOptions } from './options.ts';
import { allows } from './preferences.ts';
import { answerPreferences } from './preferences-query.ts';
import { createRecent } from './recent.ts';
import { retention } from './retention.ts';
import { retractions } from './retraction.ts';

const MINUTE = 60_000;

export const archive = defineModule({
  name: 'archive',
  specs: [
    ...['XEP-0313 1.1.3', 'XEP-0441 0.2.0', 'XEP-0431 0.2.0', 'XEP-0424 0.4.2'],
    ...['XEP-0359 0.7.0', 'XEP-0059 1.0'],
  ],
  needs: ['roster'],
  options: archiveOptions,
  setup(ctx) {
    const store = ctx.store.archive('mam');
    const limits = { normal: ctx.options.page, most: ctx.options.maxPage };
    const contacts = createContacts(ctx);
    const recent = createRecent();
    const preferences = answerPreferences(ctx);
    const retract = retractions(ctx, store);
    retention(ctx);

    for (const feature of [NS.mam, NS.mamExtended, `${NS.mam}#groupchat-field`, NS.stanzaId])
      ctx.feature(feature, 'account');
    for (const [type, name, answer] of [
      ['get', 'query', () => queryForm({ person: true })],
      ['set', 'query', query],
      ['get', 'metadata', ({ from }: IqRequest) => archiveMetadata(store, from.bare.toString())],
    ] as const)
      ctx.iq(type, NS.mam, name, 'account', (request) => answer(own(request)));

    // XEP-0386 §3.2.1: "The server SHOULD include a <metadata/> element as defined by XEP-0313".
    ctx.bindInfo((account) => archiveMetadata(store, account.toString()));

    ctx.on('message.sent', 'record', sent);
    ctx.on('message.sent', 'deliver', ({ stanza, account, to }) => {
      if (!to.bare.equals(account)) dropOwnIds(stanza, account.toString());
    });
    ctx.on('message.received', 'record', received);
    ctx.on('account.removed', 'record', ({ account }) => void store.deleteOwner(account.toString()));

    /** §8.1: "the server MUST return an iq with type error, and the error condition SHOULD be 'forbidden'." */
    function own(request: IqRequest): IqRequest {
      ownOnly(request, contacts);
      return request;
    }

    async function query(request: IqRequest): Promise<Element> {
      const { from, session } = request;
      const read: string[] = [];
      const send = (result: Element) => {
        session?.send(result);
        read.push(result.getChild('result')?.attrs.id ?? '');
      };
      const owner = from.bare.toString();
      const fin = await answerArchiveQuery({ store, request, limits, owner, send, person: true });
      if (session) {
        if (Date.now() - session.get(READ_AT) > MINUTE) session.set(READ_AT, Date.now());
        ctx.announce('archive.read', { session, ids: read });
      }
      return fin;
    }

    function sent({ stanza, account, to }: MessageEvent): void {
      dropOwnIds(stanza, account.toString());
      // §3.5: "Servers MUST NOT include the <stanza-id/> element in messages addressed to JIDs that do not have permissions to
      // access the archive, such as a [user's] outgoing messages", and "SHOULD include the element as a child of the forwarded
      // message when using" carbons: so the id is there while copies are made, and gone in the last phase.
      record(stanza, account, to, account);
    }

    function received(event: MessageEvent): void {
      const { stanza, account, from, session } = event;
      // A message to oneself was archived when it was sent, and has its id.
      if (session?.jid.bare.equals(account)) return;
      dropOwnIds(stanza, account.toString());
      // §6.1: what an entity rejects "should not appear in the archive for the entity that rejected it".
      if (outcomeOf(event, ctx.sessions).to === 'error') return;
      record(stanza, account, from, from);
    }

    function record(stanza: Element, account: Jid, peer: Jid, author: Jid): void {
      const verdict = decide(stanza, account, peer);
      ctx.log.debug('message', { archived: verdict.store, because: verdict.because });
      if (!verdict.store) return;
      const owner = account.toString();
      // §6.1.1: "it MUST store such a stanza within a given archive only once".
      const known = recent.find(owner, stanza);
      const id = known ?? store.append(owner, { when: Date.now(), with: peer.toString(), stanza }).id;
      if (known === undefined) recent.note(owner, stanza, id);
      retract(stanza, { owner, peer, author });
      // §3.5: "When a message is archived, the server MUST add an <stanza-id/> element […] to the message".
      stanza.c('stanza-id', { xmlns: NS.stanzaId, by: owner, id });
    }

    function decide(stanza: Element, account: Jid, peer: Jid): { store: boolean; because: string } {
      const kind = shouldArchive(stanza);
      if (!kind.store) return kind;
      const wish = allows(preferences.of(account), peer, () => contacts.get(account, peer.bare).listed);
      return wish.store ? kind : wish;
    }
  },
});

/**
 * XEP-0359 §3: entities "which encounter a <stanza-id/> element where the 'by' attribute matches the 'by' attribute they would
 * otherwise set, MUST delete that element even if they are not adding their own stanza ID".
 */
function dropOwnIds(stanza: Element, owner: string): void {
  for (const forged of stanza.getChildren('stanza-id', NS.stanzaId))
    if (parseJid(forged.attrs.by ?? '')?.toString() === owner) stanza.remove(forged);
}
