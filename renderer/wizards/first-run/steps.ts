/**
 * The steps as data: their names in the list at the left, and what of the answers stands under each.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { SetupAnswers, SetupStep } from '../../api/types.ts';

export type StepEntry = {
  step: Exclude<SetupStep, 'welcome'>;
  name: MessageDescriptor;
  /** What was answered, in its own words. */
  answer?: (answers: SetupAnswers) => string;
  /** How long it takes, while it is still to do. */
  time: MessageDescriptor;
};

export const STEPS: readonly StepEntry[] = [
  { step: 'address', name: msg`Address`, answer: ({ domain }) => domain, time: msg`1 min` },
  {
    step: 'administrator',
    name: msg`Administrator`,
    answer: ({ admin }) => admin.displayName.trim() || admin.username,
    time: msg`1 min`,
  },
  { step: 'summary', name: msg`Summary`, time: msg`1 min, nothing is changed yet` },
  { step: 'apply', name: msg`Setting up`, time: msg`less than a minute` },
  { step: 'firewall', name: msg`Firewall`, time: msg`1 min` },
  { step: 'dns', name: msg`DNS records`, time: msg`5 min, or somebody else does it` },
  { step: 'certificate', name: msg`Certificate`, time: msg`2 min, nothing to do` },
  { step: 'done', name: msg`Done`, time: msg`then invite a colleague` },
];
