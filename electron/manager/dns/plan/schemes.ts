/**
 * In which order programs try the server's doors: priority and weight of SRV, by the name of a habit. Pure.
 * Specs: RFC 2782, XEP-0368 1.1.0. What guides and providers write down differs; each of their ways is a row.
 *
 * SPEC: XEP-0368 §3: "Both 'xmpp-' and 'xmpps-' records SHOULD be treated as the same record with regard to connection order as
 * specified by RFC 2782, in that all priorities and weights are mixed."
 */
import type { PlanChoices } from '../../../contract/domains.ts';

type Choice = NonNullable<PlanChoices['scheme']>;

/** The smaller priority is tried first; within one, the larger weight more often. */
export interface Order {
  readonly priority: number;
  readonly weight: number;
}

export interface Scheme {
  readonly direct: Order;
  readonly starttls: Order;
  /** The port for everything (443), where it is open. */
  readonly onePort: Order;
  /** Whose habit it is, and what for. */
  readonly because: string;
}

const at = (priority: number, weight = 0): Order => ({ priority, weight });

/**
 * SPEC: RFC 2782: "Domain administrators SHOULD use Weight 0 when there isn't any server selection to do": an office has one server, so
 * that only who copies an older zone has weights.
 */
export const SCHEMES: Readonly<Record<Choice, Scheme>> = {
  'direct-first': {
    ...{ direct: at(5), starttls: at(10), onePort: at(20) },
    because:
      'TLS from the first byte is a round trip shorter, and cannot be stripped; 443 is for who gets nowhere else',
  },
  'one-port-first': {
    ...{ direct: at(4), starttls: at(4), onePort: at(3) },
    because:
      'where most colleagues sit behind firewalls that let 443 out only, nobody waits for the others to fail',
  },
  'starttls-first': {
    ...{ direct: at(5), starttls: at(4), onePort: at(20) },
    because: 'for programs that are old, or a door for direct TLS that is new',
  },
  even: {
    ...{ direct: at(0, 5), starttls: at(0, 5), onePort: at(10, 5) },
    because: 'as ejabberd and Prosody write it down: programs choose',
  },
  weighted: {
    ...{ direct: at(5, 10), starttls: at(10, 10), onePort: at(20, 10) },
    because: 'direct TLS first, with weights for a second server to come',
  },
};

export const USUAL_SCHEME: Choice = 'direct-first';
