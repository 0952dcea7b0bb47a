/** Trusting the office's authority: the closed list of programs, and asking the system. */
import { describe, expect, test } from 'vitest';
import { issueAuthority } from '../../electron/manager/certificates/issue.ts';
import { createTrust } from '../../electron/manager/certificates/trust.ts';
import { commandLine, systemHere } from '../../electron/manager/certificates/trust-steps.ts';
import { createFakeRunner } from '../support/runner.ts';

const { certificate: PEM } = await issueAuthority(
  { domain: 'example.org', hostname: 'atelier', addresses: [] },
  Date.UTC(2026, 10, 22),
);
const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n';

function trust(files: Record<string, string>, more: { isRoot?: boolean; platform?: string } = {}) {
  const runner = createFakeRunner((program) =>
    program === 'update-ca-trust'
      ? { exitCode: null, why: 'not-found' }
      : program === 'rm'
        ? { exitCode: 1, stderr: 'no\n' }
        : {},
  );
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  return {
    runner,
    trust: createTrust({ run: runner.run, platform: 'linux', node: 'node', isRoot: true, readFile, ...more }),
  };
}

describe('trust', () => {
  test('on Debian two programs are run, with these arguments and no others', async () => {
    const { runner, trust: debian } = trust({ '/etc/os-release': DEBIAN });
    await debian.set(true, '/data/certificates/authority.pem', PEM);
    const target = '/usr/local/share/ca-certificates/chatelaine.crt';
    expect(runner.calls).toEqual([
      ['install', '-m', '644', '/data/certificates/authority.pem', target],
      ['update-ca-certificates'],
    ]);
  });

  test.each([
    ['without the rights', { '/etc/os-release': DEBIAN }, { isRoot: false }, true, { reason: 'no-rights' }],
    [
      'on a system we know no steps for',
      { '/etc/os-release': 'ID=plan9' },
      {},
      true,
      { reason: 'unsupported' },
    ],
    ['where the program is missing', { '/etc/os-release': 'ID=fedora' }, {}, true, { reason: 'no-tool' }],
  ])('%s it is refused', async (_, files, more, wanted, data) => {
    const { trust: here } = trust(files as unknown as Record<string, string>, more);
    await expect(here.set(wanted, '/a.pem', PEM)).rejects.toMatchObject({ code: 'trust.not-possible', data });
  });

  test('a program that fails is told with its last lines', async () => {
    const { trust: debian } = trust({ '/etc/os-release': DEBIAN });
    await expect(debian.set(false, '/a.pem', PEM)).rejects.toMatchObject({
      code: 'program.failed',
      data: { program: 'rm', exitCode: 1, lastLines: ['no'] },
    });
  });

  test('the list is asked each time', async () => {
    const files: Record<string, string> = {
      '/etc/os-release': DEBIAN,
      '/etc/ssl/certs/ca-certificates.crt': 'other',
    };
    const { trust: debian } = trust(files);
    expect(await debian.check(PEM)).toBe(false);
    files['/etc/ssl/certs/ca-certificates.crt'] = `# a comment\n${PEM.replaceAll('\n', '\r\n')}\n`;
    expect(await debian.check(PEM)).toBe(true);
  });
});

test.each([
  ['win32', '', 'windows'],
  ['darwin', '', 'macos'],
  ['linux', 'ID=ubuntu\nID_LIKE=debian', 'debian'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
  ['linux', 'ID=manjaro\nID_LIKE=arch', 'arch'],
  ['linux', 'ID=nixos', undefined],
])('%s with %j is %s', (platform, osRelease, system) => {
  expect(systemHere(platform, osRelease)).toBe(system);
});

test('a path with blanks is quoted where it is shown', () => {
  expect(commandLine(['trust', 'anchor', '/my data/a.pem'], true)).toBe('sudo trust anchor "/my data/a.pem"');
});
