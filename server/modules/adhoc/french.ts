/**
 * The words of ad-hoc commands in French, by the English ones. Many of those stand in XEP-0133 and are what programs show, so
 * that they stay where the commands are, beside the section they come from; here is what a French-speaking administrator reads.
 * `{}` is a value: it goes over as it is. What is not here stays English: the command table of `ctl`, as its manual is.
 */
import type { AdhocField, AdhocForm } from '../../kernel/adhoc.ts';
import type { Language } from '../../kernel/languages.ts';

const USERS = {
  registered: 'inscrites',
  disabled: 'bloquées',
  online: 'en ligne',
  active: 'actives',
  idle: 'inactives',
};

const PATTERNS: Readonly<Record<string, string>> = {
  Commands: 'Commandes',
  // Of many commands.
  'Done.': 'C’est fait.',
  'The Jabber ID for this account': 'L’adresse du compte',
  'The Jabber ID(s)': 'Les adresses',
  'The password for this account': 'Le mot de passe du compte',
  '“{}” is not the address of an account.': '« {} » n’est pas l’adresse d’un compte.',
  '{} has no account on {}.': '{} n’a pas de compte sur {}.',
  'There is no account {}.': 'Il n’y a pas de compte {}.',
  'This name cannot be used in an address.': 'Ce nom ne peut pas servir dans une adresse.',
  'This password cannot be used: it is empty or too long.':
    'Ce mot de passe ne convient pas : il est vide ou trop long.',
  Announcement: 'Annonce',
  None: 'Aucune',
  // XEP-0133 §4.1-§4.7: accounts.
  'Add a User': 'Ajouter une personne',
  'Adding a User': 'Ajouter une personne',
  'Fill out this form to add a user.': 'Remplissez ce formulaire pour ajouter une personne.',
  'The Jabber ID for the account to be added': 'L’adresse du compte à ajouter',
  'Retype password': 'Le mot de passe, encore une fois',
  'Given name': 'Prénom',
  'Family name': 'Nom',
  'This is not the address of an account.': 'Ce n’est pas l’adresse d’un compte.',
  'Only accounts of {} can be made here.': 'Seuls des comptes de {} peuvent être créés ici.',
  'The two passwords differ.': 'Les deux mots de passe sont différents.',
  '{} is registered.': '{} a maintenant un compte.',
  'Delete a User': 'Supprimer une personne',
  'Deleting a User': 'Supprimer une personne',
  'Fill out this form to delete a user.': 'Remplissez ce formulaire pour supprimer une personne.',
  'The Jabber ID(s) to delete': 'Les adresses à supprimer',
  'Disable a User': 'Bloquer une personne',
  'Disabling a User': 'Bloquer une personne',
  'Fill out this form to disable a user.': 'Remplissez ce formulaire pour bloquer une personne.',
  'The Jabber ID(s) to disable': 'Les adresses à bloquer',
  'Re-Enable a User': 'Débloquer une personne',
  'Fill out this form to re-enable a user.': 'Remplissez ce formulaire pour débloquer une personne.',
  'The Jabber ID(s) to re-enable': 'Les adresses à débloquer',
  'End User Session': 'Déconnecter une personne',
  'Ending a User Session': 'Déconnecter une personne',
  'Fill out this form to end a user’s session.': 'Remplissez ce formulaire pour déconnecter une personne.',
  'The Jabber ID(s) for which to end sessions': 'Les adresses à déconnecter',
  'Change User Password': 'Changer un mot de passe',
  'Changing a User Password': 'Changer un mot de passe',
  'Fill out this form to change a user’s password.':
    'Remplissez ce formulaire pour changer le mot de passe de quelqu’un.',
  'The password is changed.': 'Le mot de passe est changé.',
  'This is the account you are using; somebody else has to do that.':
    'C’est le compte dont vous vous servez ; quelqu’un d’autre doit le faire.',
  // §4.8-§4.10: what is known of somebody.
  'Get User Roster': 'Voir les contacts d’une personne',
  'Getting a User’s Roster': 'Voir les contacts d’une personne',
  'Fill out this form to get a user’s roster.':
    'Remplissez ce formulaire pour voir les contacts de quelqu’un.',
  'The Jabber ID(s) for which to retrieve the roster': 'Les adresses des personnes concernées',
  'Get User Last Login Time': 'Voir la dernière connexion d’une personne',
  'Getting a User’s Last Login Time': 'Voir la dernière connexion d’une personne',
  'Fill out this form to get a user’s last login time.':
    'Remplissez ce formulaire pour voir la dernière connexion de quelqu’un.',
  'The Jabber ID(s) for which to retrieve the last login time': 'Les adresses des personnes concernées',
  'Last login': 'Dernière connexion',
  'Get User Statistics': 'Voir les chiffres d’une personne',
  'Fill out this form to gather user statistics.':
    'Remplissez ce formulaire pour voir les chiffres de quelqu’un.',
  'The Jabber ID for statistics': 'L’adresse de la personne concernée',
  'or several': 'ou plusieurs',
  'IP addresses': 'Adresses IP',
  Contacts: 'Contacts',
  'Connected devices': 'Appareils connectés',
  'Which account?': 'Quel compte ?',
  // §4.13-§4.22: numbers and lists.
  'Maximum number of items to show': 'Combien en montrer au plus',
  'These are {} of {}.': 'En voici {} sur {}.',
  ...Object.fromEntries(
    Object.entries(USERS).flatMap(([label, french]) => {
      const title = label[0]!.toUpperCase() + label.slice(1);
      return [
        [`Get Number of ${title} Users`, `Nombre de personnes ${french}`],
        [`The number of ${label} users`, `Le nombre de personnes ${french}`],
        [`Get List of ${title} Users`, `Liste des personnes ${french}`],
        [`Requesting List of ${title} Users`, `Liste des personnes ${french}`],
        [
          `Fill out this form to request the ${label} users of this service.`,
          `Remplissez ce formulaire pour voir les personnes ${french}.`,
        ],
        [`The list of ${label} users`, `Les personnes ${french}`],
      ];
    }),
  ),
  // §4.11, §4.12: who is kept out, who is let in.
  'Edit Blacklist': 'Modifier la liste noire',
  'Editing the Blacklist': 'Modifier la liste noire',
  'Fill out this form to edit the list of entities with whom communications are disallowed.':
    'Remplissez ce formulaire pour modifier la liste de ceux avec qui personne n’échange rien.',
  'The blacklist': 'La liste noire',
  'Edit Whitelist': 'Modifier la liste blanche',
  'Editing the Whitelist': 'Modifier la liste blanche',
  'Fill out this form to edit the list of entities with whom communications are allowed.':
    'Remplissez ce formulaire pour modifier la liste de ceux avec qui l’on peut échanger.',
  'The whitelist': 'La liste blanche',
  // §4.23-§4.28: announcements.
  'Send Announcement to Online Users': 'Annoncer aux personnes en ligne',
  'Send Announcement to All Users': 'Annoncer à tout le monde',
  'Making an Announcement': 'Faire une annonce',
  'Fill out this form to make an announcement to all active users of this service.':
    'Remplissez ce formulaire pour faire une annonce à toutes les personnes en ligne.',
  'Fill out this form to tell everybody with an account; those who are away read it later.':
    'Remplissez ce formulaire pour prévenir tous ceux qui ont un compte ; les absents le liront plus tard.',
  'Told {} devices.': 'Annoncé à {} appareils.',
  'Told {} people.': 'Annoncé à {} personnes.',
  'Set Message of the Day': 'Choisir le message du jour',
  'Setting the Message of the Day': 'Choisir le message du jour',
  'Fill out this form to set the message of the day.':
    'Remplissez ce formulaire pour choisir le message du jour.',
  'Message of the Day': 'Message du jour',
  'Edit Message of the Day': 'Modifier le message du jour',
  'Editing the Message of the Day': 'Modifier le message du jour',
  'Fill out this form to edit the message of the day. Those who are here are not told again.':
    'Remplissez ce formulaire pour modifier le message du jour. Les personnes présentes ne le reçoivent pas de nouveau.',
  'Delete Message of the Day': 'Supprimer le message du jour',
  'Set Welcome Message': 'Choisir le message d’accueil',
  'Setting Welcome Message': 'Choisir le message d’accueil',
  'Fill out this form to set the welcome message for this service.':
    'Remplissez ce formulaire pour choisir le message d’accueil des nouveaux venus.',
  'Welcome Message': 'Message d’accueil',
  'Delete Welcome Message': 'Supprimer le message d’accueil',
  // §4.29-§4.31: the service itself.
  'Edit Admin List': 'Modifier la liste des administrateurs',
  'Editing the Admin List': 'Modifier la liste des administrateurs',
  'Fill out this form to edit the list of entities who have administrative privileges.':
    'Remplissez ce formulaire pour modifier la liste de ceux qui ont les droits d’administrateur.',
  'The admin list': 'Les administrateurs',
  '“{}” is not the address of a person.': '« {} » n’est pas l’adresse d’une personne.',
  '{} is on another server, and nobody of another server has rights on this one.':
    '{} est sur un autre serveur, et personne d’un autre serveur n’a de droits sur celui-ci.',
  '{} administrators are enough.': '{} administrateurs suffisent.',
  'Done; {} stay because the configuration names them.':
    'C’est fait ; {} restent, car la configuration les nomme.',
  'Restart Service': 'Redémarrer le serveur',
  'Restarting the Service': 'Redémarrer le serveur',
  'Fill out this form to restart the service.': 'Remplissez ce formulaire pour redémarrer le serveur.',
  'Time delay before restarting': 'Délai avant le redémarrage',
  'Shut Down Service': 'Arrêter le serveur',
  'Shutting Down the Service': 'Arrêter le serveur',
  'Fill out this form to shut down the service.': 'Remplissez ce formulaire pour arrêter le serveur.',
  'Time delay before shutting down': 'Délai avant l’arrêt',
  '{} seconds': '{} secondes',
  '{} minutes': '{} minutes',
  'Now.': 'Maintenant.',
  'In {} seconds.': 'Dans {} secondes.',
  // XEP-0401: invitations.
  'Invite user': 'Inviter un contact',
  'Create account': 'Inviter une personne à créer un compte',
  'Invite somebody to an account. Without a name, they choose one.':
    'Invitez quelqu’un à créer un compte. Sans nom, la personne en choisit un.',
  Username: 'Nom dans l’adresse',
  'Roster subscription': 'Devenir aussi son contact',
  // What people decide for themselves.
  'Messages from strangers': 'Messages d’inconnus',
  'People who are neither colleagues nor contacts can always ask to become contacts.':
    'Ceux qui ne sont ni collègues ni contacts peuvent toujours demander à devenir contacts.',
  'Nothing else from them': 'Rien d’autre de leur part',
  'Strangers are blocked.': 'Les inconnus sont bloqués.',
  'Strangers can write to you.': 'Les inconnus peuvent vous écrire.',
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Those with values in them, which cannot be looked up. */
const WITH_VALUES = Object.entries(PATTERNS)
  .filter(([english]) => english.includes('{}'))
  .map(([english, french]) => ({
    pattern: new RegExp(`^${english.split('{}').map(escaped).join('(.{1,1000})')}$`, 's'),
    french: french.split('{}'),
  }));

/** @returns undefined for what is not in French */
export function inFrench(english: string): string | undefined {
  if (Object.hasOwn(PATTERNS, english)) return PATTERNS[english];
  for (const { pattern, french } of WITH_VALUES) {
    const values = pattern.exec(english)?.slice(1);
    if (values) return french.map((text, index) => text + (values[index] ?? '')).join('');
  }
  return undefined;
}

/** What somebody who speaks `language` reads in place of an English sentence. */
export const say = (english: string, language: Language): string =>
  (language === 'fr' ? inFrench(english) : undefined) ?? english;

/** A field with its label and choices in the language; values are what somebody typed, and stay. */
export const sayField = (field: AdhocField, language: Language): AdhocField => ({
  ...field,
  ...(field.label !== undefined && { label: say(field.label, language) }),
  ...(field.options && {
    options: field.options.map(({ label, value }) => ({ label: say(label, language), value })),
  }),
});

export const sayForm = ({ title, instructions, fields }: AdhocForm, language: Language): AdhocForm => ({
  title: say(title, language),
  ...(instructions !== undefined && { instructions: say(instructions, language) }),
  fields: fields.map((field) => sayField(field, language)),
});
