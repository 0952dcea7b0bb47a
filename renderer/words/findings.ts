/**
 * Findings in words: the cause, what follows, and which action helps. Codes come from the contract.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import type { DoorId, FederationCode, Finding } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import { bridgeWords } from './bridges.ts';
import { doorTitle, doorWords, whyWords } from './doors.ts';
import { CODE_WORDS } from './federation.ts';
import type { Format } from './format.ts';

export type FindingAction =
  | 'start'
  | 'restart'
  | 'invite'
  | 'logs'
  | 'waiting'
  | 'reports'
  | 'doors'
  | 'federation'
  | 'bridges'
  | null;
export type FindingWords = {
  title: MessageDescriptor;
  text: MessageDescriptor;
  /** A second sentence: why, and what to do. */
  more?: MessageDescriptor;
  action: FindingAction;
};

/**
 * @param now milliseconds; times in findings are worded relative to it
 */
export function findingWords(finding: Finding, format: Format, now: number): FindingWords {
  const day = (key: string) => format.date(Number(finding.data[key] ?? finding.at));
  switch (finding.code) {
    case 'server.stopped':
      return {
        title: msg`The server is stopped`,
        text: msg`Nobody can chat until it is started. Accounts and messages are kept.`,
        action: 'start',
      };
    case 'server.failed': {
      if (finding.data.problem === 'port.in-use') {
        const port = String(finding.data.port);
        const by = finding.data.by === null ? null : String(finding.data.by);
        return {
          title: by
            ? msg`Another program, ${by}, is at the server’s door`
            : msg`Another program is at the server’s door`,
          text: msg`Programs connect on port ${port}, and something else listens there. Close that program, then start the server. Accounts and messages are kept.`,
          action: 'start',
        };
      }
      return {
        title: msg`The server stopped by itself and did not come back`,
        text: msg`It was started again several times within a minute and ended each time. Its first and last lines below most likely name the cause.`,
        action: 'start',
      };
    }
    case 'server.restarting':
      return {
        title: msg`The server ended by itself`,
        text: msg`Chatelaine is starting it again. People’s programs reconnect by themselves.`,
        action: 'logs',
      };
    case 'server.restarted-itself': {
      const moment = format.moment(finding.at, now);
      return {
        title: msg`The server ended by itself at ${moment}, and was started again`,
        text: msg`People’s programs reconnect by themselves; what the server had confirmed is on disk. If it happens again, show the log to a technician.`,
        action: 'logs',
      };
    }
    case 'certificate.expired': {
      const date = day('validUntil');
      return {
        title: msg`The certificate ran out on ${date}`,
        text: msg`Programs refuse to connect. A restart makes a new one.`,
        action: 'restart',
      };
    }
    case 'certificate.expires-soon': {
      const date = day('validUntil');
      return {
        title: msg`The certificate runs out on ${date}`,
        text: msg`Chatelaine should have renewed it by now. A restart tries again.`,
        action: 'restart',
      };
    }
    case 'certificate.not-renewed': {
      const date = day('validUntil');
      return {
        title: msg`The certificate could not be renewed`,
        text: msg`The present one is good until ${date}. Chatelaine tries again by itself; the log says why it did not work.`,
        action: 'logs',
      };
    }
    case 'people.nobody-yet':
      return {
        title: msg`Nobody yet but you`,
        text: msg`Invite one colleague first, to see how it goes.`,
        action: 'invite',
      };
    case 'people.waiting': {
      const count = Number(finding.data.count);
      return {
        title: msg`${plural(count, { one: '# person waits for your yes', other: '# people wait for your yes' })}`,
        text: msg`They asked for an account from their program. They can log in once you say yes.`,
        action: 'waiting',
      };
    }
    case 'reports.new': {
      const count = Number(finding.data.count);
      return {
        title: msg`${plural(count, { one: '# report has not been looked at', other: '# reports have not been looked at' })}`,
        text: msg`Somebody here was bothered and says by whom.`,
        action: 'reports',
      };
    }
    case 'names.not-checked':
      return {
        title: msg`Reachable on this network; from outside it is not checked`,
        text: msg`This version does not look at the domain’s records, the firewall or the internet box. On this network people can connect with the addresses shown under “Connect an app”.`,
        action: null,
      };
    case 'federation.trouble': {
      const domain = String(finding.data.domain);
      const others = Number(finding.data.others);
      return {
        title:
          others === 0
            ? msg`What people write to ${domain} does not get there`
            : msg`${plural(others, {
                one: `What people write to ${domain} and to # other company does not get there`,
                other: `What people write to ${domain} and to # other companies does not get there`,
              })}`,
        text: (CODE_WORDS[finding.data.problem as FederationCode] ?? CODE_WORDS['stream.lost']).what,
        action: 'federation',
      };
    }
    case 'doors.closed': {
      const { ports, port, why, by } = finding.data;
      const door = finding.data.door as DoorId;
      return {
        title: doorTitle(door, String(ports)),
        text: doorWords(door).without,
        more: whyWords({
          port: Number(port),
          why: typeof why === 'string' ? why : null,
          by: typeof by === 'string' ? by : null,
        }),
        action: 'doors',
      };
    }
    case 'bridges.down': {
      const { state, port } = finding.data;
      const name = String(finding.data.name);
      return {
        title: msg`The bridge to ${name} does not work`,
        text: bridgeWords(
          state === 'no-door'
            ? { state, port: Number(port) }
            : state === 'not-installed'
              ? { state }
              : { state: 'failed', lastLines: [] },
          'irc',
        ).means,
        action: 'bridges',
      };
    }
    case 'disk.low': {
      const free = format.megabytes(Number(finding.data.free ?? finding.data.freeBytes ?? 0));
      return {
        title: msg`The disk is nearly full: ${free} left`,
        text: msg`When it is full, messages can no longer be kept. Free some space on the disk with the data folder.`,
        action: null,
      };
    }
    case 'settings.recovered':
      return {
        title: msg`The settings file was damaged; the last good copy is in use`,
        text: msg`Look through Settings and correct what is not as you want it.`,
        action: null,
      };
    default:
      return assertNever(finding.code);
  }
}

/** Worst first; what depends on another finding that is also there folds under it. */
export function rootCauses(findings: readonly Finding[]): { root: Finding; effects: Finding[] }[] {
  const rank = { broken: 0, warning: 1, info: 2 } as const;
  const codes = new Set<string>(findings.map(({ code }) => code));
  return findings
    .filter(({ dependsOn }) => dependsOn === undefined || !codes.has(dependsOn))
    .sort((a, b) => rank[a.severity] - rank[b.severity])
    .map((root) => ({ root, effects: findings.filter(({ dependsOn }) => dependsOn === root.code) }));
}
