/**
 * A sentence and a next step for every code with which the manager may refuse, in each language.
 * The switch ends in assertNever: a new code in the contract does not compile until it is worded here.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { FaceProblem } from './api/types.ts';
import { assertNever } from './assert-never.ts';
import { backupProblemWords } from './words/backup-problems.ts';
import { clientProblemWords } from './words/client-problems.ts';

export type ProblemWords = {
  /** What happened, for whom. */
  what: MessageDescriptor;
  /** One thing to do about it. */
  next: MessageDescriptor;
};

/** The words for a problem. Pure; the language is chosen where they are shown. */
export function problemWords(problem: FaceProblem): ProblemWords {
  switch (problem.code) {
    case 'connection.lost':
      return {
        what: msg`This window lost Chatelaine before the answer came.`,
        next: msg`Wait until the grey line at the top is gone, then do it again.`,
      };
    case 'access.denied':
      return {
        what: msg`This browser is not let in any more.`,
        next: msg`Open a new link: type chatelaine in a terminal of the computer it runs on.`,
      };
    case 'access.confirm':
      return {
        what: msg`This is done only after the password of this app, or a passkey, was given once more.`,
        next: msg`Do it again and give it, or set a password on Settings first.`,
      };
    case 'access.password-weak': {
      const { minimum } = problem.data;
      return {
        what: msg`This password is too easy to guess.`,
        next: msg`Take at least ${minimum} characters: four words that do not belong together are good.`,
      };
    }
    case 'access.password-needed':
      return {
        what: msg`Without a password nobody is let in from another computer.`,
        next: msg`Set a password on Settings, or add a passkey; then open it to the office network.`,
      };
    case 'access.last-way':
      return {
        what: msg`Nobody of the office network could come in without it any more.`,
        next: msg`Close the office network first, or set another password or passkey.`,
      };
    case 'access.passkey-impossible':
      return {
        what: msg`This address can have no passkeys.`,
        next: msg`Open this page by its name with https, or as http://localhost on this computer.`,
      };
    case 'access.passkey-refused':
      return problem.data.reason === 'too-many'
        ? {
            what: msg`There are as many passkeys as can be.`,
            next: msg`Remove one that is not used any more, then add this one.`,
          }
        : {
            what: msg`The answer of the device did not fit.`,
            next: msg`Begin again; the question to the device is good for five minutes.`,
          };
    case 'factory.name':
      return {
        what: msg`That is not the office’s domain, so nothing was done.`,
        next: msg`Read its name on Home, and type it exactly.`,
      };
    case 'access.lan-impossible':
      return {
        what: msg`This computer has no address in an office network.`,
        next: msg`Connect it to the office network, then do it again.`,
      };
    case 'manager.recovery': {
      const { reason } = problem.data;
      return {
        what: msg`Chatelaine could not start as usual: ${reason}`,
        next: msg`It keeps to the last settings that worked. Repair the cause, then start Chatelaine again.`,
      };
    }
    case 'data.locked': {
      const { folder } = problem.data;
      return {
        what: msg`Another Chatelaine is already working on ${folder}.`,
        next: msg`Use its window, or close it first.`,
      };
    }
    case 'data.unwritable': {
      const { folder } = problem.data;
      return {
        what: msg`Nothing can be written to ${folder}.`,
        next: msg`Give the account Chatelaine runs under the right to write there, then do it again.`,
      };
    }
    case 'disk.full': {
      const { folder } = problem.data;
      return {
        what: msg`The disk that holds ${folder} is full.`,
        next: msg`Free some space, then do it again. Nothing that was saved is lost.`,
      };
    }
    case 'input.invalid': {
      const { field, reason } = problem.data;
      return {
        what: msg`A value was not accepted: ${field} (${reason}).`,
        next: msg`Correct it, then do it again.`,
      };
    }
    case 'settings.refused': {
      const { field, reason } = problem.data;
      return {
        what: msg`The setting ${field} was not accepted (${reason}). The previous value stays in force.`,
        next: msg`Choose another value.`,
      };
    }
    case 'log.unreadable': {
      const { file, reason } = problem.data;
      if (reason === 'missing')
        return {
          what: msg`There is no log at ${file}.`,
          next: msg`Look how the program’s log is called, and where its settings put it.`,
        };
      if (reason === 'forbidden')
        return {
          what: msg`The account Chatelaine runs under may not read ${file}.`,
          next: msg`On Debian, the administrator lets it with: adduser ACCOUNT adm. Then start Chatelaine again.`,
        };
      if (reason === 'folder')
        return {
          what: msg`${file} is a folder, not a log.`,
          next: msg`Name one of the files in it.`,
        };
      if (reason === 'unlisted')
        return {
          what: msg`${file} is not in the list of logs.`,
          next: msg`If it is on this computer, open it first: “Open a log file…”, among the logs to choose from.`,
        };
      if (reason === 'special')
        return {
          what: msg`${file} is no ordinary file: nothing in it was written to be kept.`,
          next: msg`Name the file a program writes its log to.`,
        };
      return {
        what: msg`${file} is packed, and damaged or packed only half.`,
        next: msg`If it is being packed right now, do it again in a minute. What is in the other files can be read.`,
      };
    }
    case 'log-view.gone':
      return {
        what: msg`These lines were put away while nobody looked at them.`,
        next: msg`Open the page Logs again.`,
      };
    case 'log-view.too-many': {
      const { most } = problem.data;
      return {
        what: msg`There are ${most} already, as many as there can be.`,
        next: msg`Close or remove one you do not need, then do it again.`,
      };
    }
    case 'change.unknown':
      return {
        what: msg`This change is too old: Chatelaine keeps no note of it any more.`,
        next: msg`Change it by hand on its own page.`,
      };
    case 'change.not-undoable':
      return {
        what: msg`This cannot be put back from here any more: the same thing was changed again since.`,
        next: msg`Put back the later change first, or change it by hand on its own page.`,
      };
    case 'setup.not-done':
      return { what: msg`The server is not set up yet.`, next: msg`Go through the set-up first.` };
    case 'setup.already-done':
      return { what: msg`The server is set up already.`, next: msg`Go to Home: everything is there.` };
    case 'setup.password-needed':
      return {
        what: msg`The administrator’s password was kept in memory only and is gone since Chatelaine was started again.`,
        next: msg`Choose it again on the page “Administrator”.`,
      };
    case 'domain.invalid':
      return domainWords(problem.data);
    case 'domain.refused':
      return refusedDomainWords(problem.data);
    case 'port.in-use': {
      const { port, by } = problem.data;
      return {
        what: by
          ? msg`Another program, ${by}, already listens on port ${port}.`
          : msg`Another program already listens on port ${port}.`,
        next: msg`Close that program, or choose another port under “Ports” on the page “Address”.`,
      };
    }
    case 'port.forbidden': {
      const { port } = problem.data;
      return {
        what: msg`This computer does not allow Chatelaine to listen on port ${port}.`,
        next: msg`Choose a port above 1024.`,
      };
    }
    case 'server.not-running':
      return { what: msg`The server is not running.`, next: msg`Start it on Home, then do it again.` };
    case 'server.start-failed':
      return {
        what: msg`The server did not start.`,
        next: msg`Read its last lines below or on Logs; they name the cause.`,
      };
    case 'server.timeout': {
      const { seconds } = problem.data;
      return {
        what: msg`The server did not answer within ${seconds} s.`,
        next: msg`Look at Home: it says what the server is doing. Then do it again.`,
      };
    }
    case 'server.config-refused':
      return {
        what: msg`The server did not accept its configuration. The previous one stays in force.`,
        next: msg`The sentences below say what is wrong and where.`,
      };
    case 'person.exists': {
      const { address } = problem.data;
      return { what: msg`${address} exists already.`, next: msg`Choose another address.` };
    }
    case 'joining.invited': {
      const { address } = problem.data;
      return {
        what: msg`${address} is invited already.`,
        next: msg`Send that link again: it is in the list below. Or take it back, then make a new one.`,
      };
    }
    case 'person.unknown': {
      const { address } = problem.data;
      return {
        what: msg`${address} does not exist (any more).`,
        next: msg`Close this and look at the list again.`,
      };
    }
    case 'person.name-invalid': {
      const { value } = problem.data;
      return {
        what: msg`“${value}” cannot be the first part of an address.`,
        next: msg`Use letters, digits, dots and hyphens, without spaces.`,
      };
    }
    case 'person.password-weak': {
      const { minimum } = problem.data;
      return {
        what: msg`This password is too easy to guess.`,
        next: msg`Use at least ${minimum} characters, or let Chatelaine propose one.`,
      };
    }
    case 'person.last-admin': {
      const { address } = problem.data;
      return {
        what: msg`${address} is the only administrator left.`,
        next: msg`Add another administrator first: without one, nobody could look after the server.`,
      };
    }
    case 'room.exists': {
      const { address } = problem.data;
      return { what: msg`There is a room at ${address} already.`, next: msg`Choose another address.` };
    }
    case 'room.unknown': {
      const { address } = problem.data;
      return {
        what: msg`There is no room at ${address} (any more).`,
        next: msg`Close this and look at the list again.`,
      };
    }
    case 'room.name-invalid': {
      const { value } = problem.data;
      return {
        what: msg`“${value}” cannot be the first part of a room’s address.`,
        next: msg`Use letters, digits, dots and hyphens, without spaces.`,
      };
    }
    case 'room.last-owner': {
      const { address } = problem.data;
      return {
        what: msg`${address} is the only one who runs this room.`,
        next: msg`Let somebody else run it first, or close the room.`,
      };
    }
    case 'room.not-there': {
      const { nick } = problem.data;
      return { what: msg`${nick} is not in the room any more.`, next: msg`Nothing is left to do.` };
    }
    case 'room.message-gone':
      return {
        what: msg`This message was taken back already, or is not kept any more.`,
        next: msg`Nothing is left to do.`,
      };
    case 'room.refused': {
      const { said } = problem.data;
      return {
        what: msg`The server did not accept this for the room: ${said}`,
        next: msg`Choose another value. Nothing was changed.`,
      };
    }
    case 'team.unknown':
      return {
        what: msg`This team does not exist any more.`,
        next: msg`Close this and look at the list again.`,
      };
    case 'entry.gone':
      return {
        what: msg`This has been dealt with in the meantime.`,
        next: msg`Nothing is left to do.`,
      };
    case 'address.invalid':
      return problem.data.reason === 'own'
        ? {
            what: msg`This is an address of your own server.`,
            next: msg`To close the door to a colleague, turn off “May log in” on the person’s account.`,
          }
        : {
            what: msg`This is not the address of a server or of a person elsewhere.`,
            next: msg`It looks like example.org, or like name@example.org.`,
          };
    case 'server.refused': {
      const { said } = problem.data;
      return { what: msg`The server did not do it: ${said}`, next: msg`Nothing was changed.` };
    }
    case 'device.gone': {
      const { address } = problem.data;
      return { what: msg`${address} is not connected any more.`, next: msg`Nothing is left to do.` };
    }
    case 'leaving.successor': {
      const { address } = problem.data;
      return {
        what: msg`${address} has no account here that is enabled.`,
        next: msg`Choose somebody else to take over.`,
      };
    }
    case 'leaving.unknown': {
      const { address } = problem.data;
      return {
        what: msg`${address} has not left, or is gone for good.`,
        next: msg`The page People shows who is here.`,
      };
    }
    case 'leaving.busy': {
      const { address } = problem.data;
      return {
        what: msg`The access of ${address} is being closed at this moment.`,
        next: msg`Wait until that has ended, then bring the person back.`,
      };
    }
    case 'leaving.no-copy': {
      const { address } = problem.data;
      return {
        what: msg`There is no copy of the data of ${address}.`,
        next: msg`Have one made as long as the account is there.`,
      };
    }
    case 'trust.not-possible':
      return trustWords(problem.data.reason);
    case 'program.failed': {
      const { program } = problem.data;
      return {
        what: msg`The program ${program} did not do its work.`,
        next: msg`Its last lines are below; show them to a technician.`,
      };
    }
    case 'dns-provider.denied': {
      const { provider, reason, right } = problem.data;
      if (reason === 'right-missing')
        return right
          ? {
              what: msg`${provider} lets this access in, but does not let it do this: ${right} is missing.`,
              next: msg`Make a new token with this right, and connect again.`,
            }
          : {
              what: msg`${provider} lets this access in, but does not let it change the records.`,
              next: msg`Make a new token with the rights listed beside the form, and connect again.`,
            };
      return reason === 'expired'
        ? {
            what: msg`The access to ${provider} has run out, or was withdrawn there.`,
            next: msg`Make a new token there, and connect again.`,
          }
        : {
            what: msg`${provider} does not know this token or key.`,
            next: msg`Copy it again, whole and without spaces. If it is lost, make a new one.`,
          };
    }
    case 'dns-provider.no-zone': {
      const { provider, name } = problem.data;
      return provider
        ? {
            what: msg`The account at ${provider} works, but ${name} is not among its domains.`,
            next: msg`Use the account in which the domain is, or give the token the right to it.`,
          }
        : {
            what: msg`Chatelaine has no access to the place where ${name} is kept.`,
            next: msg`Connect the provider of the domain, or put the records in by hand.`,
          };
    }
    case 'dns-provider.too-often': {
      const { provider } = problem.data;
      return {
        what: msg`${provider} asks us to wait: it was asked too often.`,
        next: msg`Do it again in an hour. What was done stays done.`,
      };
    }
    case 'dns-provider.down': {
      const { provider, said } = problem.data;
      return {
        what: msg`${provider} cannot be reached at the moment, or does not answer as it should (${said}).`,
        next: msg`Do it again later. It goes on where it stopped.`,
      };
    }
    case 'dns-provider.refused': {
      const { provider, name, said } = problem.data;
      return {
        what: msg`${provider} does not take the record for ${name}: ${said}`,
        next: msg`Put this one in by hand on their page, or ask their support with this sentence.`,
      };
    }
    case 'dns-provider.changed': {
      const { name, type } = problem.data;
      return {
        what: msg`Somebody else has just changed the record ${name} (${type}). It was left as it is.`,
        next: msg`Look again: the list then shows what is there now.`,
      };
    }
    case 'dns-apply.outdated':
      return {
        what: msg`The records are not as they were shown any more. Nothing was changed.`,
        next: msg`Look again, then apply.`,
      };
    case 'dns-apply.nothing':
      return {
        what: msg`There is nothing to do.`,
        next: msg`All records are as they should be, or nothing was agreed to.`,
      };
    case 'dns-apply.unknown':
      return { what: msg`This change is no longer kept.`, next: msg`Look at the list of changes again.` };
    case 'dns-apply.busy':
      return {
        what: msg`Records are being changed at this moment.`,
        next: msg`Wait until that has ended, then do it again.`,
      };
    case 'dns-proof.not-seen': {
      const { name } = problem.data;
      return {
        what: msg`The text at ${name} is not told by every name server of the domain yet.`,
        next: msg`It can take an hour. Chatelaine tries again by itself.`,
      };
    }
    case 'dns-undo.changed': {
      const keys = problem.data.keys.join(', ');
      return {
        what: msg`Somebody has changed these records since: ${keys}. Nothing was put back.`,
        next: msg`Look at both, then choose which to leave.`,
      };
    }
    case 'certificate.no-previous':
      return {
        what: msg`There is no certificate from before that is still good.`,
        next: msg`Keep the present one, or order another.`,
      };
    case 'reach.no-address':
      return {
        what: msg`The office has no public address anybody could knock at yet.`,
        next: msg`Put the addresses into the domain’s address book first (Network, Names).`,
      };
    case 'reach.code-invalid':
      return {
        what: msg`This code does not count: it is not whole, of another line, or older than an hour.`,
        next: msg`Copy it from chr1- to its very end; or make a new line and run that.`,
      };
    case 'reach.partner-code':
      return problem.data.reason === 'known'
        ? { what: msg`This office is a partner already.`, next: msg`Nothing more to do here.` }
        : problem.data.reason === 'ourselves'
          ? { what: msg`This is your own code.`, next: msg`The other office has to give you theirs.` }
          : problem.data.reason === 'too-many'
            ? { what: msg`Ten partners are enough.`, next: msg`Remove one first.` }
            : {
                what: msg`This is no code of another Chatelaine, or a part of it is missing.`,
                next: msg`Copy it whole: it begins with chp1-.`,
              };
    case 'reach.partner-unknown':
      return {
        what: msg`There is no such partner any more.`,
        next: msg`Add one, or look at the list again.`,
      };
    case 'reach.partner-silent': {
      const { name, reason } = problem.data;
      return {
        what: msg`${name} did not knock at your doors.`,
        next:
          reason === 'busy'
            ? msg`It was asked often enough for now: try again in an hour, or have a computer elsewhere look.`
            : reason === 'unknown-there' || reason === 'no-answer'
              ? msg`Under “Partners” stands why. Ask them by telephone whether they have added your code.`
              : msg`Under “Partners” stands why.`,
      };
    }
    case 'firewall.not-possible': {
      const { reason } = problem.data;
      return reason === 'denied'
        ? {
            what: msg`The computer was not allowed to change the firewall: the password was not given, or was another one.`,
            next: msg`Press again, and type the password of an administrator of this computer.`,
          }
        : {
            what: msg`Chatelaine has no right to read or change the firewall of this computer.`,
            next: msg`An administrator can do it: the page Doors has the command.`,
          };
    }
    case 'firewall.refused': {
      const { said } = problem.data;
      return {
        what: msg`The firewall did not take it: ${said}`,
        next: msg`Everything is as it was. Show these words to whoever looks after this computer.`,
      };
    }
    case 'firewall.outdated':
      return {
        what: msg`Somebody changed the firewall since this was shown. Nothing was done.`,
        next: msg`Look at what would be done now, then apply that.`,
      };
    case 'firewall.busy':
      return {
        what: msg`Another change of the firewall waits for its confirmation right now.`,
        next: msg`Wait until it was kept or taken back: a minute at most.`,
      };
    case 'firewall.too-late':
      return {
        what: msg`It was too late: the old rules are in force again.`,
        next: msg`Apply them once more, and press “Keep” before the time is over.`,
      };
    case 'client.running':
    case 'client.trouble':
    case 'client.changed-since':
    case 'client.plan-changed':
    case 'client.unknown':
    case 'client.not-here':
      return clientProblemWords(problem);
    case 'backup.no-room':
    case 'backup.folder':
    case 'backup.not-mounted':
    case 'backup.remote':
    case 'backup.locked':
    case 'backup.no-key':
    case 'backup.recipient':
    case 'backup.not-ours':
    case 'backup.damaged':
    case 'backup.drill':
    case 'backup.newer':
    case 'backup.unknown':
    case 'backup.busy':
      return backupProblemWords(problem);
    case 'machine-service.not-possible':
      return machineServiceWords(problem.data.reason);
    case 'machine-service.failed': {
      const { said } = problem.data;
      return {
        what: msg`The service did not come up, and all is as it was before.`,
        next: msg`Show a technician what the system said: ${said}`,
      };
    }
    case 'update.not-here':
      return {
        what: msg`New versions of this copy do not come this way.`,
        next: msg`Backups & updates says how they come.`,
      };
    case 'update.none':
      return { what: msg`There is no newer version for this copy.`, next: msg`Look again tomorrow.` };
    case 'update.too-late':
      return {
        what: msg`Something is being done at this moment that has to end first.`,
        next: msg`Try again when it has ended.`,
      };
    case 'update.no-way-back':
      return {
        what: msg`The version before is not kept any more.`,
        next: msg`A backup from that time brings its data back.`,
      };
    case 'terminal.off':
      return {
        what: msg`Terminals are switched off on these pages.`,
        next: msg`Switch them on at the page Terminal.`,
      };
    case 'terminal.gone':
      return { what: msg`That terminal has ended.`, next: msg`Open another.` };
    case 'terminal.not-here': {
      const { said } = problem.data;
      return {
        what: msg`This computer cannot open a terminal for a page: ${said}`,
        next: msg`Everything else works without it. A terminal of the system’s does the same.`,
      };
    }
    case 'terminal.too-many': {
      const { most } = problem.data;
      return { what: msg`${most} terminals are open already.`, next: msg`Close one, then open another.` };
    }
    case 'terminal.target':
      return {
        what: msg`That is no name of a computer, or of an account there.`,
        next: msg`Type a name such as server.example.org, and an account such as sophie.`,
      };
    case 'job.unknown':
      return { what: msg`This work is not known any more.`, next: msg`Start it again.` };
    case 'job.cancelled':
      return {
        what: msg`You stopped this. What was begun was taken back.`,
        next: msg`Start it again whenever you like.`,
      };
    case 'manager.unexpected': {
      const { reference } = problem.data;
      return {
        what: msg`Something happened that Chatelaine did not expect. Nothing more was changed.`,
        next: msg`Do it again. If it comes back, look for ${reference} on Logs and show that line to a technician.`,
      };
    }
    default:
      return assertNever(problem);
  }
}

type NoServiceReason = Extract<FaceProblem, { code: 'machine-service.not-possible' }>['data']['reason'];

function machineServiceWords(reason: NoServiceReason): ProblemWords {
  switch (reason) {
    case 'no-keeper':
      return {
        what: msg`Nothing we know starts programs on this computer.`,
        next: msg`A technician can put a definition in place, as “chatelaine service install --print” shows it.`,
      };
    case 'passing-place':
      return {
        what: msg`This Chatelaine runs out of a file that is only unpacked while it is open.`,
        next: msg`Install the package for your system, and open that one.`,
      };
    case 'root-account':
      return {
        what: msg`A chat server is not run as root.`,
        next: msg`Open Chatelaine as an ordinary account.`,
      };
    case 'package':
      return {
        what: msg`The Debian package brought the service.`,
        next: msg`Its own commands look after it; they are shown here.`,
      };
    case 'no-rights':
      return {
        what: msg`This page may not change the system of this computer.`,
        next: msg`Run the command that is shown in a terminal.`,
      };
    case 'denied':
      return {
        what: msg`The system was not given the password, and nothing was changed.`,
        next: msg`Try again, with the password of an administrator of this computer.`,
      };
    case 'elsewhere':
      return {
        what: msg`The data folder belongs to another account of this computer.`,
        next: msg`Open Chatelaine as that account.`,
      };
  }
}

type DomainData = Extract<FaceProblem, { code: 'domain.invalid' }>['data'];

function domainWords({ value, reason, suggestion }: DomainData): ProblemWords {
  const next = suggestion ? msg`Did you mean ${suggestion}?` : msg`It looks like fabrik-martin.example.`;
  switch (reason) {
    case 'empty':
      return {
        what: msg`The address is missing.`,
        next: msg`Type your company’s domain, such as fabrik-martin.example.`,
      };
    case 'url':
      return { what: msg`This is the address of a page. Only the domain in it is needed.`, next };
    case 'email':
      return { what: msg`This is one person’s address. Only the part after the @ is needed.`, next };
    case 'no-dot':
      return { what: msg`“${value}” has no ending such as .com or .fr.`, next };
    case 'label':
      return { what: msg`“${value}” has characters that no domain can have, or a space.`, next };
    case 'too-long':
      return { what: msg`This is longer than a domain can be.`, next };
    case 'public-suffix':
      return { what: msg`“${value}” is an ending that many share. Nobody owns it alone.`, next };
    case 'ip-address':
      return { what: msg`This is a computer’s number, not a domain.`, next };
    default:
      return assertNever(reason);
  }
}

function refusedDomainWords({
  domain,
  reason,
}: Extract<FaceProblem, { code: 'domain.refused' }>['data']): ProblemWords {
  switch (reason) {
    case 'served':
      return { what: msg`The office has ${domain} already.`, next: msg`There is nothing to do.` };
    case 'service':
      return {
        what: msg`The name ${domain} is a service’s of this office already: rooms, files or the server itself.`,
        next: msg`Choose a domain that stands for itself.`,
      };
    case 'main':
      return {
        what: msg`The office’s first domain, ${domain}, cannot be taken away.`,
        next: msg`For another first domain, set up another Chatelaine and move over.`,
      };
    case 'unknown':
      return {
        what: msg`The office does not have ${domain}.`,
        next: msg`Look at the list of domains: somebody may have changed it.`,
      };
    case 'too-many':
      return {
        what: msg`The office has as many domains as one server can look after.`,
        next: msg`Take one away first.`,
      };
    case 'lan':
      return {
        what: msg`This office is on its own network only, where there is one name.`,
        next: msg`Set up Chatelaine with a domain of your own for this.`,
      };
    default:
      return assertNever(reason);
  }
}

function trustWords(
  reason: Extract<FaceProblem, { code: 'trust.not-possible' }>['data']['reason'],
): ProblemWords {
  switch (reason) {
    case 'no-rights':
      return {
        what: msg`Chatelaine does not have the right to change this computer’s list of authorities.`,
        next: msg`Type the commands shown here in a terminal, as administrator.`,
      };
    case 'no-tool':
      return {
        what: msg`The program that changes the list of authorities is missing on this computer.`,
        next: msg`Follow the steps for your system by hand.`,
      };
    case 'unsupported':
      return {
        what: msg`Chatelaine does not know how this system keeps its list of authorities.`,
        next: msg`Follow the steps of the system that is nearest to yours.`,
      };
    default:
      return assertNever(reason);
  }
}

/** The raw lines behind a problem, for the fold with the evidence. */
export function problemLines(problem: FaceProblem): readonly string[] {
  switch (problem.code) {
    case 'server.start-failed':
    case 'program.failed':
      return problem.data.lastLines;
    case 'server.config-refused':
      return problem.data.sentences;
    default:
      return [];
  }
}
