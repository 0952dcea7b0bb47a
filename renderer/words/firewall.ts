/** The firewall in words: how it stands, what each door is for, who answers there, what became of a change. */
import type { MessageDescriptor } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { CircleCheck, CircleDashed, CircleQuestionMark, CircleX, type LucideIcon, Minus } from 'lucide-react';
import type { FirewallFlow, FirewallOutcome, FirewallSeen, FirewallState, Overview } from '../api/types.ts';
import type { Format } from './format.ts';

export type FirewallTone = 'fine' | 'closed' | 'unsure' | 'counting' | 'unknown';

type Family = 'v4' | 'v6';
export const FAMILIES = [
  ['v4', 'IPv4'],
  ['v6', 'IPv6'],
] as const satisfies readonly (readonly [Family, string])[];

/** What was found last, also where the look after it failed. */
export const seenOf = ({ look }: FirewallState): FirewallSeen | null =>
  look.state === 'seen' ? look.seen : look.state === 'failed' ? look.last : null;

export const isClosed = ({ now }: FirewallFlow): boolean =>
  FAMILIES.some(([family]) => now[family]?.verdict === 'drop');
const isUnsure = ({ now }: FirewallFlow): boolean =>
  FAMILIES.some(([family]) => now[family]?.verdict === 'unknown');

export function toneOf(state: FirewallState): FirewallTone {
  if (state.countdown) return 'counting';
  const seen = seenOf(state);
  if (seen === null) return 'unknown';
  if (seen.flows.some(isClosed)) return 'closed';
  return seen.flows.some(isUnsure) ? 'unsure' : 'fine';
}

/** The one true sentence. */
export function standingWords(state: FirewallState): MessageDescriptor {
  const seen = seenOf(state);
  switch (toneOf(state)) {
    case 'counting':
      return msg`The new rules are in force. They are taken back by themselves unless you keep them.`;
    case 'unknown':
      return unknownWords(state);
    case 'closed': {
      const count = seen?.flows.filter(isClosed).length ?? 0;
      return msg`${plural(count, {
        one: 'The firewall of this computer keeps people out at one door that chat needs.',
        other: 'The firewall of this computer keeps people out at # doors that chat needs.',
      })}`;
    }
    case 'unsure':
      return msg`The firewall of this computer has rules that Chatelaine cannot read: whether people come in, only a try from outside tells.`;
    case 'fine':
      return seen?.firewall === 'none'
        ? msg`No firewall on this computer keeps anybody out: there is nothing to open here.`
        : msg`The firewall of this computer lets in all that chat needs.`;
  }
}

function unknownWords({ access, look }: FirewallState): MessageDescriptor {
  if (access === 'plan-only')
    return msg`Nobody has looked at the firewall of this computer yet. On Windows and macOS Chatelaine only looks, and says what to type.`;
  if (look.state === 'failed') return msg`The firewall of this computer could not be looked at.`;
  return access === 'by-hand'
    ? msg`Only an administrator of this computer may look at its firewall, and Chatelaine is none.`
    : msg`Nobody has looked at the firewall of this computer yet.`;
}

/** What a door is for, and what people miss without it. */
const FOR: Readonly<Record<string, { name: MessageDescriptor; without: MessageDescriptor }>> = {
  programs: {
    name: msg`Phones and computers of colleagues`,
    without: msg`Nobody connects from outside`,
  },
  web: {
    name: msg`Files, invitations, chat in the browser`,
    without: msg`Pictures do not open, invitations lead nowhere`,
  },
  companies: {
    name: msg`Servers of other companies`,
    without: msg`No chat beyond your own people`,
  },
  calls: { name: msg`Calls: finding each other`, without: msg`Calls fail between two networks` },
  'calls-relay': {
    name: msg`Calls: sound and picture`,
    without: msg`Some calls stay silent`,
  },
  files: {
    name: msg`Files from program to program`,
    without: msg`Large files take the slower way`,
  },
  certificate: {
    name: msg`The proof for the certificate`,
    without: msg`The certificate cannot be renewed in this way`,
  },
  'programs-api': {
    name: msg`Programs on other computers (API)`,
    without: msg`Those programs do not reach the server`,
  },
  monitoring: {
    name: msg`Whoever watches over this computer`,
    without: msg`They learn late that something is wrong`,
  },
};

/** A second door for the same: programs that look for the one do not look for the other. */
const AGAIN = {
  name: msg`The same, for programs and networks that want this door`,
  without: msg`Some programs and networks use only this one`,
};

export const flowName = ({ why }: Pick<FirewallFlow, 'why'>): MessageDescriptor =>
  FOR[why]?.name ?? msg`Something else the office needs`;

/** In the order of the table: the second time for the same thing, it says so. */
export function flowWords(
  flow: FirewallFlow,
  all: readonly FirewallFlow[],
): { name: MessageDescriptor; without?: MessageDescriptor } {
  const first = all.find(({ why, protocol }) => why === flow.why && protocol === flow.protocol);
  if (first !== undefined && first.id !== flow.id) return AGAIN;
  return FOR[flow.why] ?? { name: flowName(flow) };
}

/** `5222`, `49152–49351`. */
export const portsText = ({ ports: { from, to } }: Pick<FirewallFlow, 'ports'>): string =>
  from === to ? String(from) : `${from}–${to}`;

type StateWord = { word: MessageDescriptor; icon: LucideIcon; tone: 'ok' | 'bad' | 'warn' | 'plain' };

const VERDICTS: Readonly<Record<'accept' | 'drop' | 'unknown', StateWord>> = {
  accept: { word: msg`open`, icon: CircleCheck, tone: 'ok' },
  drop: { word: msg`closed`, icon: CircleX, tone: 'bad' },
  unknown: { word: msg`not sure`, icon: CircleQuestionMark, tone: 'warn' },
};
const NO_FAMILY: StateWord = { word: msg`not used`, icon: Minus, tone: 'plain' };
const OPENS: StateWord = { word: msg`closed`, icon: CircleDashed, tone: 'plain' };

/**
 * Closed is neutral where the plan on this very page opens it: work that is left, not trouble.
 * @param opened the plan is in force, and its doors were seen open: the look it was made from is older
 */
export function verdictWord({ now, opens }: FirewallFlow, family: Family, opened = false): StateWord {
  const judged = now[family];
  if (judged === null) return NO_FAMILY;
  if (opens && opened) return VERDICTS.accept;
  return judged.verdict !== 'accept' && opens ? OPENS : VERDICTS[judged.verdict];
}

/** Opened for the length of a call, or of a proof. */
const AT_TIMES: readonly string[] = ['calls-relay', 'certificate', 'monitoring'];

/** Who answers behind the door; a plain text is a program's own name. `odd`: not as it should be. */
export function answersWords({ why, by, heard }: FirewallFlow): {
  words: MessageDescriptor | string;
  odd: boolean;
} {
  const atTimes = AT_TIMES.includes(why);
  if (by === null)
    return atTimes ? { words: msg`only when needed`, odd: false } : { words: msg`nobody yet`, odd: true };
  const heardBy = FAMILIES.filter(([family]) => heard[family] === 'listening').map(([, name]) => name);
  const only = heardBy.length === 1 ? heardBy[0] : undefined;
  if (by.ours) {
    if (heardBy.length === 0) return { words: msg`your server, for this computer only`, odd: true };
    return only
      ? { words: msg`your server, over ${only} only`, odd: true }
      : { words: msg`your server`, odd: false };
  }
  const odd = !atTimes;
  if (by.program === null) return { words: msg`another program`, odd };
  const program = by.container ? `${by.program} (${by.container})` : by.program;
  if (heardBy.length === 0) return { words: msg`${program}, for this computer only`, odd: true };
  return only ? { words: msg`${program}, over ${only} only`, odd } : { words: program, odd };
}

/** What each look after the change says; `now` of `before`. */
export function checkWords({
  id,
  state,
  before,
  now,
}: NonNullable<FirewallState['countdown']>['checks'][number]): MessageDescriptor {
  const lost = state === 'lost';
  switch (id) {
    case 'window':
      return lost
        ? msg`The window that applied them is not heard any more`
        : msg`The window that applied them is still heard`;
    case 'remote-access':
      if (state === 'none') return msg`Nobody is here by remote access right now`;
      return lost ? msg`Remote access was cut` : msg`Remote access holds (${now} of ${before})`;
    case 'sessions':
      if (state === 'none') return msg`No colleague is connected right now`;
      return lost
        ? msg`Colleagues were cut off`
        : msg`${plural(before, {
            one: 'The connection of a colleague holds',
            other: 'The # connections of colleagues hold',
          })}`;
    case 'doors':
      if (state === 'looking') return msg`Looking whether the doors are open now…`;
      return lost
        ? msg`Open by now: ${now} of ${before} doors. Another rule stands before ours`
        : msg`${plural(before, { one: 'The door is open now', other: 'All # doors are open now' })}`;
  }
}

export type OutcomeWords = { kind: 'ok' | 'info' | 'warn'; words: MessageDescriptor };

/** What became of the last change. */
export function outcomeWords(outcome: FirewallOutcome, rules: number): OutcomeWords {
  switch (outcome) {
    case 'kept':
      return {
        kind: 'ok',
        words: msg`${plural(rules, { one: 'The new rule is kept.', other: 'The # new rules are kept.' })}`,
      };
    case 'undone':
      return {
        kind: 'ok',
        words: msg`Chatelaine’s rules are taken back. All else is as it was.`,
      };
    case 'back':
      return { kind: 'info', words: msg`The old rules are back, as you wished.` };
    case 'time':
      return {
        kind: 'info',
        words: msg`Nobody said “Keep” in time, so everything is as it was before.`,
      };
    case 'window':
      return {
        kind: 'warn',
        words: msg`The window that applied the rules was not heard any more, so everything is as it was before. If you had not closed it, the new rules may have cut it off.`,
      };
    case 'sessions':
      return {
        kind: 'warn',
        words: msg`Connections were cut while the new rules were in force, so everything is as it was before. Nobody has to do anything.`,
      };
    case 'closed':
      return {
        kind: 'warn',
        words: msg`A door that was open was not any more with the new rules, so everything is as it was before.`,
      };
    case 'ended':
      return {
        kind: 'warn',
        words: msg`Chatelaine was interrupted before anybody said “Keep”, so everything is as it was before.`,
      };
  }
}

export const lookedWords = (seen: FirewallSeen, format: Format, now: number): MessageDescriptor => {
  const ago = format.ago(seen.at, now);
  return seen.by === 'manager' ? msg`Looked ${ago}.` : msg`An administrator looked ${ago}, by hand.`;
};

/** What somebody found who came from elsewhere; the firewall of this computer is not all that stands in the way. */
export function outsideWords(
  { state, closed, at }: Overview['ways']['outside'],
  format: Format,
  now: number,
): MessageDescriptor {
  const ago = format.ago(at ?? now, now);
  switch (state) {
    case 'open':
      return msg`Somebody who came from outside got in ${ago}.`;
    case 'closed':
      return msg`${plural(closed, {
        one: 'Seen from outside, one door is closed.',
        other: 'Seen from outside, # doors are closed.',
      })}`;
    case 'unknown':
      return msg`Nobody has tried from outside yet.`;
  }
}
