/** DNS-01 through whoever keeps the zone, a provider or a person: the DNS area publishes, and follows a CNAME. Specs: RFC 8555 §8.4. */
import type { ProofPublisher } from '../../../dns/providers/provider.ts';
import type { Challenge, Challenger } from '../challenger.ts';
import { dnsText } from '../jws.ts';

/** SPEC: RFC 8555 §8.4: 'constructs the validation domain name by prepending the label "_acme-challenge" to the domain name being validated'. */
export const validationName = (name: string): string => `_acme-challenge.${name}`;

export function createDnsChallenger(publisher: ProofPublisher): Challenger {
  const of = ({ name, keyAuthorization }: Challenge) =>
    [validationName(name), dnsText(keyAuthorization)] as const;
  return {
    type: 'dns-01',
    // It resolves once every name server of the zone tells it: any of them may be asked.
    present: (challenge, signal) => publisher.publish(...of(challenge), signal),
    withdraw: (challenge, signal) => publisher.withdraw(...of(challenge), signal),
  };
}
