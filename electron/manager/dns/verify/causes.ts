/** What follows from what: one root cause is shown, its effects fold under it. Pure. */

import { DNS_FINDINGS, type DnsCode } from '../../../contract/findings/dns.ts';
import { type DoctorFinding, type FindingData, makeFinding } from '../../../contract/findings/finding.ts';
import type { Draft } from './case.ts';

/**
 * From the deepest cause to the last effect. `all`: nothing about the domain can be right while it is so. `names`: whatever
 * else is found about the same names follows from it.
 */
const CAUSES: readonly (readonly [code: DnsCode, reach: 'all' | 'names'])[] = [
  ['dns.not-registered', 'all'],
  ['dns.intercepted', 'names'],
  ['dns.glue-missing', 'names'],
  ['dns.glue-differs', 'names'],
  ['dns.server-without-address', 'names'],
  ['dns.lame', 'all'],
  ['dns.servers-silent', 'all'],
  ['dns.ds-orphaned', 'all'],
  ['dns.signatures-expired', 'all'],
  ['dns.bogus', 'names'],
  ['dns.alias-beside', 'all'],
  ['dns.closed', 'all'],
  ['dns.no-chat', 'all'],
  ['dns.server-lame', 'names'],
  ['dns.server-silent', 'names'],
  ['dns.delegation-differs', 'names'],
  ['dns.servers-disagree', 'names'],
  ['dns.unanswered', 'names'],
  ['dns.name-doubled', 'names'],
  ['dns.below-host', 'names'],
  ['dns.name-mistyped', 'names'],
  ['dns.no-records', 'all'],
  ['dns.wildcard', 'names'],
  ['dns.target-doubled', 'names'],
  ['dns.target-is-address', 'names'],
  ['dns.not-offered', 'names'],
  ['dns.tls-swapped', 'names'],
  ['dns.port-wrong', 'names'],
  ['dns.target-website', 'names'],
  ['dns.target-elsewhere', 'names'],
  ['dns.address-private', 'names'],
  ['dns.address-website', 'names'],
  ['dns.address-beside', 'names'],
  ['dns.address-other', 'names'],
  ['dns.alias-dangling', 'names'],
  ['dns.service-elsewhere', 'names'],
  ['dns.caa-forbids', 'names'],
  ['dns.pin-wrong', 'names'],
  ['dns.proof-elsewhere', 'names'],
  ['dns.text-quoted', 'names'],
  ['dns.text-split', 'names'],
  ['dns.text-other', 'names'],
  ['dns.missing-server', 'names'],
  ['dns.target-without-address', 'names'],
  ['dns.target-alias', 'names'],
  ['dns.missing-programs', 'names'],
  ['dns.missing-servers', 'names'],
  ['dns.stale-record', 'names'],
  ['dns.missing-services', 'names'],
  ['dns.missing-calls', 'names'],
  ['dns.missing-web', 'names'],
  ['dns.missing-certificate', 'names'],
  ['dns.different', 'names'],
  ['dns.no-way', 'names'],
  ['dns.nobody-answers', 'names'],
  ['dns.nobody-answers-servers', 'names'],
  ['dns.v6-silent', 'names'],
  ['dns.address-silent', 'names'],
  ['dns.door-shut', 'names'],
];
const RANK = new Map(CAUSES.map(([code, reach], at) => [code, { at, reach }]));

/** The findings, root causes first, each effect behind its cause. */
export function withCauses(drafts: readonly Draft[]): DoctorFinding[] {
  const last = { at: CAUSES.length, reach: 'none' } as const;
  const rankOf = ({ code }: Draft) => RANK.get(code) ?? last;
  const sorted = merged(drafts).sort((one, other) => rankOf(one).at - rankOf(other).at);
  const roots: Draft[] = [];
  const effects: { readonly draft: Draft; readonly cause: Draft }[] = [];
  /** What only says once more that a line differs folds where the one who knows better folds. */
  const causeOf = (draft: Draft): Draft | undefined =>
    roots.find((root) => explains(root, draft, rankOf(root).reach)) ??
    (draft.code === 'dns.different'
      ? effects.find((effect) => explains(effect.draft, draft, rankOf(effect.draft).reach))?.cause
      : undefined);
  const findings = sorted.map((draft) => {
    const cause = causeOf(draft);
    if (cause) effects.push({ draft, cause });
    const { names: _, ...rest } = draft;
    // What only follows from another is folded under the root: effects of effects are the root's.
    if (!cause) roots.push(draft);
    return makeFinding(DNS_FINDINGS, draft.code, {
      ...rest,
      data: draft.data ?? {},
      evidence: [...(draft.evidence ?? [])].slice(0, 50).map((line) => line.slice(0, 2000)),
      dependsOn: cause?.code ?? null,
    });
  });
  return findings.sort(
    (one, other) =>
      Number(one.dependsOn !== null) - Number(other.dependsOn !== null) ||
      RANKS[one.severity] - RANKS[other.severity],
  );
}

/** One slip made several times is one finding: whoever puts one right puts all right. Of the others those about one thing are one. */
const TOGETHER: ReadonlySet<DnsCode> = new Set<DnsCode>([
  ...(['dns.name-doubled', 'dns.name-mistyped', 'dns.below-host', 'dns.stale-record'] as const),
  ...(['dns.not-offered', 'dns.tls-swapped', 'dns.port-wrong', 'dns.target-is-address'] as const),
  ...(['dns.caa-forbids', 'dns.pin-wrong', 'dns.service-elsewhere', 'dns.alias-dangling'] as const),
  'dns.proof-elsewhere',
]);

function merged(drafts: readonly Draft[]): Draft[] {
  const groups = Map.groupBy(drafts, ({ code, subject }) =>
    TOGETHER.has(code) ? code : `${code} ${subject}`,
  );
  return [...groups.values()].map((same) => same.reduce(together));
}

const RANKS = { broken: 0, warning: 1, info: 2 };

function together(one: Draft, other: Draft): Draft {
  const isWorse = one.severity && other.severity && RANKS[other.severity] < RANKS[one.severity];
  return {
    ...one,
    ...(isWorse ? { severity: other.severity } : {}),
    subject: unique([one.subject, other.subject]).join(', ').slice(0, 1000),
    names: unique([...one.names, ...other.names]),
    data: mergedData(one.data ?? {}, other.data ?? {}),
    evidence: unique([...(one.evidence ?? []), ...(other.evidence ?? [])]),
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** What is the same stays; what differs is a list. */
function mergedData(one: FindingData, other: FindingData): FindingData {
  const keys = unique([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    keys.map((key) => {
      const [here, there] = [one[key] ?? null, other[key] ?? null];
      if (JSON.stringify(here) === JSON.stringify(there)) return [key, here];
      const both = [here, there].flat().filter((value) => value !== null);
      return [key, typeof here === 'boolean' ? here : unique(both.map(String))];
    }),
  );
}

function explains(root: Draft, draft: Draft, reach: 'all' | 'names' | 'none'): boolean {
  if (root.code === draft.code || reach === 'none') return false;
  return reach === 'all' || draft.names.some((name) => root.names.includes(name));
}
