/**
 * Findings in words: the cause, what follows, and which action helps. Codes come from the contract.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { noticeWords } from '../../electron/contract/notice-words.ts';
import type {
  DoorId,
  FederationCode,
  Finding,
  NoticeKind,
  WebsiteCheck,
  WebsiteTrouble,
} from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import { bridgeWords } from './bridges.ts';
import { doorTitle, doorWords, whyWords } from './doors.ts';
import { CODE_WORDS } from './federation.ts';
import type { Format } from './format.ts';
import { asItIs, innerWords } from './inner.ts';
import { troubleWords } from './website.ts';

export type FindingAction =
  | 'start'
  | 'restart'
  | 'invite'
  | 'logs'
  | 'waiting'
  | 'reports'
  | 'person'
  | 'doors'
  | 'firewall'
  | 'federation'
  | 'bridges'
  | 'website'
  | 'certificate'
  | 'names'
  | 'backups'
  | 'numbers'
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
        text: msg`Programs refuse to connect. What stopped its renewal stands on the page of the certificate.`,
        action: 'certificate',
      };
    }
    case 'certificate.expires-soon': {
      const date = day('validUntil');
      return {
        title: msg`The certificate runs out on ${date}`,
        text: msg`Its successor should be there by now. What stopped it stands on the page of the certificate.`,
        action: 'certificate',
      };
    }
    case 'certificate.not-renewed': {
      const date = day('validUntil');
      return {
        title: msg`The certificate could not be renewed`,
        text: msg`The present one is good until ${date}. Chatelaine tries again by itself; the page of the certificate says why it did not work.`,
        action: 'certificate',
      };
    }
    case 'certificate.revoked': {
      const cause = finding.inner && innerWords(finding.inner, format.locale);
      return {
        title: cause?.cause ?? msg`The authority has withdrawn the certificate.`,
        text: cause?.effect ?? msg`Programs that ask whether it still counts refuse to connect.`,
        ...(cause && { more: cause.fix }),
        action: 'certificate',
      };
    }
    case 'attack.guessing':
      return { ...asNotice('attack', finding, format), action: 'logs' };
    case 'disk.fills':
      return { ...asNotice('disk-filling', finding, format), action: 'numbers' };
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
    case 'people.removed-soon': {
      const { name, copy } = finding.data;
      const others = Number(finding.data.others);
      const date = day('removeAt');
      return {
        title:
          others === 0
            ? msg`The account of ${String(name)} is removed on ${date}`
            : msg`${plural(others, {
                one: `The account of ${String(name)} is removed on ${date}, and # other soon`,
                other: `The account of ${String(name)} is removed on ${date}, and # others soon`,
              })}`,
        text:
          copy === true
            ? msg`Until then you can bring them back. Save the copy of their data if you still need it: it goes as well.`
            : msg`Until then you can bring them back.`,
        action: 'person',
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
    case 'reach.trouble': {
      const cause = finding.inner && innerWords(finding.inner, format.locale);
      return {
        title: cause?.cause ?? msg`People outside do not come in by a door`,
        text: cause?.effect ?? msg`Phones on mobile networks or other companies may not get through.`,
        ...(cause && { more: cause.fix }),
        action: 'firewall',
      };
    }
    case 'names.not-checked':
      return notCheckedWords(String(finding.data.why));
    case 'names.trouble':
      return namesWords(finding, format);
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
    case 'machine-service.broken': {
      const cause = finding.inner && innerWords(finding.inner, format.locale);
      return {
        title: cause?.cause ?? msg`The service that keeps Chatelaine running does not start.`,
        text: cause?.effect ?? msg`After the next restart of this computer nobody can chat.`,
        ...(cause && { more: cause.fix }),
        action: 'logs',
      };
    }
    case 'firewall.closed': {
      const count = Number(finding.data.count);
      return {
        title: msg`${plural(count, {
          one: 'The firewall of this computer keeps one door shut that chat needs',
          other: 'The firewall of this computer keeps # doors shut that chat needs',
        })}`,
        text: msg`Colleagues outside this computer do not get in there. The page Doors shows which, and opens them.`,
        action: 'firewall',
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
    case 'website.broken': {
      const { trouble, ...data } = finding.data;
      const words = troubleWords(trouble as WebsiteTrouble, data as WebsiteCheck['data']);
      // What to do speaks of the file below, which is there and not here.
      return {
        title: words.what,
        text: words.means,
        more: msg`“Behind a website” says what to do.`,
        action: 'website',
      };
    }
    case 'backup.none':
    case 'backup.late':
    case 'backup.failed': {
      const cause = finding.inner && innerWords(finding.inner, format.locale);
      return {
        title: cause?.cause ?? msg`The last backup failed.`,
        text: cause?.effect ?? msg`What was written since the last good backup is not safe.`,
        ...(cause && { more: cause.fix }),
        action: 'backups',
      };
    }
    case 'update.available':
    case 'update.failed':
    case 'update.rolled-back': {
      const version = String(finding.data.version ?? '');
      const inner = finding.inner && innerWords(finding.inner, format.locale);
      return {
        title: inner?.cause ?? msg`Version ${version} of Chatelaine`,
        text: inner?.effect ?? msg`Backups & updates says more.`,
        ...(inner && { more: inner.fix }),
        action: 'backups',
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

/** What somebody who is told of it by mail or on the screen reads, too. */
function asNotice(kind: NoticeKind, { subject, data, at }: Finding, format: Format) {
  const about = { id: '', kind, ended: false, urgent: false, subject, data, since: at, at };
  const { title, text, fix } = noticeWords(about, format.locale === 'fr' ? 'fr' : 'en');
  return { title: asItIs(title), text: asItIs(text), more: asItIs(fix) };
}

/** Never worded as if it were fine. */
function notCheckedWords(why: string): FindingWords {
  switch (why) {
    case 'never':
      return {
        title: msg`Nobody has looked yet whether the server is found from outside`,
        text: msg`Chatelaine looks by itself in a moment. On this network people can connect all the same.`,
        action: 'names',
      };
    case 'offline':
      return {
        title: msg`Whether the server is found from outside could not be looked at`,
        text: msg`Nobody answered: most likely this computer has no internet at the moment. It is tried again by itself.`,
        action: 'names',
      };
    default:
      return {
        title: msg`Reachable on this network only`,
        text: msg`Its name is one of your own network, as you chose: at home or on the road nobody finds it.`,
        action: null,
      };
  }
}

/** What is missing in the address book, worded by its root cause where there is one. */
function namesWords({ data, inner }: Finding, format: Format): FindingWords {
  const { state, domain, wasRight } = data;
  const name = String(domain);
  const [missing, total] = [Number(data.missing), Number(data.total)];
  const there = total - missing;
  const cause = inner && innerWords(inner, format.locale);
  if (state === 'waiting')
    return {
      title: msg`The lines of ${name} are on their way`,
      text: msg`Some networks still remember the old answer. Chatelaine keeps looking, and tells you when all is there.`,
      action: 'names',
    };
  return {
    title:
      missing === 0
        ? msg`Something is not right with the address book of ${name}`
        : wasRight
          ? msg`${plural(missing, {
              one: `# line has gone missing in the address book of ${name}`,
              other: `# lines have gone missing in the address book of ${name}`,
            })}`
          : msg`${there} of ${total} lines are in the address book of ${name}`,
    text:
      cause?.cause ??
      (wasRight
        ? msg`People outside the office may no longer find the server.`
        : msg`Until the others are there, people outside the office may not find the server.`),
    ...(cause && { more: cause.fix }),
    action: 'names',
  };
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
