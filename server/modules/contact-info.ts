/**
 * Contact addresses. Specs: XEP-0157 1.1.1, XEP-0128 (as a form in service discovery).
 * Tells strangers, and administrators of other servers, whom to turn to about this domain.
 * It invents nobody: what the operator does not name falls back to the administrators, or to the mailbox RFC 2142 asks for.
 */
import { defineModule } from '../kernel/module.ts';
import { formOfResult } from './support/data-form.ts';

const SERVER_INFO = 'http://jabber.org/network/serverinfo';
/** §3: the seven kinds, in their order. */
const KINDS = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'] as const;
type Kind = (typeof KINDS)[number];

export const contactInfo = defineModule({
  name: 'contact-info',
  specs: ['XEP-0157 1.1.1'],
  setup(ctx) {
    ctx.discoInfo('host', ({ node, host }) =>
      node === undefined ? { forms: [formOfResult(fieldsFor(host), SERVER_INFO)] } : undefined,
    );

    const fieldsFor = (host: string) =>
      KINDS.map((kind) => ({ name: `${kind}-addresses`, values: addresses(host, kind) })).filter(
        ({ values }) => values.length > 0,
      );

    function addresses(host: string, kind: Kind): readonly string[] {
      const named = ctx.server.contacts(host)[kind] ?? [];
      if (named.length > 0) return named;
      const admins = ctx.server.admins.named(host).map((address) => `xmpp:${address}`);
      if (kind === 'admin') return admins;
      if (kind !== 'abuse') return [];
      // RFC 2142 §2: every domain has a mailbox "abuse".
      return admins.length > 0 ? admins : [`mailto:abuse@${host}`];
    }
  },
});
