/** What the DNS says of certificates and of the web: CAA, TLSA, the old TXT. Pure. Specs: RFC 8659, RFC 7673, XEP-0156. */
import type { Case, Draft, Rule } from '../case.ts';
import { readCaa, readText } from '../values.ts';
import { evidenceOf } from './records.ts';

/** The set that counts for a name: its own, or the nearest above it. */
function caaOf({ view }: Case, name: string): { at: string; values: readonly string[] } | undefined {
  const labels = name.split('.');
  for (let at = 0; at < labels.length - 1; at++) {
    const here = labels.slice(at).join('.');
    const values = view.values(here, 'CAA');
    if (values.length > 0) return { at: here, values };
  }
  return undefined;
}

/**
 * SPEC: RFC 8659 §4.2: an authority that does not know a tag with the critical flag must not issue; the tags
 * every authority knows are those of that document and RFC 9495's.
 */
const KNOWN_TAGS = new Set([
  'issue',
  'issuewild',
  'iodef',
  'contactemail',
  'contactphone',
  'issuemail',
  'issuevmc',
]);

export const caaForbids: Rule = (about) => {
  const { authority, rows, domain } = about;
  if (authority === null || rows.length === 0) return [];
  const names = [
    ...new Set([
      domain,
      ...rows.map(({ record }) => record.set.name).filter((name) => !name.startsWith('_')),
    ]),
  ];
  const barred = new Map<string, { names: string[]; values: readonly string[] }>();
  for (const name of names) {
    const caa = caaOf(about, name);
    if (!caa) continue;
    const tags = caa.values.map(readCaa);
    const issue = tags.filter(({ tag }) => tag === 'issue');
    const stopped = tags.some(({ critical, tag }) => critical && !KNOWN_TAGS.has(tag));
    if (!stopped && (issue.length === 0 || issue.some(({ issuer }) => issuer === authority))) continue;
    const one = barred.get(caa.at) ?? { names: [], values: caa.values };
    barred.set(caa.at, { ...one, names: [...one.names, name] });
  }
  return [...barred].map(([at, { names: which, values }]) => ({
    ...{ code: 'dns.caa-forbids', subject: at, names: [at, ...which] },
    ...{ data: { authority, names: which, values: [...values] }, evidence: evidenceOf(about, [at]) },
  }));
};

/** SPEC: RFC 7673 §4: whoever checks them refuses a certificate that none of the records fits. */
export const pinWrong: Rule = (about) =>
  about.rows
    .filter(({ record, state }) => record.set.type === 'TLSA' && state === 'different')
    .map(({ record: { set }, found }) => ({
      ...{ code: 'dns.pin-wrong', subject: set.name, names: [set.name] },
      ...{ data: { planned: set.values, found }, evidence: evidenceOf(about, [set.name]) },
    }));

/** RFC 8555 §8.4: the authority follows the alias, and looks for the proof wherever it ends. */
export const proofElsewhere: Rule = (about) =>
  about.rows
    .filter(({ record, state }) => record.purpose === 'certificate.proof' && state === 'different')
    .map(({ record: { set }, found }) => ({
      ...{ code: 'dns.proof-elsewhere', subject: set.name, names: [set.name] },
      ...{ data: { planned: set.values, found }, evidence: evidenceOf(about, [set.name]) },
    }));

export const text: Rule = (about) =>
  about.rows
    .filter(({ record, state }) => record.set.type === 'TXT' && state === 'different')
    .flatMap(({ record: { set } }): Draft[] => {
      const raw = about.view.values(set.name, 'TXT');
      const found = raw.map(readText);
      const planned = set.values.map(readText);
      const wrong = found.filter((one) => !planned.includes(one));
      const isQuoted = wrong.some(
        (one) => one.startsWith('"') || planned.includes(one.replace(/["\\]/g, '')),
      );
      const isPart = wrong.some((one) =>
        planned.some((whole) => one !== '' && whole.includes(one.trim()) && whole !== one),
      );
      const isGlued = wrong.some((one) => planned.filter((whole) => one.includes(whole)).length > 1);
      const code = isQuoted ? 'dns.text-quoted' : isPart || isGlued ? 'dns.text-split' : 'dns.text-other';
      return [
        {
          ...{ code, subject: set.name, names: [set.name], data: { found: [...raw], planned: set.values } },
          evidence: evidenceOf(about, [set.name]),
        },
      ];
    });
