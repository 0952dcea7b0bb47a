/**
 * What can be wrong with a certificate as such (electron/manager/certificates/judge), and with the name, port or path it is for.
 * `data`: `names`, `ports`, `until`/`from` (milliseconds), `issuer`, `by` (who is in the way), `url`, `detail` (exact, English).
 */
import { CHAIN } from './certificate-chain.ts';
import { KEY } from './certificate-key.ts';
import { NAMES } from './certificate-names.ts';
import { STANDING } from './certificate-standing.ts';
import { TIME } from './certificate-time.ts';

export const JUDGED = { ...TIME, ...CHAIN, ...KEY, ...NAMES, ...STANDING };
