/** Which type of challenge a way of proof is of. */
import type { ProofWay } from '../../../contract/acme.ts';
import type { ChallengeType } from './challenger.ts';

export const TYPE_OF_WAY: Readonly<Record<ProofWay, ChallengeType>> = {
  'http-listener': 'http-01',
  'http-webroot': 'http-01',
  'http-proxy': 'http-01',
  'tls-alpn': 'tls-alpn-01',
  'dns-provider': 'dns-01',
  'dns-by-hand': 'dns-01',
};
