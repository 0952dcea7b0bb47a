/** Why a chat program's own files are left as they are, and what to do. */
import { msg } from '@lingui/core/macro';
import type { FaceProblem } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';

type ClientProblem = Extract<FaceProblem, { code: `client.${string}` }>;
type Words = { what: ReturnType<typeof msg>; next: ReturnType<typeof msg> };

export function clientProblemWords(problem: ClientProblem): Words {
  switch (problem.code) {
    case 'client.running': {
      const { program } = problem.data;
      return {
        what: msg`${program} is open, and would write over what is put into its files.`,
        next: msg`Close ${program}, also beside the clock, then do it again.`,
      };
    }
    case 'client.trouble':
      return troubleWords(problem.data.program, problem.data.file, problem.data.trouble);
    case 'client.changed-since': {
      const { program } = problem.data;
      return {
        what: msg`${program} has written to its files since, so they cannot be put back as they were.`,
        next: msg`Take out this account only: everything else stays as it is now.`,
      };
    }
    case 'client.plan-changed':
      return {
        what: msg`Something changed in the program’s files after they were shown here. Nothing was written.`,
        next: msg`Look at what would be written now, then do it again.`,
      };
    case 'client.unknown':
      return {
        what: msg`That program, or what was set up in it, is not there any more.`,
        next: msg`Look again at what is on this computer.`,
      };
    case 'client.not-here':
      return {
        what: msg`This page is open on another computer than the one Chatelaine runs on.`,
        next: msg`Take the file along to the colleague’s computer, or follow the steps by hand.`,
      };
    default:
      return assertNever(problem);
  }
}

/** One trouble of contract/client-setup.ts; `next` is what a person can do. */
export function troubleWords(program: string, file: string, trouble: string): Words {
  switch (trouble) {
    case 'locked':
      return {
        what: msg`Another program holds ${file}. Nothing was written.`,
        next: msg`Close ${program} and whatever copies its files, then look again.`,
      };
    case 'unreadable':
      return {
        what: msg`${file} cannot be read or written by the account Chatelaine runs under. It was left as it is.`,
        next: msg`Allow it in the file’s properties, or follow the steps by hand.`,
      };
    case 'not-yours':
      return {
        what: msg`${file} belongs to another account of this computer. It was left as it is.`,
        next: msg`Log in as that person, or follow the steps by hand.`,
      };
    case 'elsewhere':
      return {
        what: msg`${file} is a link that leads elsewhere. It was left as it is.`,
        next: msg`Follow the steps by hand in ${program}.`,
      };
    case 'huge':
      return {
        what: msg`${file} is far larger than such a file should be. It was left as it is.`,
        next: msg`Follow the steps by hand in ${program}.`,
      };
    case 'newer':
      return {
        what: msg`${file} was made by a later version of ${program}, which nobody has tried this with. It was left as it is.`,
        next: msg`Follow the steps by hand in ${program}.`,
      };
    case 'name-taken':
      return {
        what: msg`Another account in ${program} has this address as its name. It was left as it is.`,
        next: msg`Rename that account in ${program}, or follow the steps by hand.`,
      };
    case 'keyring':
      return {
        what: msg`The keyring of this computer did not take the password. Nothing was written.`,
        next: msg`Unlock the keyring, or leave the password out: ${program} then asks for it.`,
      };
    default:
      return {
        what: msg`${file} is not what ${program} writes; it may be damaged. It was left as it is.`,
        next: msg`Open ${program} and see whether its accounts are there, or follow the steps by hand.`,
      };
  }
}
