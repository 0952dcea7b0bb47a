/** All rules over what was heard. Pure. To add one: a function in rules/, its line here, its rank in causes.ts, its words in contract/findings/dns.ts. */
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import type { Case, Rule } from './case.ts';
import { withCauses } from './causes.ts';
import { notPublic, otherAddress, serviceElsewhere, silent } from './rules/addresses.ts';
import { caaForbids, pinWrong, proofElsewhere, text } from './rules/certificate.ts';
import { dnssec } from './rules/dnssec.ts';
import { doors } from './rules/doors.ts';
import { aliasBeside, aliasDangling, closed, noChat, splitView, wildcard } from './rules/names.ts';
import { different, misplaced, missing, odd, remembered, stale, unanswered } from './rules/records.ts';
import { addressless, elsewhere, malformed, notOffered } from './rules/targets.ts';
import {
  delegationDiffers,
  glueDiffers,
  intercepted,
  lame,
  notRegistered,
  serverSilent,
  serversDisagree,
  serversSilent,
  serverWithoutAddress,
  tcpRefused,
} from './rules/zone.ts';

const RULES: readonly Rule[] = [
  ...[notRegistered, intercepted, serversSilent, lame, serverSilent, tcpRefused],
  ...[serverWithoutAddress, glueDiffers, delegationDiffers, serversDisagree, dnssec],
  ...[missing, unanswered, different, remembered, misplaced, stale, odd],
  ...[notOffered, malformed, addressless, elsewhere],
  ...[notPublic, otherAddress, serviceElsewhere, silent],
  ...[aliasBeside, aliasDangling, wildcard, splitView, noChat, closed],
  ...[caaForbids, pinWrong, proofElsewhere, text, doors],
];

/** Root causes first. */
export const judge = (about: Case): DoctorFinding[] => withCauses(RULES.flatMap((rule) => rule(about)));
