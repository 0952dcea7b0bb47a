/**
 * Message displayed synchronisation. Specs: XEP-0490 1.0.1.
 * What was read on one device counts as read on the others, also when the program says so in passing, inside a message.
 * It does not check what was read: ids are the programs' business.
 */
import { clone, type Element } from 'ltx';
import type { MessageEvent } from '../kernel/hooks.ts';
import { defineModule } from '../kernel/module.ts';
import { NS } from '../kernel/stanza.ts';

const DISPLAYED = 'urn:xmpp:mds:displayed:0';

export const mds = defineModule({
  name: 'mds',
  specs: ['XEP-0490 1.0.1'],
  needs: ['personal'],
  setup(ctx) {
    ctx.feature('urn:xmpp:mds:server-assist:0', 'account');
    // SPEC §5.2: it "MUST happen before the message is stored in the archive […] and before it is reflected back to
    // the sender".
    ctx.on('message.sent', 'guard', assist);

    /**
     * SPEC §4.5.3: "The server MUST strip the <displayed/> element from the message and continue to process it normally.
     * The server MUST publish a PEP item on the 'urn:xmpp:mds:displayed:0' node where the item id is taken from the 'to'
     * attribute and the payload is the <displayed/> element."
     */
    function assist({ stanza, to, account }: MessageEvent): void {
      const found = stanza.getChildren('displayed', DISPLAYED);
      if (found.length === 0) return;
      for (const element of found) stanza.remove(element);
      const [displayed] = found;
      if (!displayed || !isWhole(displayed)) return;
      const items = [{ id: to.toString(), payload: clone(displayed) }];
      ctx.announce('personal.publish', { account, node: DISPLAYED, items, access: 'whitelist', by: 'mds' });
    }
  },
});

/** SPEC §4.1: it "MUST contain exactly one […] <stanza-id/> element". */
const isWhole = (displayed: Element): boolean =>
  displayed.getChildElements().length === 1 && displayed.getChild('stanza-id', NS.stanzaId) !== undefined;
