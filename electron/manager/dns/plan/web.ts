/** What programs in browsers look for. Pure. Specs: XEP-0156 1.4.0. */
import type { PlanGap, PlannedRecord } from '../../../contract/domains.ts';
import { webAddressOf } from '../../office-doors.ts';
import { serverHost, webHost } from '../../office-names.ts';
import type { PlanFacts } from './facts.ts';
import { planned, txtValue, USUAL_TTL } from './records.ts';

/** Where the web of a domain begins: `https://xmpp.example.org:5443`. */
function webOrigin({ office, domain, onePortOpen }: PlanFacts): string {
  const first = webAddressOf(office, onePortOpen);
  // A web server in front shows all domains under its one name.
  return office.website ? first : first.replace(webHost(office, office.domain), webHost(office, domain));
}

/**
 * SPEC: XEP-0156 §4: "A previous version of this XEP defined a DNS method to look up this info using a TXT _xmppconnect record,
 * this was insecure and has been removed." Only old programs ask for it, so that nobody needs it, and nobody is told to have it.
 */
export function alternativeRecords(facts: PlanFacts): PlannedRecord[] {
  const origin = webOrigin(facts);
  return planned(
    { group: 'web', purpose: 'web.alternatives', need: 'optional', because: 'withdrawn' },
    `_xmppconnect.${facts.domain}`,
    'TXT',
    [
      txtValue(`_xmpp-client-xbosh=${origin}/http-bind`),
      txtValue(`_xmpp-client-websocket=${origin.replace(/^https/, 'wss')}/xmpp-websocket`),
    ],
    facts.office.dns?.ttl ?? USUAL_TTL,
  );
}

/** SPEC: XEP-0156 §2: host-meta stands on the domain itself, whose website is usually elsewhere: a file there, and no record. */
export const hostMetaGaps = ({ office, domain }: PlanFacts): PlanGap[] =>
  serverHost(office) === domain
    ? []
    : [{ code: 'host-meta', subject: `https://${domain}/.well-known/host-meta` }];
