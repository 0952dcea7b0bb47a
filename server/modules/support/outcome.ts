/** What delivery will make of a message for one of our people: asked by what must know before it happens. */
import { type Delivery, decideDelivery } from '../../kernel/delivery.ts';
import type { MessageEvent } from '../../kernel/hooks.ts';
import type { Sessions } from '../../kernel/sessions.ts';

/** RFC 6121 §8.5, for a message about to be delivered to an account that exists. */
export function outcomeOf({ stanza, to }: MessageEvent, sessions: Sessions): Delivery {
  const address = to.isBare ? 'bare' : sessions.get(to) ? 'match' : 'gone';
  const nonNegative = sessions.available(to).length > 0;
  return decideDelivery('message', stanza.attrs.type, { accountExists: true, address, nonNegative });
}
