/** Retracted messages (XEP-0424 §4) leave a person's archive; a tombstone says that there was one. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import type { ArchiveStore } from '../../kernel/store.ts';
import { xml } from '../support/elements.ts';
import type { ArchiveOptions } from './options.ts';

const RETRACT = 'urn:xmpp:message-retract:1';

interface Conversation {
  readonly owner: string;
  readonly peer: Jid;
  /** Who sent the message just archived. */
  readonly author: Jid;
}

export function retractions(
  ctx: ModuleContext<ArchiveOptions>,
  store: ArchiveStore,
): (stanza: Element, conversation: Conversation) => void {
  // §2: "a server that is aware of message retractions and will therefore ensure that they're archived […] MUST also advertise".
  ctx.feature(RETRACT, 'both');
  if (!ctx.options.tombstones) return () => {};
  // §4: "A service which supports tombstones MUST advertise".
  ctx.feature(`${RETRACT}#tombstone`, 'both');

  async function bury(stanza: Element, { owner, peer, author }: Conversation, target: string): Promise<void> {
    const original = await store.find(owner, peer.bare.toString(), target);
    // §5: "MUST only be processed when both the original message and the retraction request are received from the same
    // bare-JID (in a one-on-one conversation)"; in a private conversation with somebody in a room that is the whole address.
    const from = original && parseJid(original.stanza.attrs.from ?? '');
    if (!from) return;
    const fromRoom =
      original.stanza.getChild('x', NS.mucUser) !== undefined && from.bare.toString() !== owner;
    if (!(fromRoom ? from.equals(author) : from.bare.equals(author.bare))) return;
    store.replace(owner, original.id, tombstone(original.stanza, stanza.attrs.id));
    ctx.log.debug('a message was retracted', { owner });
  }

  return (stanza, conversation) => {
    const target = stanza.getChild('retract', RETRACT)?.attrs.id;
    if (!target) return;
    bury(stanza, conversation, target).catch((error: Error) =>
      ctx.log.error('a message could not be retracted', { cause: error.message }),
    );
  };
}

/**
 * §4: "the original contents […] get replaced with a <retracted/> element which MUST include an 'id' attribute that's set to the
 * value of the retraction's <message/> element's 'id' attribute", and "SHOULD also include a 'stamp' attribute".
 */
function tombstone(original: Element, id: string | undefined): Element {
  const retracted = xml('retracted', { xmlns: RETRACT, id: id ?? '', stamp: new Date().toISOString() });
  return xml('message', { ...original.attrs }, retracted);
}
