/** What somebody reads who registers in a chat program, in the language of its stream (RFC 6120 §4.7.4). */
import type { Language } from '../../kernel/languages.ts';

export interface Words {
  readonly choose: string;
  readonly chooseAndAnswer: string;
  /** Behind either, where an administrator has to agree. Nothing in the answer to a registration could say it. */
  readonly afterwards: string;
  readonly visit: (url: string) => string;
  readonly title: string;
  readonly name: string;
  readonly password: string;
  readonly picture: string;
  readonly noForms: string;
  /** With the log-in that is refused while it waits. */
  readonly waits: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    choose: 'Choose a name and a password.',
    chooseAndAnswer: 'Choose a name and a password, and answer the question or read the picture.',
    afterwards: ' You can log in once an administrator has agreed; until then your program is refused.',
    visit: (url) => `To register, visit ${url}`,
    title: 'Registration',
    name: 'Name',
    password: 'Password',
    picture: 'Or enter the text you see',
    noForms: 'Your program cannot show the form that is needed to register here.',
    waits: 'Your account is there, and waits until an administrator agrees. Try again later.',
  },
  fr: {
    choose: 'Choisissez un nom et un mot de passe.',
    chooseAndAnswer: 'Choisissez un nom et un mot de passe, et répondez à la question ou lisez l’image.',
    afterwards:
      ' Vous pourrez vous connecter quand un administrateur aura donné son accord ; d’ici là, votre programme est refusé.',
    visit: (url) => `Pour créer un compte, visitez ${url}`,
    title: 'Création d’un compte',
    name: 'Nom',
    password: 'Mot de passe',
    picture: 'Ou saisissez le texte que vous voyez',
    noForms: 'Votre programme ne peut pas afficher le formulaire nécessaire pour créer un compte ici.',
    waits: 'Votre compte existe et attend l’accord d’un administrateur. Réessayez plus tard.',
  },
};
