/** Aliases, wildcards, and answers that depend on who asks. Pure. Specs: RFC 1034 §3.6.2, RFC 4592. */
import { lineOf } from '../../ask/zone.ts';
import type { Case, Draft, Rule } from '../case.ts';
import { isWild, wildcardAnswers } from '../wild.ts';
import { kindOf } from './addresses.ts';
import { evidenceOf } from './records.ts';

/**
 * SPEC: RFC 1034 §3.6.2: where there is a CNAME there should be nothing else. The apex of a zone always has other
 * data (SOA, NS), and at the address domain there is mail besides.
 */
export const aliasBeside: Rule = (about) => {
  const { domain, view } = about;
  const apex = view.zone.name ?? domain;
  const alias = [view.truth(apex, 'A'), view.truth(apex, 'MX')].find((told) => told && told.chain.length > 1);
  if (!alias) return [];
  return [
    {
      ...{ code: 'dns.alias-beside', subject: apex, names: [apex, domain] },
      ...{ data: { alias: alias.chain[1]! }, evidence: evidenceOf(about, [apex]) },
    },
  ];
};

/** An alias that ends nowhere. */
export const aliasDangling: Rule = (about) => {
  const { rows, view } = about;
  const names = [
    ...new Set(
      rows
        // An alias where SRV belongs, or of a proof, need not have an address.
        .filter(
          ({ state, record: { set, group } }) =>
            state === 'different' && set.type !== 'SRV' && group !== 'certificate',
        )
        .map(({ record }) => record.set.name),
    ),
  ];
  return names.flatMap((name): Draft[] => {
    const alias = view.truth(name, 'CNAME')?.values[0]?.replace(/\.$/, '');
    const chain = (view.truth(name, 'A') ?? view.truth(name, 'SRV'))?.chain ?? [];
    // Of a circle some servers tell the first step only.
    const end = chain.length > 1 ? chain.at(-1)! : alias;
    if (end === undefined || view.addresses(name).length > 0 || view.values(name, 'SRV').length > 0)
      return [];
    return [
      {
        ...{ code: 'dns.alias-dangling', subject: name, names: [name] },
        ...{ data: { alias: end }, evidence: evidenceOf(about, [name, end]) },
      },
    ];
  });
};

/**
 * A wildcard answers for names that are not written: harmless, until one of ours is among them.
 * SPEC: RFC 4592 §2.2: it answers only for names that do not exist; a record of our own at that name, of any type, ends it there.
 */
export const wildcard: Rule = (about) => {
  const { domain, label, rows, view } = about;
  const wild = wildcardAnswers(view, label);
  if (wild.every(({ values, alias }) => values.length === 0 && alias === undefined)) return [];
  const caught = rows.filter(
    (row) => row.state === 'different' && row.record.need !== 'optional' && isWild(row, view, label),
  );
  if (caught.length === 0) return [];
  const names = [...new Set(caught.map(({ record }) => record.set.name))];
  return [
    {
      ...{ code: 'dns.wildcard', subject: `*.${domain}`, names },
      severity: caught.some(({ record }) => record.need === 'required') ? 'broken' : 'warning',
      data: { names, values: wild.flatMap(({ values, alias }) => (alias ? [alias] : [...values])) },
      evidence: evidenceOf(about, [`${label}.${domain}`, ...names]),
    },
  ];
};

/** This network tells something else than the world: programs in the office and outside do not go the same way. */
export const splitView: Rule = (about) => {
  const { rows, view } = about;
  const split = rows.filter(({ record, state, seen }) => {
    if (state !== 'found' || record.need === 'optional') return false;
    return view.system.some((asker) => {
      const own = view.by(asker, record.set.name, record.set.type as 'A');
      const mine = seen.find((each) => each.asker === asker.id);
      if (!own || !mine || mine.state === 'right') return false;
      // It keeps a zone of its own, or tells an address of this network; anything else may just be remembered.
      return (
        own.heard.said?.authoritative === true || own.values.some((value) => kindOf(value) !== undefined)
      );
    });
  });
  if (split.length === 0) return [];
  const names = [...new Set(split.map(({ record }) => record.set.name))];
  return [
    {
      ...{ code: 'dns.split-view', subject: names[0]!, names, data: { names } },
      evidence: view.all
        .filter(({ asker, name }) => asker.kind === 'system' && names.includes(name))
        .map(lineOf),
    },
  ];
};

/** For somebody else's domain: nothing says that there is chat. */
export const noChat: Rule = (about: Case) => {
  const { domain, rows, walks, view } = about;
  if (rows.length > 0 || view.zone.registered === 'no') return [];
  const none = walks.every(
    ({ steps, chosen }) => chosen === null && steps.some(({ step }) => step === 'no-srv'),
  );
  const asked = walks.every(({ steps }) => steps.every(({ step, ok }) => step !== 'srv' || ok));
  if (!none || !asked || walks.length === 0) return [];
  return [
    {
      code: 'dns.no-chat',
      subject: domain,
      names: [domain],
      evidence: walks.flatMap(({ steps }) =>
        steps.map(({ subject, detail }) => `${subject}: ${detail.join(', ')}`),
      ),
    },
  ];
};

/** For somebody else's domain: it says that there is no chat. */
export const closed: Rule = ({ domain, rows, walks }) =>
  rows.length === 0 &&
  walks.length > 0 &&
  walks.every(({ steps }) => steps.some(({ step }) => step === 'not-offered'))
    ? [{ code: 'dns.closed', subject: domain, names: [domain] }]
    : [];
