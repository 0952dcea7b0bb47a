/** Which names are missing from a certificate, and what that means for whom. Pure. */
import type { X509Certificate } from 'node:crypto';
import { type Presented, wordsOf } from '../../../../server/x509/index.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { commonName, type Flaw } from './flaws.ts';
import type { Coverage, WantedName } from './names.ts';

export interface NameFlaw extends Flaw {
  readonly subject: string;
  readonly severity?: DoctorFinding['severity'];
}

/** What is lost with a name, in English and French; ends no sentence. */
const LOST: Readonly<Record<WantedName['what'], readonly [string, string]>> = {
  address: ['signing in and other servers', 'la connexion et les autres serveurs'],
  rooms: ['rooms with people of other servers', 'les salons avec des personnes d’autres serveurs'],
  upload: ['sending files and pictures', 'l’envoi de fichiers et d’images'],
  feeds: ['news feeds', 'les fils d’actualité'],
  relay: ['passing files from program to program', 'le passage de fichiers d’une application à l’autre'],
  web: [
    'invitations, files and the chat in the browser',
    'les invitations, les fichiers et le chat dans le navigateur',
  ],
  guests: ['guests coming in', 'l’entrée des invités'],
  host: ['whatever asks for the computer by its name', 'ce qui s’adresse à l’ordinateur par son nom'],
};

const SHOWN = 12;

export function nameFlaws(
  presented: readonly Presented[],
  covered: readonly Coverage[],
  leaf: X509Certificate,
  subject: string,
): NameFlaw[] {
  if (covered.length === 0) return [];
  const names = presented.slice(0, SHOWN).map(wordsOf);
  // SPEC: RFC 9525 §6.2 and §7: the common name is no name that is looked at.
  if (presented.length === 0)
    return [{ code: 'certificate.no-names', subject, data: { commonName: commonName(leaf.subject) } }];
  if (covered.every(({ how }) => how === 'none'))
    return [{ code: 'certificate.other-names', subject, data: { names, domains: domainsOf(covered) } }];
  return covered.flatMap((one) => flawOf(one, names) ?? []);
}

/** What addresses end in; where none was asked for, the names that were. */
function domainsOf(covered: readonly Coverage[]): string[] {
  const addresses = covered.filter(({ what }) => what === 'address');
  return (addresses.length > 0 ? addresses : covered).slice(0, SHOWN).map(({ name }) => name);
}

function flawOf({ name, what, ports, required, by, how }: Coverage, names: string[]): NameFlaw | undefined {
  const data = {
    ...{ names, ports: ports.map(String), wildcard: by },
    ...{ loses: LOST[what][0], losesFr: LOST[what][1] },
  };
  switch (how) {
    case 'dns':
      return undefined;
    case 'xmpp':
      return { code: 'certificate.xmpp-name-only', subject: name, data };
    case 'star':
      return {
        ...{ code: 'certificate.wildcard-reach', subject: name, data },
        ...(required ? {} : { severity: 'warning' as const }),
      };
    case 'none':
      if (what === 'address') return { code: 'certificate.address-missing', subject: name, data };
      return {
        code: required ? 'certificate.name-missing' : 'certificate.name-optional',
        subject: name,
        data,
      };
  }
}
