/** What a component is told of its privileges when it comes, and when they change (XEP-0356 §4.2, §5.2, §6.2, §7.2). Pure. */
import { randomUUID } from 'node:crypto';
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { type Grant, pushes, reads } from './options.ts';

export const NS_PRIVILEGE = 'urn:xmpp:privilege:2';

/** §4.2: "a <message/> stanza with a <privilege/> elements which MUST have the namespace 'urn:xmpp:privilege:2'". */
export function advertisement(host: string, domain: string, grant: Grant): Element {
  const { roster, message, presence } = grant;
  const perms = [
    roster !== 'none' &&
      xml('perm', { access: 'roster', type: roster, ...(reads(roster) && { push: String(pushes(grant)) }) }),
    message !== 'none' && xml('perm', { access: 'message', type: message }),
    presence !== 'none' && xml('perm', { access: 'presence', type: presence }),
    iqPermission(grant),
  ].filter((perm) => perm !== false);
  return xml(
    'message',
    { xmlns: NS.client, from: host, to: domain, id: randomUUID() },
    xml('privilege', { xmlns: NS_PRIVILEGE }, ...perms),
  );
}

/** §6.2: "a <perm> element with an 'access' attribute of the value "iq" and wihout 'type' attribute". */
function iqPermission({ iq }: Grant): Element | false {
  const granted = Object.entries(iq).filter(([, type]) => type !== 'none');
  if (granted.length === 0) return false;
  return xml('perm', { access: 'iq' }, ...granted.map(([ns, type]) => xml('namespace', { ns, type })));
}
