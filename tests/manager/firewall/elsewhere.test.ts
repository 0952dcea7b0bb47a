/**
 * Windows Defender Firewall and macOS: readers and plans. The answers below are TRANSCRIBED from Microsoft's and Apple's documentation
 * (Get-NetFirewallRule, socketfilterfw, pfctl(8)); nobody of us has run a line of this there, and the command line says so.
 */
import { describe, expect, it } from 'vitest';
import { reportMacos, reportWindows } from '../../../electron/manager/firewall/elsewhere/elsewhere.ts';
import { readPf } from '../../../electron/manager/firewall/elsewhere/macos.ts';
import { type WindowsAnswer, windowsUndo } from '../../../electron/manager/firewall/elsewhere/windows.ts';
import { adminDoorsOf } from '../../../electron/manager/firewall/flows.ts';
import type { FirewallReport } from '../../../electron/manager/firewall/report.ts';
import { shellLine } from '../../../electron/manager/firewall/script.ts';
import { DOORS, SMALL } from './at-work.ts';

const WANTS = { flows: DOORS, admin: adminDoorsOf(SMALL, { port: 8470 }) };
const states = ({ flows }: FirewallReport) =>
  flows.map(({ flow, now }) => `${flow.ports.from} ${now.v4?.verdict} ${now.v6?.verdict}`);

const ANY = { ports: ['Any'], from: ['Any'], program: 'Any' };
const WINDOWS: WindowsAnswer = {
  profiles: [
    { name: 'Domain', on: 'True', inbound: 'NotConfigured' },
    { name: 'Private', on: 'True', inbound: 'NotConfigured' },
    { name: 'Public', on: 'True', inbound: 'Block' },
  ],
  networks: ['Private'],
  rules: [
    {
      ...ANY,
      name: 'RemoteDesktop-UserMode-In-TCP',
      text: 'Remote Desktop - User Mode (TCP-In)',
      action: 'Allow',
      profile: 'Any',
      protocol: 'TCP',
      ports: ['3389'],
    },
    {
      ...ANY,
      name: '{1}',
      text: 'Chat',
      action: 'Allow',
      profile: 'Domain, Private',
      protocol: 'TCP',
      ports: ['5200-5222'],
    },
    {
      ...ANY,
      name: '{2}',
      text: 'Only the office',
      action: 'Allow',
      profile: 'Any',
      protocol: 'TCP',
      ports: ['5223'],
      from: ['LocalSubnet'],
    },
    { ...ANY, name: '{3}', text: 'Pages', action: 'Allow', profile: 'Any', protocol: 'TCP', ports: ['8470'] },
  ],
  tcp: [
    { address: '::', port: 5222, pid: 400, program: 'node' },
    { address: '0.0.0.0', port: 8470, pid: 400, program: 'node' },
  ],
  udp: [],
};

describe('Windows (never run there by us)', () => {
  it('the profile of the network in use decides; what only the local network may do is closed to the world', () => {
    const report = reportWindows(WINDOWS, WANTS);
    expect(states(report)).toEqual(['5222 accept accept', '5223 drop drop']);
    expect(report.admin.filter(({ open }) => open.length > 0).map(({ door }) => door.what)).toEqual([
      'manager',
    ]);
    expect([report.support, report.operations]).toEqual(['plan-only', []]);
    expect(report.commands.map(shellLine)).toEqual([
      "New-NetFirewallRule -Name chatelaine:programs-tcp-5223 -DisplayName 'Chatelaine tcp 5223' -Group Chatelaine -Direction Inbound -Action Allow -Profile Any -Protocol TCP -LocalPort 5223",
    ]);
    expect(
      shellLine(
        windowsUndo({
          id: 'programs-tcp-5223',
          protocol: 'tcp',
          ports: { from: 5223, to: 5223 },
          from: null,
        }),
      ),
    ).toBe('Remove-NetFirewallRule -Name chatelaine:programs-tcp-5223');
  });

  it('a rule that blocks wins over one that allows; one for a program is in doubt; off is open', () => {
    const block = { ...WINDOWS.rules[1]!, name: '{4}', action: 'Block', ports: ['5222'] };
    expect(states(reportWindows({ ...WINDOWS, rules: [...WINDOWS.rules, block] }, WANTS))[0]).toBe(
      '5222 drop drop',
    );
    const program = { ...WINDOWS.rules[1]!, program: 'C:\\Program Files\\nodejs\\node.exe' };
    expect(states(reportWindows({ ...WINDOWS, rules: [program] }, WANTS))[0]).toBe('5222 unknown unknown');
    const off = WINDOWS.profiles.map((one) => ({ ...one, on: 'False' }));
    const report = reportWindows({ ...WINDOWS, profiles: off }, WANTS);
    expect([report.ruler.firewall, states(report), report.commands]).toEqual([
      'none',
      ['5222 accept accept', '5223 accept accept'],
      [],
    ]);
  });
});

const MAC = {
  state: 'Firewall is enabled. (State = 1) \n',
  blockAll: 'Firewall has block all state set to disabled. \n',
  apps: 'Total number of apps = 2 \n1 : /usr/local/bin/node \n\t (Allow incoming connections) \n2 : /Applications/Old.app \n\t (Block incoming connections) \n',
  pfInfo: 'Status: Disabled                              Debug: Urgent\n',
  pfRules: '',
};

describe('macOS (never run there by us)', () => {
  const report = (change: Partial<typeof MAC>, program = '/usr/local/bin/node') =>
    reportMacos({ ...MAC, ...change }, WANTS, program);

  it('the application firewall asks by program', () => {
    expect(states(report({}))).toEqual(['5222 accept accept', '5223 accept accept']);
    expect(states(report({}, '/Applications/Old.app'))[0]).toBe('5222 drop drop');
    expect(states(report({}, '/opt/other/node'))[0]).toBe('5222 unknown unknown');
    expect(report({}, '/opt/other/node').commands.map(shellLine)).toEqual([
      '/usr/libexec/ApplicationFirewall/socketfilterfw --add /opt/other/node',
      '/usr/libexec/ApplicationFirewall/socketfilterfw --unblockapp /opt/other/node',
    ]);
    expect(states(report({ state: 'Firewall is enabled. (State = 2)' }))[0]).toBe('5222 drop drop');
    expect(states(report({ state: 'Firewall is disabled. (State = 0)', apps: '' }))[0]).toBe(
      '5222 accept accept',
    );
  });

  it('pf: the last rule that matches decides, one with "quick" at once', () => {
    const pfRules = `scrub-anchor "com.apple/*" all fragment reassemble
anchor "com.apple/*" all
block drop in all
pass in quick proto tcp from any to any port = 22 flags S/SA keep state
pass in proto tcp from any to any port 5200:5222 flags S/SA keep state
pass in inet6 proto tcp from any to any port = 5223 flags S/SA keep state
`;
    const found = report({ pfInfo: 'Status: Enabled for 0 days', pfRules });
    expect(states(found)).toEqual(['5222 accept accept', '5223 drop accept']);
    expect(found.commands.map(shellLine).at(-1)).toBe(
      "pfctl -a chatelaine -f - <<'RULES'\npass in quick proto tcp from any to any port 5223\nRULES",
    );
    expect(readPf('pass in all\nblock in quick all').map(({ text }) => text)).toEqual([
      'block in quick all',
      'pass in all',
    ]);
    // What stands in somebody's anchor nobody has read.
    expect(states(report({ pfInfo: 'Status: Enabled', pfRules: `${pfRules}anchor "vpn" all\n` }))[0]).toBe(
      '5222 unknown unknown',
    );
  });
});
