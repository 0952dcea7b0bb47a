/** Reading an archive as a client does (XEP-0313), for tests. */
import type { RawClient } from './xmpp-client.ts';

const hasResult = (one: { getChild(name: string): unknown }) => one.getChild('result') !== undefined;

/** Ids of all messages in one's own archive, in its order, page by page. Takes nothing else off `client`. */
export async function archivedIds(client: RawClient): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const page = after === '' ? '' : `<after>${after}</after>`;
    const set = `<set xmlns='http://jabber.org/protocol/rsm'><max>250</max>${page}</set>`;
    const answer = await client.query('set', `<query xmlns='urn:xmpp:mam:2'>${set}</query>`);
    while (client.received.some(hasResult)) {
      const result = (await client.find(hasResult)).getChild('result');
      ids.push(result?.getChild('forwarded')?.getChild('message')?.attrs.id ?? '');
    }
    const fin = answer.getChild('fin');
    if (fin?.attrs.complete === 'true') return ids;
    after = fin?.getChild('set')?.getChildText('last') ?? '';
  }
}
