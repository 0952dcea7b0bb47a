/** Personal nodes for other modules, which know hooks only: what happens there is told, and what they ask for is done. */
import type { Hooks, PersonalItems } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import type { Engine, Told } from './call.ts';
import { makeNode } from './create.ts';
import type { Place } from './place.ts';
import { publishItems } from './publish.ts';
import { retractItems } from './retract.ts';

/** Announces `personal.published` and `personal.retracted`. */
export function tellOthers(ctx: ModuleContext): Told {
  const store = ctx.store.items('pubsub');
  return {
    published({ jid: account }, node, ids, by) {
      const items = ids.flatMap((id) => {
        const item = store.get(account.toString(), node, id);
        return item ? [{ id, payload: item.payload === undefined ? undefined : parseXml(item.payload) }] : [];
      });
      if (items.length > 0) ctx.announce('personal.published', { account, node, items, by });
    },
    retracted({ jid: account }, node, ids, by) {
      const items = ids.map((id) => ({ id, payload: undefined }));
      if (items.length > 0) ctx.announce('personal.retracted', { account, node, items, by });
    },
  };
}

/** Does what `personal.publish` and `personal.retract` ask for. */
export function publishForOthers(ctx: ModuleContext, engine: Engine, placeOf: (account: Jid) => Place): void {
  const { nodes } = engine;
  ctx.on('personal.publish', 'deliver', publish);
  ctx.on('personal.retract', 'deliver', retract);

  function publish({ account, node: name, items, access, by }: Hooks['personal.publish']): void {
    const place = placeOf(account);
    const publisher = account.toString();
    const fresh = items
      .map(({ id, payload }) => ({ id, payload: payload?.toString(), publishedAt: Date.now(), publisher }))
      .filter(({ id, payload }) => nodes.store.get(publisher, name, id)?.payload !== payload);
    const known = nodes.get(place, name);
    const exposed = access === 'whitelist' && known && known.config.accessModel !== 'whitelist';
    if (fresh.length === 0 || exposed) return;
    try {
      const node = known ?? makeNode(engine, place, name, publisher, access ? { accessModel: access } : {});
      publishItems(engine, { place, name, node, items: fresh, publisher: account, by });
    } catch (error) {
      // A bound was reached: the person's own request has been done, what follows from it has not.
      if (!(error instanceof StanzaError)) throw error;
      ctx.log.info('not published', { account: publisher, node: name, because: error.message, by });
    }
  }

  function retract({ account, node: name, items, by }: PersonalItems): void {
    const place = placeOf(account);
    const node = nodes.get(place, name);
    const ids = items.map(({ id }) => id).filter((id) => nodes.store.get(account.toString(), name, id));
    if (node && ids.length > 0) retractItems(engine, { place, name, node, ids, notify: true, by });
  }
}
