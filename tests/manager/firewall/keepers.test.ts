/**
 * ufw and firewalld, which place their rules themselves and bring them back after a restart: opened, seen from outside, kept over a
 * restart, and taken away again, with refusals of the office's own and docker's chains beside.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Operation } from '../../../electron/manager/firewall/operations.ts';
import { describeWith } from '../../support/need.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { type AtWork, atWork, rulesOf } from './at-work.ts';
import { type Box, openBox } from './box.ts';

vi.setConfig({ testTimeout: 120_000 });

const docker = readFileSync(fileURLToPath(new URL('rule-sets/docker.v4', import.meta.url)), 'utf8')
  // INPUT is ufw's, and the doors are nobody else's.
  .replace(/^-A INPUT.*\n/gm, '')
  .replace(/^.*5223.*\n/gm, '');

describeInNetworks([], 'firewalls that keep their own rules', () => {
  let box: Box;
  let work: AtWork | undefined;
  beforeAll(async () => {
    box = await openBox();
  }, 60_000);
  afterEach(async () => {
    await work?.helper.kill();
    work = undefined;
    await box.reset();
  }, 30_000);
  afterAll(async () => box?.close());

  describeWith(['ufw', 'iptables'], 'ufw', () => {
    it('a door it refuses, one in a refused range, docker beside; after a restart they are there, and taken away they are not', async () => {
      await box.listen([22, 5222, 5223]);
      await box.inside('iptables-restore', [], docker);
      await box.inside('ufw', ['allow', '22/tcp']);
      await box.inside('ufw', ['deny', '5222/tcp', 'comment', 'not yet']);
      await box.inside('ufw', ['deny', 'proto', 'tcp', 'to', 'any', 'port', '5223:5280']);
      await box.inside('ufw', ['--force', 'enable']);
      const listed = await box.inside('ufw', ['status', 'numbered']);
      const before = await rulesOf(box);
      work = atWork(box);
      const report = await work.look();
      expect([report.ruler.firewall, report.besides.map(({ name }) => name)]).toEqual(['ufw', ['docker']]);
      expect(
        report.changes.map(({ place, lines }) => [place, lines.filter(({ kind }) => kind !== 'same').length]),
      ).toEqual([['ufw status', 6]]);
      expect(await work.apply()).toMatchObject({ applied: true });
      const all = {
        'v4 22': true,
        'v6 22': true,
        'v4 5222': true,
        'v6 5222': true,
        'v4 5223': true,
        'v6 5223': true,
      };
      expect(await work.comeIn([22, 5222, 5223])).toEqual(all);
      expect(await work.helper.ask({ do: 'keep' })).toMatchObject({
        kept: true,
        persisted: { forgotten: [] },
      });
      // The machine starts anew.
      await box.inside('ufw', ['reload']);
      expect(await work.comeIn([5222, 5223])).toMatchObject({ 'v4 5222': true, 'v6 5223': true });
      expect(await work.helper.ask({ do: 'remove', operations: report.operations })).toMatchObject({
        removed: true,
      });
      expect(await box.inside('ufw', ['status', 'numbered'])).toBe(listed);
      expect(await rulesOf(box)).toBe(before);
    });
  });

  describeWith(['firewalld', 'dbus-daemon'], 'firewalld', () => {
    it('the zone by which the world comes in, with a refusal of its own; kept over a reload, and taken away', async () => {
      await box.listen([22, 5222, 5223]);
      await box.firewalld();
      const cmd = (...args: string[]) => box.inside('firewall-cmd', args);
      await cmd('--add-rich-rule=rule port port="5223" protocol="tcp" reject');
      await cmd('--add-port=25/tcp');
      await cmd('--runtime-to-permanent');
      work = atWork(box);
      const report = await work.look();
      const before = await rulesOf(box);
      expect(report.ruler).toEqual({ firewall: 'firewalld', zone: 'public' });
      expect(await work.comeIn([22, 5222, 5223])).toEqual({
        ...{
          'v4 22': true,
          'v6 22': true,
          'v4 5222': false,
          'v6 5222': false,
          'v4 5223': false,
          'v6 5223': false,
        },
      });
      expect(report.commands.map(({ args }) => args.join(' '))).toEqual([
        '--zone=public --add-port=5222/tcp',
        '--zone=public --add-rich-rule=rule priority="-1" port port="5223" protocol="tcp" accept',
      ]);
      expect(await work.apply()).toMatchObject({ applied: true });
      const open = { 'v4 5222': true, 'v6 5222': true, 'v4 5223': true, 'v6 5223': true };
      expect(await work.comeIn([5222, 5223])).toEqual(open);
      expect(await work.helper.ask({ do: 'back' })).toEqual({ back: true });
      expect(await rulesOf(box)).toBe(before);
      await work.look();
      await work.apply();
      await work.helper.ask({ do: 'keep' });
      // What is not permanent is gone now.
      await cmd('--reload');
      expect(await work.comeIn([5222, 5223])).toEqual(open);
      const operations: readonly Operation[] = report.operations;
      expect(await work.helper.ask({ do: 'remove', operations })).toMatchObject({ removed: true });
      expect(await rulesOf(box)).toBe(before);
      await cmd('--reload');
      expect(await rulesOf(box)).toBe(before);
    });
  });
});
