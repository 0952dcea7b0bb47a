/** `chatelaine certificate`: what is in files and what is wrong with it, what strangers are shown at every port, and bringing one in. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ServedCell } from '../contract/index.ts';
import { withManager } from '../local/client.ts';
import { certificateIdle } from '../local/wait.ts';
import { createCertificates } from '../manager/certificates/certificates.ts';
import { type JudgeAuthorities, judge, publicAuthorities } from '../manager/certificates/judge/judge.ts';
import { createOutside } from '../manager/certificates/judge/outside.ts';
import { expectedEndpoints, wantedNames } from '../manager/certificates/served/endpoints.ts';
import { examine } from '../manager/certificates/served/examine.ts';
import { readFiles } from '../manager/certificates/sources/read.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { servedDomains } from '../manager/office-names.ts';
import { problem } from '../manager/problem.ts';
import { type Office, openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { newAccountKey, revoke } from './certificate-account.ts';
import { handOverTo } from './certificate-hand-over.ts';
import { renew } from './certificate-renew.ts';
import { cellLine, factLines, findingLines, said } from './certificate-text.ts';
import { CERTIFICATE } from './manuals/certificate.ts';
import { languageOf, readLine } from './options.ts';
import { failed, wrongUsage } from './outcome.ts';

const TOPICS = ['show', 'check', 'import', 'renew', 'hand-over', 'revoke', 'new-account-key'] as const;
type Topic = (typeof TOPICS)[number];

interface Asked {
  readonly topic: Topic;
  /** Of `show` and `import`. */
  readonly files: readonly string[];
  readonly domain: string | undefined;
  readonly passphraseFile: string | undefined;
  /** Of `renew`: on the authority's practice ground, nothing is installed. */
  readonly rehearse: boolean;
  /** Of `renew`. */
  readonly profile: string | undefined;
  /** Of `hand-over`: the file, where it is not the usual one. */
  readonly to: string | undefined;
  /** Of `revoke`. */
  readonly reason: string;
  readonly language: 'en' | 'fr';
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readCertificateArgs(args: readonly string[]): Asked | string {
  const line = readLine(args, CERTIFICATE.options, { actions: TOPICS, words: () => 1000 });
  if (typeof line === 'string') return line;
  const { action: topic, words: files, values } = line;
  const fileless = topic === 'check' || topic === 'renew' || topic === 'new-account-key';
  if (topic === 'hand-over' && files.length !== 1) return 'Say to which: ejabberd or prosody.';
  if (!fileless && files.length === 0) return `Say which file: chatelaine certificate ${topic} FILE.`;
  if (fileless && files.length > 0) return `"${files[0]}" is not expected here; --domain names one.`;
  if (values.profile !== undefined && !/^[\w.-]{1,64}$/.test(values.profile))
    return '--profile is a name as the authority gives it, such as shortlived.';
  if (files.length > 10) return 'A certificate and its key are ten files at most.';
  return {
    ...{ topic, files, domain: values.domain, data: values.data },
    ...{ language: values.lang ?? languageOf(process.env) },
    ...{ passphraseFile: values['passphrase-file'], rehearse: values.rehearse, json: values.json },
    ...{ to: values.to, reason: values.reason, profile: values.profile },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function certificate(args: readonly string[]): Promise<number> {
  const asked = readCertificateArgs(args);
  if (typeof asked === 'string') return wrongUsage('certificate', asked);
  try {
    return await {
      show,
      check,
      import: bringIn,
      renew,
      'hand-over': handOverTo,
      revoke,
      'new-account-key': newAccountKey,
    }[asked.topic](asked);
  } catch (error) {
    return failed(error, asked);
  }
}

/** What the manager has decided, and whom the office's devices trust; changes nothing, and so needs no lock. */
async function known({ data }: Asked): Promise<{ office: Office | null; authorities: JudgeAuthorities }> {
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  const log = { warn() {}, error() {}, info() {} } as never;
  const own = await createCertificates({ host, clock: host.clock, log }).authorityPem();
  // Strangers do not know it; an office of one network only has nobody else.
  return { office, authorities: publicAuthorities(own && office?.way === 'lan' ? [own] : []) };
}

async function passphrase({ passphraseFile }: Asked): Promise<string | undefined> {
  if (passphraseFile === undefined) return undefined;
  const text = await readFile(passphraseFile, 'utf8');
  return text.split(/\r?\n/)[0];
}

const given = (files: readonly string[]) =>
  Promise.all(files.map(async (name) => ({ name, data: await readFile(name) })));

async function show(asked: Asked): Promise<number> {
  const { office, authorities } = await known(asked);
  const options = { authorities, now: Date.now(), withoutKey: true, passphrase: await passphrase(asked) };
  const read = await readFiles(await given(asked.files), options);
  const domain = asked.domain ?? office?.domain;
  const subject = asked.files.join(', ');
  const judged =
    'findings' in read
      ? { findings: read.findings, remarks: [], facts: undefined, coverage: [] }
      : judge({
          ...{ chain: read.given, subject, authorities, now: Date.now() },
          wanted: office && domain ? wantedNames(office, domain) : [],
        });
  const hasKey = 'key' in read && read.key !== '';
  const trouble = 'keyTrouble' in read && read.keyTrouble ? [read.keyTrouble] : [];
  const findings = [...judged.findings, ...trouble];
  if (asked.json) say(JSON.stringify({ ...said({ ...judged, findings }, asked.language), key: hasKey }));
  else {
    const key = hasKey ? 'there' : trouble.length > 0 ? 'unusable' : 'missing';
    for (const line of factLines(judged.facts, key, asked.language)) say(line);
    for (const line of findingLines([...findings, ...judged.remarks], asked.language)) say(line);
  }
  return findings.some(({ severity }) => severity === 'broken') ? 1 : 0;
}

const CHECK_MS = 120_000;

async function check(asked: Asked): Promise<number> {
  const { office, authorities } = await known(asked);
  if (!office) throw problem('setup.not-done', {});
  const domains = asked.domain === undefined ? servedDomains(office) : [asked.domain];
  let broken = false;
  for (const domain of domains) {
    const { cells, findings, remarks } = await examine({
      ...{ domain, authorities, now: Date.now, signal: AbortSignal.timeout(CHECK_MS) },
      ...{ endpoints: expectedEndpoints(office, [domain]), wanted: wantedNames(office, domain) },
      ask: (dated) => createOutside({ dated }),
    });
    broken ||= findings.some(({ severity }) => severity === 'broken');
    if (asked.json) say(JSON.stringify({ domain, cells, ...said({ findings, remarks }, asked.language) }));
    else {
      for (const cell of cells as ServedCell[]) say(cellLine(cell, asked.language));
      for (const line of findingLines([...findings, ...remarks], asked.language)) say(line);
    }
  }
  return broken ? 1 : 0;
}

/** As the page does it: what cannot be used changes nothing, and says why. */
const bringIn = (asked: Asked): Promise<number> =>
  withManager(createNodeHost(dataFolder(asked.data)), async ({ client }) => {
    const { domain: first } = await client.server.overview();
    const domain = asked.domain ?? first;
    if (domain === '') throw problem('setup.not-done', {});
    const secret = await passphrase(asked);
    const pass = secret === undefined ? {} : { passphrase: secret };
    const [only] = asked.files;
    const files = (await given(asked.files.length > 1 ? asked.files : [])).map(({ name, data }) => ({
      ...{ name, data: data.toString('base64') },
    }));
    const path = resolve(only!);
    const inspected =
      files.length > 0
        ? await client.certificateSources.inspectFiles({ files, ...pass })
        : await client.certificateSources.inspectPath({ path, ...pass });
    if (inspected.ticket !== null) {
      // One file or folder that opens by itself is looked after from now on; anything else was given once.
      const source =
        files.length > 0 || secret !== undefined
          ? ({ from: 'given' } as const)
          : ({ from: 'file', path } as const);
      await client.certificates.chooseSource({ domain, source, ticket: inspected.ticket });
      await certificateIdle(client, domain);
    }
    if (asked.json)
      say(JSON.stringify({ domain, used: inspected.ticket !== null, ...said(inspected, asked.language) }));
    else {
      for (const line of factLines(inspected.certificate ?? undefined, 'there', asked.language)) say(line);
      for (const line of findingLines(inspected.findings, asked.language)) say(line);
    }
    return inspected.ticket === null ? 1 : 0;
  });
