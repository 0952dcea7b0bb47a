/** Why a line is thought to belong to another, and the sentences around a timeline. */
import type { Language } from '../findings/finding.ts';

export type BecauseCode =
  | 'self'
  | 'link'
  | 'peer'
  | 'forwarded'
  | 'follows'
  | 'account'
  | 'address'
  | 'domain'
  | 'person';

type Words = (value: string) => string;
export const BECAUSE: Readonly<Record<Language, Readonly<Record<BecauseCode, Words>>>> = {
  en: {
    self: () => 'the line you chose',
    link: (value) => `the same connection inside the program (${value})`,
    peer: (value) => `the same address and door (${value})`,
    forwarded: (value) => `the web server in front passed it on within a moment (${value})`,
    follows: (value) => `what came of the connection before it (${value})`,
    account: (value) => `the same person, within a moment (${value})`,
    address: (value) => `the same address, within a moment (${value})`,
    domain: (value) => `the same other domain, within a moment (${value})`,
    person: (value) => `it is about ${value}`,
  },
  fr: {
    self: () => 'la ligne choisie',
    link: (value) => `la même connexion dans le programme (${value})`,
    peer: (value) => `la même adresse et la même porte (${value})`,
    forwarded: (value) => `transmis par le serveur web placé devant, au même moment (${value})`,
    follows: (value) => `la suite de la connexion précédente (${value})`,
    account: (value) => `la même personne, au même moment (${value})`,
    address: (value) => `la même adresse, au même moment (${value})`,
    domain: (value) => `le même autre domaine, au même moment (${value})`,
    person: (value) => `cela concerne ${value}`,
  },
};
