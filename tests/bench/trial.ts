/** One trial: one scenario on one freshly installed engine, with what it cost. Nothing of it is left when it resolves. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { makeCertificate } from '../support/certificates.ts';
import { type Engine, HOST, PASSWORD, type RunningEngine, userNames } from './engines/engine.ts';
import { connectLoadClient } from './load-client.ts';
import { ownCpuSeconds, treeCost } from './processes.ts';
import type { Measure, Scenario, Size } from './scenarios/scenario.ts';

const START_MS = 60_000;

export interface TrialCost {
  /** The measured part, e.g. `messages: 500/s`. */
  readonly part: string;
  readonly seconds: number;
  readonly serverCpuSeconds: number;
  readonly serverMegabytes: number;
  readonly generatorCpuSeconds: number;
}

export interface Trial {
  readonly engine: string;
  readonly scenario: string;
  readonly measures: readonly Measure[];
  readonly costs: readonly TrialCost[];
}

export interface TrialParts {
  readonly engine: Engine;
  readonly scenario: Scenario;
  readonly size: Size;
  readonly profile?: string | undefined;
  readonly sources?: boolean | undefined;
}

export async function runTrial({ engine, scenario, size, profile, sources }: TrialParts): Promise<Trial> {
  const outer = mkdtempSync(join(tmpdir(), 'chatelaine-bench-'));
  const clear = () => rmSync(outer, { recursive: true, force: true });
  process.once('exit', clear);
  const servers: RunningEngine[] = [];
  const costs: TrialCost[] = [];
  try {
    // Servers that insist on a user of their own reach their folder through this one.
    chmodSync(outer, 0o755);
    const certificate = await makeCertificate(outer, 'bench', [HOST]);
    chmodSync(certificate.key, 0o644);
    const folder = join(outer, engine.name);
    mkdirSync(folder);
    const users = userNames(scenario.accounts(size));
    const installation = await engine.install({ folder, certificate, users, profile, sources });
    const measures = await scenario.run({
      installation,
      size,
      async start() {
        const server = await installation.start();
        servers.push(server);
        await Promise.race([untilLogin(server), server.failed]);
        return server;
      },
      async measured(part, work) {
        const pid = servers.at(-1)!.pid;
        const [began, server, own] = [performance.now(), treeCost(pid), ownCpuSeconds()];
        const result = await work();
        const now = treeCost(pid);
        costs.push({
          part,
          seconds: (performance.now() - began) / 1000,
          serverCpuSeconds: now.cpuSeconds - server.cpuSeconds,
          serverMegabytes: now.megabytes,
          generatorCpuSeconds: ownCpuSeconds() - own,
        });
        return result;
      },
    });
    return { engine: engine.name, scenario: scenario.name, measures, costs };
  } finally {
    for (const server of servers) await server.stop();
    clear();
    process.off('exit', clear);
  }
}

/** Tries every 10 ms, so that all engines are timed alike, whatever they print when they are ready. */
async function untilLogin({ port }: RunningEngine): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      const client = await connectLoadClient({ port, host: HOST, user: 'u0', password: PASSWORD });
      await client.close();
      return;
    } catch (error) {
      // Not listening yet, or the domain is not up yet.
      if (Date.now() > deadline) throw new Error('The server did not start.', { cause: error });
      await after(10);
    }
  }
}
