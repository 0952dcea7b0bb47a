/** What devices received, in the words the tables of RFC 6121 use. */
import type { Element } from 'ltx';
import type { RawClient } from './xmpp-client.ts';

const firstChild = (element: Element | undefined) => element?.getChildElements()[0]?.name ?? '';

/** `push otto@test none ask`, `iq error bad-request`, `presence unavailable`, `message chat` … */
export function describeStanza(element: Element): string {
  const { name, attrs } = element;
  const error = element.getChild('error');
  if (error) return `${name} error ${firstChild(error)}`;
  if (name === 'stream:error') return `stream error ${firstChild(element)}`;
  const item = element.getChild('query', 'jabber:iq:roster')?.getChild('item');
  if (name === 'iq' && attrs.type === 'set' && item) return `push ${describeItem(item)}`;
  const type = attrs.type ?? { presence: 'available', message: 'normal' }[name] ?? '';
  return `${name} ${type}`.trim();
}

/** `otto@test both`, `otto@test none ask approved`, `otto@test remove`. */
function describeItem({ attrs }: Element): string {
  const flags = [attrs.ask && 'ask', attrs.approved && 'approved'].filter((flag) => flag);
  return [attrs.jid, attrs.subscription, ...flags].join(' ');
}

/** Twice around: what the first round caused elsewhere has arrived after the second. */
export async function settleAll(clients: readonly RawClient[]): Promise<void> {
  for (const client of [...clients, ...clients]) await client.settle();
}

/** Takes all that came, and says it in one line. */
export async function takeAll(client: RawClient): Promise<string> {
  const answers: string[] = [];
  while (client.received.length > 0) answers.push(describeStanza(await client.expect()));
  return answers.join(', ') || 'nothing';
}
