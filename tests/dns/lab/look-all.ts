/**
 * Runs inside the lab: opens the office's doors and two odd name servers, looks at every case, and prints a line of JSON for each.
 * Started by lab.lab.ts; the first argument is a file with the authority of the resolvers.
 */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import * as packet from 'dns-packet';
import type { DomainSurvey } from '../../../electron/contract/dns.ts';
import { systemAskers } from '../../../electron/manager/dns/ask/askers.ts';
import { planFacts } from '../../../electron/manager/dns/plan/from-office.ts';
import { dnsPlan } from '../../../electron/manager/dns/plan/plan.ts';
import { survey, surveyOf } from '../../../electron/manager/dns/survey/survey.ts';
import { verify } from '../../../electron/manager/dns/verify/verify.ts';
import { CASES, type Case, officeOf } from './cases.ts';
import { AT, OPEN } from './places.ts';

const authority = readFileSync(process.argv[2]!, 'utf8');
const only = process.argv[3];

/** What one look came to. */
export interface Looked {
  readonly name: string;
  readonly findings: readonly { code: string; subject: string; severity: string; dependsOn: string | null }[];
  readonly rows: Readonly<Record<string, number>>;
  readonly chosen: Readonly<Record<string, string | null>>;
  readonly dnssec: string;
  readonly registered: string;
  readonly notChecked: readonly string[];
  readonly askers: number;
  readonly ms: number;
  /** Of the first good one: what a person is shown before anything is planned. */
  readonly survey?: DomainSurvey;
  readonly report?: unknown;
}

for (const host of OPEN.addresses)
  for (const port of OPEN.ports)
    await new Promise<void>((open) =>
      createServer((socket) => socket.on('error', () => socket.destroy()).end()).listen({ host, port }, open),
    );

/** Hands questions on to a right name server, and its answers back, changed or not. */
async function oddServer(address: string, change: (answer: packet.Packet) => packet.Packet, tcp: boolean) {
  const passOn = (question: Buffer) =>
    new Promise<Buffer>((resolve) => {
      const socket = createSocket('udp4');
      socket.once('message', (bytes) => {
        socket.close();
        resolve(packet.encode(change(packet.decode(bytes))));
      });
      socket.send(question, 53, AT.third);
    });
  const udp = createSocket('udp4');
  udp.on('message', (question, from) => {
    void passOn(question).then((answer) => udp.send(answer, from.port, from.address));
  });
  await new Promise<void>((open) => udp.bind(53, address, open));
  if (!tcp) return;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
      void passOn(chunk.subarray(2)).then((answer) => {
        const head = Buffer.alloc(2);
        head.writeUInt16BE(answer.length);
        socket.end(Buffer.concat([head, answer]));
      });
    });
  });
  await new Promise<void>((open) => server.listen({ host: address, port: 53 }, open));
}

await oddServer(AT.deaf, (answer) => answer, false);
await oddServer(
  AT.odd,
  (answer) => {
    const [question] = answer.questions ?? [];
    const isApex = question?.name.toLowerCase() === 'alias-at-domain.lab';
    if (!isApex || question?.type === 'SOA' || question?.type === 'NS') return answer;
    const alias = { type: 'CNAME', name: question!.name, ttl: 3600, data: 'www.good.lab' } as const;
    return { ...answer, answers: [alias], authorities: [] };
  },
  true,
);

const DOH = 'https://resolver.provider.lab/dns-query';

const systemOf = (address: string) => systemAskers([{ address, port: 53, vouches: false }]);

async function lookAt(one: Case): Promise<Looked> {
  const domain = `${one.name}.lab`;
  const office = officeOf(one);
  const opened = office.onePort ? { ports: [{ port: 443 }] } : undefined;
  const plan = one.stranger
    ? { domain, records: [], gaps: [] }
    : dnsPlan(planFacts(office, domain, opened as never, one.learned));
  const began = Date.now();
  const { report, view } = await verify(plan, {
    resolvers: [
      // Over HTTPS for good ones only: what is wrong with a zone is the same in every way in, and connections cost time.
      { name: 'First', address: AT.resolver, port: 53, url: one.expects === null ? DOH : null },
      {
        name: 'Second',
        address: one.name === 'old-remembered' ? AT.late : AT.resolver,
        port: 53,
        url: null,
      },
    ],
    system: systemOf(one.name === 'split-view' ? AT.system : AT.resolver),
    ...{ authority: one.authority ?? null, authorities: [authority], now: Date.now },
    signal: AbortSignal.timeout(120_000),
    random: () => 0,
  });
  const { dnssec, registered } = surveyOf(view, 'nothing-there');
  const shown =
    one.name === 'good'
      ? await survey(domain, {
          resolvers: [{ name: 'First', address: AT.resolver, port: 53, url: null }],
          ...{ system: systemOf(AT.resolver), now: Date.now, signal: AbortSignal.timeout(120_000) },
        })
      : undefined;
  const rows: Record<string, number> = {};
  for (const { state } of report.plan) rows[state] = (rows[state] ?? 0) + 1;
  return {
    ...{ name: one.name, rows, dnssec, registered, ms: Date.now() - began },
    ...(shown && { survey: shown }),
    findings: report.findings.map(({ code, subject, severity, dependsOn }) => ({
      ...{ code, subject, severity, dependsOn },
    })),
    chosen: Object.fromEntries(
      report.walks.map(({ who, chosen, targets }) => {
        const target = chosen === null ? undefined : targets[chosen];
        return [who, target ? `${target.host}:${target.port}` : null];
      }),
    ),
    ...{ notChecked: report.notChecked, askers: report.askers.length },
    ...(only === undefined ? {} : { report }),
  };
}

const waiting = CASES.filter(({ name }) => only === undefined || name === only);
await Promise.all(
  Array.from({ length: 6 }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift())
      process.stdout.write(`${JSON.stringify(await lookAt(one))}\n`);
  }),
);
process.exit(0);
