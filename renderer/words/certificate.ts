/** A certificate in the words of people: how it stands, where it comes from, how names are proved, what a port shows. */
import type { MessageDescriptor } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import {
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleX,
  EqualNot,
  type LucideIcon,
} from 'lucide-react';
import { wordsOfWayBecause } from '../../electron/contract/acme-words.ts';
import type {
  AuthorityId,
  CertificateEvent,
  CertificateStatus,
  NameProgress,
  ProofWay,
  ServedHow,
  ServedState,
} from '../api/types.ts';
import type { Format } from './format.ts';

/** Names no public authority signs. */
export { isInside } from '../../electron/contract/findings/certificate-text.ts';

export type CertificateTone = 'fine' | 'working' | 'waiting' | 'trouble' | 'local';

export function toneOf({ state, current, source }: CertificateStatus, now: number): CertificateTone {
  if (current !== null && current.validUntil <= now) return 'trouble';
  switch (state.state) {
    case 'proving':
    case 'issued':
    case 'installing':
    case 'checking':
      return 'working';
    case 'needs-you':
    case 'planned':
      return 'waiting';
    case 'failed':
      return state.problem.finding.severity === 'info' ? 'waiting' : 'trouble';
    default:
      return source.from === 'local' || current?.local ? 'local' : 'fine';
  }
}

/** The one sentence. */
export function standingWords(status: CertificateStatus, format: Format, now: number): MessageDescriptor {
  const { state, current, source } = status;
  const names = current?.names.length ?? 0;
  const until = current ? format.date(current.validUntil) : '';
  if (current !== null && current.validUntil <= now)
    return msg`The certificate ran out on ${until}: nobody can connect.`;
  switch (state.state) {
    case 'none':
      return msg`There is no certificate yet.`;
    case 'planned':
      return msg`A certificate is about to be ordered.`;
    case 'proving':
      return state.rehearsal
        ? msg`A rehearsal is under way: nothing is changed by it.`
        : msg`The authority is looking whether the names are yours.`;
    case 'needs-you':
      return msg`The authority waits for a line that only you can add.`;
    case 'issued':
    case 'installing':
      return msg`The new certificate is here and is being brought in.`;
    case 'checking':
      return msg`The new certificate is in force; every door is being looked at.`;
    case 'failed': {
      const { retryAt } = state.problem;
      if (current !== null && retryAt !== null) {
        const next = format.moment(retryAt, now);
        return msg`The last try did not work; the next one is due: ${next}. The present certificate is good until ${until}.`;
      }
      return current === null
        ? msg`There is no certificate yet; the last try did not work.`
        : msg`The last try did not work. The present certificate is good until ${until}.`;
    }
    case 'resting': {
      if (source.from === 'given')
        return msg`Good until ${until}; ${plural(names, { one: 'covers # name', other: 'covers # names' })}. You bring the next one.`;
      const day = state.until === null ? until : format.date(state.until);
      if (current?.local)
        return msg`Signed by the office itself. Renews by itself around ${day}; ${plural(names, { one: 'covers # name', other: 'covers # names' })}.`;
      return msg`Renews by itself around ${day}; ${plural(names, { one: 'covers # name', other: 'covers # names' })}.`;
    }
  }
}

/** Under the heading of a choice, and in the history. */
export const AUTHORITIES: Readonly<Record<AuthorityId, string>> = {
  letsencrypt: 'Let’s Encrypt',
  'letsencrypt-staging': 'Let’s Encrypt (staging)',
  google: 'Google Trust Services',
  zerossl: 'ZeroSSL',
  custom: 'ACME',
};

export const WAY_WORDS: Readonly<Record<ProofWay, { name: MessageDescriptor; technical: string }>> = {
  'http-listener': { name: msg`we answer at the web’s door ourselves`, technical: 'HTTP-01, port 80' },
  'http-webroot': { name: msg`a file in your website’s folder`, technical: 'HTTP-01, webroot' },
  'http-proxy': { name: msg`your web server passes the question on to us`, technical: 'HTTP-01, proxy' },
  'tls-alpn': { name: msg`we answer at our own secure door`, technical: 'TLS-ALPN-01, port 443' },
  'dns-provider': { name: msg`a line we write into the domain’s address book`, technical: 'DNS-01' },
  'dns-by-hand': { name: msg`a line you add to the domain’s address book`, technical: 'DNS-01' },
};

/** Why a name is proved this way, or why it is left out; undefined for a reason of another version's. */
export const becauseWords = (because: string, locale: string): string | undefined =>
  wordsOfWayBecause(because, locale === 'fr' ? 'fr' : 'en');

export const PROOF_WORDS: Readonly<Record<NameProgress['state'], MessageDescriptor>> = {
  waiting: msg`waits`,
  presenting: msg`the proof is being put up`,
  presented: msg`the proof is up`,
  asked: msg`the authority is looking`,
  proved: msg`proved`,
  failed: msg`did not work`,
};

export const SERVED_STATES: Readonly<
  Record<ServedState, { word: MessageDescriptor; icon: LucideIcon; tone: 'ok' | 'warn' | 'bad' | 'off' }>
> = {
  fine: { word: msg({ message: 'Fine', context: 'served certificate' }), icon: CircleCheck, tone: 'ok' },
  other: { word: msg`Another certificate`, icon: EqualNot, tone: 'warn' },
  'wrong-name': { word: msg`Does not name it`, icon: CircleX, tone: 'bad' },
  untrusted: { word: msg`Not believed`, icon: CircleX, tone: 'bad' },
  'no-tls': { word: msg`No encryption`, icon: CircleX, tone: 'bad' },
  unreachable: { word: msg`No answer from here`, icon: CircleDashed, tone: 'off' },
};
export const NOT_LOOKED: LucideIcon = CircleQuestionMark;

export const HOW_WORDS: Readonly<Record<ServedHow, MessageDescriptor>> = {
  'xmpp-client-starttls': msg`Programs`,
  'xmpp-client-direct': msg`Programs, direct`,
  'xmpp-server-starttls': msg`Other servers`,
  'xmpp-server-direct': msg`Other servers, direct`,
  https: msg`Web`,
  turns: msg`Calls`,
};

export function eventWords({ what, by }: CertificateEvent): MessageDescriptor {
  switch (what) {
    case 'ordered':
      return by ? msg`Issued by ${by}` : msg`Issued`;
    case 'rehearsed':
      return msg`The rehearsal at ${by} went well`;
    case 'installed':
      return by ? msg`In force, from ${by}` : msg`In force`;
    case 'renewed':
      return msg`Renewed, from ${by}`;
    case 'failed':
      return by ? msg`A try at ${by} did not work` : msg`A renewal did not work`;
    case 'put-back':
      return msg`The one before was put back by somebody here`;
    case 'rolled-back':
      return msg`Did not show as it should: the one before was put back`;
    case 'source':
      return by ? msg`From now on from ${by}` : msg`From now on from the office’s own authority`;
    case 'stopped':
      return msg`Stopped by somebody here`;
  }
}
