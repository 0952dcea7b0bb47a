/**
 * The domain's address book in the words of people: how a line stands, what it is for, what was found and by whom.
 * What a record is for and what a finding means is worded in the contract, once for the page, the mail and the doctor.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { useLingui as useMacro } from '@lingui/react/macro';
import {
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  Clock,
  EqualNot,
  type LucideIcon,
} from 'lucide-react';
import { IN_THE_WAY, MOVING_WORDS, READ_WORDS } from '../../electron/contract/findings/domains.ts';
import { FINDINGS, type FindingWords, type Language } from '../../electron/contract/findings/index.ts';
import {
  GAP_WORDS,
  GROUP_WORDS,
  RECORD_WORDS,
  type RecordWords,
} from '../../electron/contract/findings/records.ts';
import type {
  ApplyKind,
  DoctorFinding,
  DomainModel,
  DomainSurvey,
  PlanGap,
  ProviderId,
  RecordGroup,
  RecordPurpose,
  RecordState,
  Walk,
} from '../api/types.ts';

export const RECORD_STATES: Record<RecordState, { word: MessageDescriptor; icon: LucideIcon }> = {
  found: { word: msg({ message: 'Found', context: 'record' }), icon: CircleCheck },
  waiting: { word: msg({ message: 'Waiting', context: 'record' }), icon: Clock },
  different: { word: msg({ message: 'Different', context: 'record' }), icon: EqualNot },
  missing: { word: msg({ message: 'Missing', context: 'record' }), icon: CircleDashed },
  'not-checked': { word: msg({ message: 'Not checked', context: 'record' }), icon: CircleQuestionMark },
};

/** Why somebody gave no answer: a code of the contract's `seen.problem`. */
export function silenceWord(problem: string): MessageDescriptor {
  switch (problem) {
    case 'timeout':
      return msg`did not answer in time`;
    case 'refused':
      return msg`refused to answer`;
    case 'servfail':
      return msg`could not find out`;
    case 'bogus':
      return msg`found a signature that is not right`;
    case 'unreachable':
      return msg`cannot be reached from here`;
    default:
      return msg`gave no answer`;
  }
}

export const WALK_STEPS: Record<Walk['steps'][number]['step'], MessageDescriptor> = {
  srv: msg`Asks which doors there are`,
  'no-srv': msg`Finds no such lines, and takes the domain’s own address`,
  'not-offered': msg`Reads that this is not offered`,
  order: msg`Puts the doors in order`,
  address: msg`Looks up the address of the server`,
  connect: msg`Knocks`,
  stream: msg`Says hello, and hears who answers`,
};

/** Companies by their name; a name server of the office's own has none, and is called what it is. */
export function useProviderName(): (id: ProviderId, name: string) => string {
  const { t } = useMacro();
  return (id, name) => (id === 'rfc2136' ? t`your name server` : name);
}

/** What applying does with one line. */
export const APPLY_KINDS: Record<ApplyKind, MessageDescriptor> = {
  create: msg({ message: 'Added', context: 'record change' }),
  update: msg({ message: 'Changed, it is ours', context: 'record change' }),
  merge: msg({ message: 'Added beside what is there', context: 'record change' }),
  replace: msg({ message: 'Replaced, if you say so', context: 'record change' }),
  remove: msg({ message: 'Taken away, it was ours', context: 'record change' }),
  keep: msg({ message: 'Right already', context: 'record change' }),
  blocked: msg({ message: 'Not possible', context: 'record change' }),
  elsewhere: msg({ message: 'Kept somewhere else', context: 'record change' }),
};

export const DNSSEC_WORDS: Record<DomainSurvey['dnssec'], MessageDescriptor | null> = {
  unsigned: null,
  unknown: null,
  signed: msg`The address book is signed (DNSSEC): nobody on the way can forge its lines.`,
  'half-signed': msg`The address book is signed only by half (DNSSEC): its keeper signs it, and the registry does not know. It works as if it were not signed.`,
  bogus: msg`The signature of the address book is not right (DNSSEC): many networks refuse to read it. Whoever manages the domain has to mend this first.`,
};

export type RecordWording = {
  /** What the line is for, and what is not possible without it. */
  purpose(purpose: RecordPurpose): RecordWords;
  group(group: RecordGroup): string;
  /** What could not be planned. */
  gap(gap: PlanGap): string;
  /** How what was typed was understood, sentence by sentence. */
  read(model: DomainModel): string[];
  /** Why an office cannot have such a domain. */
  inTheWay(model: DomainModel): string[];
  /** What moving to another domain later costs. */
  moving(model: DomainModel): string[];
  /** Cause, effect and fix; of a finding this version does not know, its code. */
  finding(finding: DoctorFinding): FindingWords;
};

/** In the language in force. */
export function useRecordWords(): RecordWording {
  const { i18n } = useLingui();
  const language: Language = i18n.locale === 'fr' ? 'fr' : 'en';
  return {
    purpose: (purpose) => RECORD_WORDS[purpose][language],
    group: (group) => GROUP_WORDS[group][language],
    gap: ({ code, subject }) => GAP_WORDS[code][language](subject),
    read: ({ read, display }) =>
      read.filter((code) => !IN_THE_WAY.has(code)).map((code) => READ_WORDS[code][language](display)),
    inTheWay: ({ read, display }) =>
      read.filter((code) => IN_THE_WAY.has(code)).map((code) => READ_WORDS[code][language](display)),
    moving: ({ moving }) => moving.map(({ code }) => MOVING_WORDS[code][language]),
    finding: (finding) =>
      FINDINGS[finding.code]?.words[language](finding) ?? { cause: finding.code, effect: '', fix: '' },
  };
}
