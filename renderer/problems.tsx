/**
 * A sentence and a next step for every code with which the manager may refuse, in each language.
 * The switch ends in assertNever: a new code in the contract does not compile until it is worded here.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { FaceProblem } from './api/types.ts';
import { assertNever } from './assert-never.ts';

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
    case 'trust.not-possible':
      return trustWords(problem.data.reason);
    case 'program.failed': {
      const { program } = problem.data;
      return {
        what: msg`The program ${program} did not do its work.`,
        next: msg`Its last lines are below; show them to a technician.`,
      };
    }
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
