/**
 * Avatars. Specs: XEP-0398 1.0.1 (between XEP-0084 and XEP-0153).
 * A picture set by any program is seen in every other, in rooms too, and its change is told at once.
 * It does not look at the picture: what is no picture is shown by nobody.
 */
import { clone, type Element } from 'ltx';
import { z } from 'zod';
import type { PersonalItems, PresenceEvent } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule } from '../kernel/module.ts';
import { parseXml } from '../kernel/xml.ts';
import {
  AVATAR,
  dataElement,
  infoOf,
  metadataElement,
  type Picture,
  pictureOfCard,
  pictureOfData,
  withPicture,
} from './support/avatar.ts';
import { xml } from './support/elements.ts';
import { createVcards } from './support/vcards.ts';

const UPDATE = 'vcard-temp:x:update';
const BY = 'avatars';

export const avatars = defineModule({
  name: 'avatars',
  specs: ['XEP-0398 1.0.1', 'XEP-0084 1.1.4', 'XEP-0153 1.1.1'],
  needs: ['vcard', 'personal'],
  setup(ctx) {
    const cards = createVcards(ctx);
    const items = ctx.store.items('pubsub');
    /** The hash presence carries, beside the card: presence comes often, and cards are large. */
    const hashes = ctx.store.keyval('avatar-hash', z.string());

    // SPEC §2: 'The service MUST include a XEP-0030 feature of "urn:xmpp:pep-vcard-conversion:0" on the account.'
    ctx.feature('urn:xmpp:pep-vcard-conversion:0', 'account');
    ctx.on('personal.published', 'copy', fromPersonal);
    ctx.on('personal.retracted', 'copy', (event) => {
      if (event.node === AVATAR.metadata && event.by !== BY) show(event.account, undefined);
    });
    ctx.on('vcard.changed', 'copy', ({ account, card, by }) => {
      if (by !== BY) fromCard(account, card);
    });
    ctx.on('presence.sent', 'guard', inject);
    ctx.on('account.removed', 'record', ({ account }) => void hashes.deleteOwner(account.toString()));

    /**
     * SPEC §3.1: the service "MUST look up the corresponding item published in the 'urn:xmpp:avatar:data' node and store
     * the content of the data element as a photo in the vcard."
     */
    function fromPersonal({ account, node, items: published, by }: PersonalItems): void {
      if (node !== AVATAR.metadata || by === BY) return;
      const metadata = published.at(-1)?.payload;
      const info = infoOf(metadata);
      if (!info) {
        show(account, undefined);
        return;
      }
      const stored = items.get(account.toString(), AVATAR.data, info.attrs.id!)?.payload;
      const picture = stored === undefined ? undefined : pictureOfData(parseXml(stored), info);
      if (picture) show(account, picture);
      else ctx.log.debug('avatar metadata without its picture', { account: account.toString() });
    }

    /** The card follows what was published. */
    function show(account: Jid, picture: Picture | undefined): void {
      const card = cards.get(account);
      if (pictureOfCard(card)?.id !== picture?.id) cards.set(account, withPicture(card, picture), BY);
      remember(account, picture);
    }

    /**
     * SPEC §3.2: it "MUST first publish an item to the 'urn:xmpp:avatar:data' node", and "Afterwards […] to the
     * 'urn:xmpp:avatar:metadata' node".
     */
    function fromCard(account: Jid, card: Element | undefined): void {
      const picture = pictureOfCard(card);
      const known = hashes.get(account.toString(), '') ?? '';
      if ((picture?.id ?? '') === known) return;
      if (picture) publish(account, AVATAR.data, picture.id, dataElement(picture));
      publish(account, AVATAR.metadata, picture?.id ?? 'none', metadataElement(picture));
      remember(account, picture);
    }

    const publish = (account: Jid, node: string, id: string, payload: Element) =>
      void ctx.announce('personal.publish', { account, node, items: [{ id, payload }], by: BY });

    /** Everybody who sees one of the devices hears of it. */
    function remember(account: Jid, picture: Picture | undefined): void {
      const hash = picture?.id ?? '';
      if ((hashes.get(account.toString(), '') ?? '') === hash) return;
      hashes.set(account.toString(), '', hash);
      for (const session of ctx.sessions.of(account)) {
        if (!session.presence) continue;
        const stanza = clone(session.presence);
        stanza.remove('x', UPDATE);
        stanza.cnode(update(hash));
        // As if the device had sent it anew.
        ctx.announce('presence.sent', { stanza, from: session.jid, to: undefined, session, account });
      }
    }

    /**
     * SPEC §4: "services MUST include the hash on behalf of their users in every available presence that does not contain
     * an empty photo element […]. Empty x elements […] (those without a photo element as child) MUST be overwritten." "The
     * hash MUST also be injected into directed presences such as MUC joins".
     */
    function inject({ stanza, account }: PresenceEvent): void {
      if (stanza.attrs.type !== undefined) return;
      const hash = hashes.get(account.toString(), '');
      if (!hash) return;
      const given = stanza.getChild('x', UPDATE);
      const photo = given?.getChild('photo')?.getText().trim();
      if (photo === '' || photo === hash) return;
      if (given) stanza.remove(given);
      stanza.cnode(update(hash));
    }
  },
});

const update = (hash: string): Element =>
  xml('x', { xmlns: UPDATE }, hash === '' ? xml('photo') : xml('photo', {}, hash));
