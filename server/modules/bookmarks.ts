/**
 * Bookmarks. Specs: XEP-0402 1.2.0 §5.3, XEP-0411 1.0.0; over XEP-0048 1.2, XEP-0049 1.2.
 * The rooms a person keeps are the same in old and new programs: three ways of keeping them, one list.
 * It joins no rooms, and leaves web addresses where they are.
 */
import type { Element } from 'ltx';
import type { PersonalItems } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import { defineModule } from '../kernel/module.ts';
import { parseXml } from '../kernel/xml.ts';
import {
  BOOKMARKS,
  type Conferences,
  fromStorage,
  STORAGE,
  sameBookmark,
  toStorage,
} from './support/bookmark-forms.ts';
import { xml } from './support/elements.ts';
import { createPrivateXml } from './support/private-xml.ts';

const BY = 'bookmarks';
/** XEP-0048 §3: the one item of the node. */
const CURRENT = 'current';
/** WHY: each change reads and writes all of them, and a person's programs may change them fifty times a second. */
const MOST = 500;

export const bookmarks = defineModule({
  name: 'bookmarks',
  specs: ['XEP-0402 1.2.0', 'XEP-0411 1.0.0'],
  needs: ['personal', 'private'],
  setup(ctx) {
    const items = ctx.store.items('pubsub');
    const stored = createPrivateXml(ctx);

    // XEP-0402 §6, XEP-0411 §2.
    for (const feature of [
      `${BOOKMARKS}#compat`,
      `${BOOKMARKS}#compat-pep`,
      'urn:xmpp:bookmarks-conversion:0',
    ])
      ctx.feature(feature, 'account');
    ctx.on('personal.published', 'copy', changed);
    ctx.on('personal.retracted', 'copy', changed);
    ctx.on('private.changed', 'copy', ({ account, element, by }) => {
      if (by !== BY && element.is('storage', STORAGE)) fromOld(account, element);
    });

    function changed({ account, node, items: given, by }: PersonalItems): void {
      if (by === BY) return;
      if (node === BOOKMARKS) collate(account);
      const storage = node === STORAGE ? given.at(-1)?.payload : undefined;
      if (storage?.is('storage', STORAGE)) fromOld(account, storage);
    }

    /** What the newest generation holds, which the others follow. */
    function current(account: Jid): Map<string, Element> {
      const owner = account.toString();
      return new Map(
        items.list(owner, BOOKMARKS).flatMap(({ id }) => {
          const payload = items.get(owner, BOOKMARKS, id)?.payload;
          return payload === undefined ? [] : [[id, parseXml(payload)] as const];
        }),
      );
    }

    /** SPEC XEP-0402 §5.3.1: "When a client publishes a new item, the server MAY collate all items". */
    function collate(account: Jid): void {
      if (items.list(account.toString(), BOOKMARKS).length > MOST) tooMany(account);
      else
        write(account, toStorage(current(account), stored.get(account, xml('storage', { xmlns: STORAGE }))));
    }

    /** Each program goes on seeing what it wrote itself. */
    const tooMany = (account: Jid) =>
      ctx.log.info('too many bookmarks to keep in step', { account: account.toString(), most: MOST });

    /** Both old generations. */
    function write(account: Jid, storage: Element): void {
      const known = stored.get(account, storage)?.toString();
      if (known !== storage.toString()) stored.set(account, storage, BY);
      const published = [{ id: CURRENT, payload: storage }];
      // SPEC XEP-0411 §5: "the service MUST make that the user is the only one who has access to that node."
      ctx.announce('personal.publish', {
        account,
        node: STORAGE,
        items: published,
        access: 'whitelist',
        by: BY,
      });
    }

    /**
     * SPEC XEP-0402 §5.3.2: "a server MAY examine the list and update the individual items as required, sending updates or
     * retraction notifications as needed. Servers electing to perform this OPTIONAL behaviour SHOULD NOT send notifications
     * for unchanged items."
     */
    function fromOld(account: Jid, storage: Element): void {
      if (storage.getChildElements().length > MOST) {
        tooMany(account);
        return;
      }
      const before: Conferences = current(account);
      const after = fromStorage(storage, before);
      const fresh = [...after].filter(([jid, item]) => {
        const known = before.get(jid);
        return !known || !sameBookmark(known, item);
      });
      const gone = [...before.keys()].filter((jid) => !after.has(jid));
      if (fresh.length > 0)
        ctx.announce('personal.publish', {
          ...{ account, node: BOOKMARKS, access: 'whitelist' as const, by: BY },
          items: fresh.map(([id, payload]) => ({ id, payload })),
        });
      if (gone.length > 0)
        ctx.announce('personal.retract', {
          ...{ account, node: BOOKMARKS, by: BY },
          items: gone.map((id) => ({ id, payload: undefined })),
        });
      write(account, storage);
    }
  },
});
