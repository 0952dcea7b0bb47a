/** Administration of other servers: ejabberdctl's `incoming_s2s_number` and `outgoing_s2s_number`, and what the app's page needs. */
import { z } from 'zod';
import { CommandError } from '../kernel/command-error.ts';
import { prepareDomain } from '../kernel/jid.ts';
import type { CommandSpec } from '../kernel/module.ts';
import type { Federation } from './federation.ts';
import type { FederationReport, RemoteDomain, TryReport } from './report.ts';

const nothing = z.strictObject({});
const aDomain = z.strictObject({ domain: z.string().min(1).max(1023) });

/** Fixes the types of a command and forgets them again, so that all fit one list. */
const define = <A extends z.ZodType, R>(command: CommandSpec<A, R>): CommandSpec =>
  command as unknown as CommandSpec;

function read(domain: string): string {
  const read = prepareDomain(domain);
  if (read === undefined) throw new CommandError('name.not-allowed', `"${domain}" is no domain.`);
  return read;
}

export function federationCommands(federation: Federation): readonly CommandSpec[] {
  return [
    define({
      name: 'incoming_s2s_number',
      summary: 'Count the connections other servers have made to this one',
      ...{ positional: [], args: nothing, reads: true },
      run: () => federation.report().incoming,
    }),
    define({
      name: 'outgoing_s2s_number',
      summary: 'Count the connections this server has made to others',
      ...{ positional: [], args: nothing, reads: true },
      run: () => federation.report().outgoing,
    }),
    define({
      name: 'federation',
      summary: 'List the other servers this one speaks with: connected, how, and what stands in the way',
      ...{ positional: [], args: nothing, reads: true },
      run: () => federation.report(),
      text: writeReport,
    }),
    define({
      name: 'federation_retry',
      summary: 'Try a server that could not be reached again now',
      ...{ positional: ['domain'], args: aDomain },
      run({ domain }) {
        const remote = read(domain);
        return { domain: remote, retried: federation.retry(remote) };
      },
      text: ({ domain, retried }) => (retried ? `${domain} is tried again.` : `Nothing waits for ${domain}.`),
    }),
    define({
      name: 'federation_close',
      summary: 'End all connections with another server; what waits for it goes back to its senders',
      ...{ positional: ['domain'], args: aDomain },
      run({ domain }) {
        const remote = read(domain);
        return { domain: remote, closed: federation.close(remote) };
      },
      text: ({ domain, closed }) =>
        closed ? `The connections with ${domain} are closed.` : `There is no connection with ${domain}.`,
    }),
    define({
      name: 'federation_try',
      summary: 'Connect to another server step by step and say where it fails',
      ...{ positional: ['domain'], args: aDomain },
      run: ({ domain }) => federation.try(read(domain)),
      text: writeTry,
    }),
  ];
}

function writeReport({ policy, incoming, outgoing, domains }: FederationReport): string {
  const head = `Policy: ${policy}. Connections: ${incoming} in, ${outgoing} out.`;
  return [head, ...domains.map(writeDomain)].join('\n');
}

function writeDomain({ domain, state, links, queued, problem }: RemoteDomain): string {
  const how = links.map(({ direction, security, proof }) => {
    return `${direction} ${security.version ?? 'not encrypted'}, by ${proof}`;
  });
  const why = problem && `${problem.code}${problem.detail === undefined ? '' : ` (${problem.detail})`}`;
  const waits = queued > 0 ? `${queued} waiting` : undefined;
  return [`${domain}: ${state}`, ...how, waits, why].filter((part) => part !== undefined).join('; ');
}

function writeTry({ domain, ok, steps }: TryReport): string {
  const lines = steps.map(({ step, ok: good, ms, detail, problem }) => {
    const words = problem ? `${problem.code}${problem.detail ? `: ${problem.detail}` : ''}` : (detail ?? '');
    return `${good ? 'ok  ' : 'FAIL'} ${step} (${ms} ms) ${words}`.trimEnd();
  });
  return [...lines, ok ? `${domain} can be reached.` : `${domain} cannot be reached.`].join('\n');
}
