/** The job: what it asks of each area and in which order, what it leaves, and that a crash in between repeats no harm. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createChanges } from '../../../electron/manager/changes.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { type Asked, createFactory } from '../../../electron/manager/factory/factory.ts';
import { finishWipe } from '../../../electron/manager/factory/wipe.ts';
import { createJobs } from '../../../electron/manager/jobs.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

/** An office that has put something everywhere; each thing is there until it is taken back. */
function office(folder: string, more: { broken?: string; endless?: string } = {}) {
  const did: string[] = [];
  const there = new Set(['gajim', 'pidgin', 'router', 'firewall', 'trust', 'dns']);
  const take = (what: string) => {
    if (more.broken === what) throw problem('firewall.busy', {});
    did.push(what);
    there.delete(what);
  };
  const client = (id: string) => ({ id, program: id, address: 'otto@office.example', files: [] });
  const calls = {
    clientSetup: {
      list: async () => ({ done: ['gajim', 'pidgin'].filter((id) => there.has(id)).map(client) }),
      async undo({ id, how }: { id: string; how: string }) {
        // Pidgin has written there since.
        if (id === 'pidgin' && how === 'exact')
          throw problem('client.changed-since', { file: '/x' } as never);
        take(id);
      },
    },
    firewall: {
      get: async () => ({
        access: 'root',
        look: { state: 'seen', seen: { kept: there.has('firewall') ? 4 : 0 } },
      }),
      undo: async () => take('firewall'),
    },
    router: {
      get: async () => ({
        mappings: there.has('router') ? [{ by: 'pcp', transport: 'tcp', from: 5222, to: 5222 }] : [],
      }),
      unmap: async () => take('router'),
    },
    connect: {
      checkTrust: async () => ({ trusted: there.has('trust'), possibleHere: true }),
      trustHere: async () => take('trust'),
    },
    dnsProviders: {
      applied: async () =>
        there.has('dns')
          ? [
              {
                id: 'd1',
                domain: 'office.example',
                state: 'applied',
                items: [
                  { key: 'SRV', state: 'written' },
                  { key: 'A', state: 'failed' },
                ],
              },
            ]
          : [],
      undoPreview: async () => ({
        items: [
          { key: 'SRV', state: 'ready' },
          { key: 'TXT', state: 'changed' },
        ],
      }),
      async undo({ leave }: { leave: string[] }) {
        take('dns');
        did.push(`leaves ${leave}`);
        return { jobId: jobs.start('dns.undo').id };
      },
    },
    certificates: { list: async () => ({ certificates: [] }) },
    backups: { get: async () => ({ plan: { target: { kind: 'here' } } }) },
    machineService: { get: async () => ({ installed: null, commands: { remove: [] } }) },
    updates: { view: async () => ({ kind: 'deb' }) },
    people: { list: async () => [1, 2] },
  } as unknown as Asked;
  const database = openDatabase(join(folder, 'manager.sqlite'));
  const clock = createFakeClock();
  const events = createEvents(clock);
  const jobs = createJobs({ database, events, now: clock.now, unexpected: (error) => String(error) });
  jobs.define({ name: 'dns.undo', steps: [], run: async () => undefined, afterCrash: () => 'resume' });
  const log: string[] = [];
  const reached = Promise.withResolvers<void>();
  const factory = createFactory({
    host: { dataDir: folder, platform: 'linux', clock, entries: { server: '', cli: '', leash: '' } },
    ...{
      kept: createKept(database),
      jobs,
      calls: () => calls,
      domains: () => ['office.example'],
      place: '/opt/x',
    },
    changes: createChanges({ database, events, now: clock.now }),
    snapshot: async () => void did.push('copy'),
    stopServer: () => {
      reached.resolve();
      return more.endless === 'stop' ? new Promise(() => undefined) : Promise.resolve(did.push('stop'));
    },
    restart: () => void did.push('restart'),
    failed: (what, why) => void log.push(`${what} ${why}`),
  });
  return { factory, jobs, did, log, clock, database, stopping: reached.promise };
}
const wish = { what: 'reset', copy: true, dns: true } as const;

describe('the job', () => {
  test('takes everything back, one after the other, and empties the folder at the next start', async () => {
    using folder = temporaryFolder();
    const { factory, jobs, did, clock, database } = office(folder.path);
    const plan = await factory.plan(wish);
    expect(plan.goes.map(({ what }) => what).join(' ')).toBe('clients router firewall trust dns people data');
    expect(plan.goes.find(({ what }) => what === 'dns')!.details).toEqual(['SRV']);
    const job = await jobs.ended(factory.start(wish, 'office.example').jobId);
    expect([job.state, job.problem]).toEqual(['done', null]);
    expect(did).toEqual([
      'copy',
      'gajim',
      'pidgin',
      'router',
      'firewall',
      'trust',
      'dns',
      'leaves TXT',
      'stop',
    ]);
    expect(existsSync(join(folder.path, 'factory-reset.json'))).toBe(true);
    clock.advance(5000);
    expect(did.at(-1)).toBe('restart');
    database.close();
  });

  test('goes on where something cannot be taken back, and says how much is left', async () => {
    using folder = temporaryFolder();
    const { factory, jobs, did, log, database } = office(folder.path, { broken: 'firewall' });
    const job = await jobs.ended(factory.start({ ...wish, copy: false, dns: false }, 'office.example').jobId);
    expect(job.state).toBe('done');
    expect(job.steps.find(({ code }) => code === 'firewall')!.data).toEqual({ done: 0, left: 1 });
    expect(did).toEqual(['gajim', 'pidgin', 'router', 'trust', 'stop']);
    expect(log).toEqual(['firewall firewall.busy {}']);
    writeFileSync(join(folder.path, 'firewall.json'), 'which rules are ours');
    writeFileSync(join(folder.path, 'settings.json'), '{}');
    await finishWipe(folder.path);
    // Whoever may take the rules back, later, finds which.
    expect(['firewall.json', 'settings.json'].map((name) => existsSync(join(folder.path, name)))).toEqual([
      true,
      false,
    ]);
    database.close();
  });

  test('cut off before the mark, goes on at the next start with what is still there', async () => {
    using folder = temporaryFolder();
    const first = office(folder.path, { endless: 'stop' });
    first.factory.start(wish, 'office.example');
    await first.stopping;
    expect(existsSync(join(folder.path, 'factory-reset.json'))).toBe(false);
    // As a kill leaves it: the job was noted as running.
    const second = office(folder.path);
    second.jobs.recover();
    const job = second.jobs.list().find(({ name }) => name === 'factory.reset')!;
    expect((await second.jobs.ended(job.id)).state).toBe('done');
    expect(existsSync(join(folder.path, 'factory-reset.json'))).toBe(true);
    second.database.close();
  });
});
