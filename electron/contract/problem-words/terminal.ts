/**
 * What to do about a problem where whoever sits at a terminal does another thing than in the page: the command or the option that helps.
 * A code without a line here has one next step for both. What happened is worded once, in the tables beside this one.
 */
import type { ProblemData } from '../errors.ts';
import type { FaceCode, FaceData, Sentence } from './words.ts';

export const TERMINAL_NEXT: { readonly [Code in FaceCode]?: (data: FaceData<Code>) => Sentence | undefined } =
  {
    'access.denied': () => ({
      en: 'Chatelaine is open in its own window here, so there is no page for a browser.',
      fr: 'Chatelaine est ouverte ici dans sa propre fenêtre : il n’y a pas de page pour un navigateur.',
    }),
    'access.last-way': () => ({
      en: 'The office network is let in: close it on Settings first.',
      fr: 'Le réseau du bureau est autorisé : fermez-le d’abord dans les Réglages.',
    }),
    'backup.folder': () => ({
      en: 'Connect or mend that place, or choose another: “chatelaine backup schedule --to PLACE”.',
      fr: 'Branchez ou réparez cet emplacement, ou choisissez-en un autre : « chatelaine backup schedule --to PLACE ».',
    }),
    'backup.locked': () => ({
      en: 'Give its words with --words-file.',
      fr: 'Donnez ses mots avec --words-file.',
    }),
    'backup.no-key': () => ({
      en: '“chatelaine backup schedule” chooses some; --lock none goes without.',
      fr: '« chatelaine backup schedule » en choisit ; --lock none s’en passe.',
    }),
    'backup.no-room': () => ({
      en: 'Make room there, or choose another place with --to. Nothing was written.',
      fr: 'Libérez-y de la place, ou choisissez un autre emplacement avec --to. Rien n’a été écrit.',
    }),
    'backup.unknown': () => ({
      en: '“chatelaine backup list” has the backups, “snapshots” the snapshots, “contents” what is in one.',
      fr: '« chatelaine backup list » donne les sauvegardes, « snapshots » les instantanés, « contents » le contenu.',
    }),
    'data.locked': ({ pid }) => ({
      en: `Stop that one first${pid ? ` (process ${pid})` : ''}, or do it in its page.`,
      fr: `Arrêtez-le d’abord${pid ? ` (processus ${pid})` : ''}, ou faites-le dans sa page.`,
    }),
    'data.unwritable': (data) => unwritable(data),
    'disk.full': () => ({
      en: 'Make room, or choose a folder on another disk with --data.',
      fr: 'Libérez de la place, ou choisissez avec --data un dossier sur un autre disque.',
    }),
    'dns-apply.unknown': () => ({
      en: '“chatelaine dns undo --list” shows them.',
      fr: '« chatelaine dns undo --list » les montre.',
    }),
    'dns-provider.changed': ({ expected, found }) => ({
      en: `It was expected to be ${values(expected, 'nothing')}, and is ${values(found, 'nothing')}.`,
      fr: `On y attendait ${values(expected, 'rien')}, et on y trouve ${values(found, 'rien')}.`,
    }),
    'dns-provider.no-zone': () => ({
      en: '“chatelaine dns providers” lists the accesses there are, and --connect adds one.',
      fr: '« chatelaine dns providers » donne les accès présents, et --connect en ajoute un.',
    }),
    'dns-provider.too-often': ({ until }) =>
      until
        ? {
            en: `It answers again at ${new Date(until).toISOString()}. What was done stays done.`,
            fr: `Il répondra de nouveau à ${new Date(until).toISOString()}. Ce qui est fait reste fait.`,
          }
        : undefined,
    'dns-undo.changed': () => ({
      en: 'With --leave they stay as they are.',
      fr: 'Avec --leave, ils restent tels quels.',
    }),
    'domain.refused': ({ reason }) =>
      reason === 'unknown'
        ? {
            en: '“chatelaine domains list” shows those that are served.',
            fr: '« chatelaine domains list » montre ceux qui sont servis.',
          }
        : undefined,
    'job.cancelled': () => ({
      en: 'The same command goes on, or begins anew. Nothing is lost.',
      fr: 'La même commande reprend, ou recommence. Rien n’est perdu.',
    }),
    'joining.invited': ({ address }) => ({
      en: `The address is kept for whoever opens that link. Take it back first: “chatelaine invite revoke ${address}”.`,
      fr: `L’adresse est réservée à qui ouvrira ce lien. Retirez-le d’abord : « chatelaine invite revoke ${address} ».`,
    }),
    'leaving.successor': () => ({
      en: 'Choose somebody else with --to.',
      fr: 'Choisissez quelqu’un d’autre avec --to.',
    }),
    'leaving.unknown': () => ({
      en: '“chatelaine leave --list” shows who has left.',
      fr: '« chatelaine leave --list » montre qui est parti.',
    }),
    'log.unreadable': ({ reason }) =>
      reason === 'forbidden'
        ? {
            en: 'On Debian: adduser ACCOUNT adm, then log in anew; or put “sudo” before the command.',
            fr: 'Sous Debian : adduser COMPTE adm, puis reconnectez-vous ; ou mettez « sudo » devant la commande.',
          }
        : undefined,
    'machine-service.not-possible': ({ reason }) => MACHINE_SERVICE[reason],
    'port.in-use': () => ({
      en: 'Stop that program, or choose other ports with --port and --tls-port.',
      fr: 'Arrêtez ce programme, ou choisissez d’autres ports avec --port et --tls-port.',
    }),
    'reach.no-address': () => ({
      en: 'Its name leads nowhere yet: “chatelaine dns plan” shows the records.',
      fr: 'Son nom ne mène encore nulle part : « chatelaine dns plan » montre les enregistrements.',
    }),
    'reach.partner-unknown': () => ({
      en: '“chatelaine reach partners” lists them.',
      fr: '« chatelaine reach partners » en donne la liste.',
    }),
    'server.not-running': () => ({
      en: '“chatelaine serve” starts it.',
      fr: '« chatelaine serve » le démarre.',
    }),
    'server.timeout': () => ({
      en: 'Its log is in the data folder, under logs.',
      fr: 'Son journal est dans le dossier de données, sous logs.',
    }),
    'settings.refused': ({ field, reason }) => SETTINGS[`${field} ${reason}`],
    'setup.already-done': () => ({
      en: '“chatelaine serve” runs it. For another domain choose another folder with --data.',
      fr: '« chatelaine serve » le fait tourner. Pour un autre domaine, choisissez un autre dossier avec --data.',
    }),
    'setup.not-done': () => ({
      en: '“chatelaine setup” does that.',
      fr: '« chatelaine setup » s’en charge.',
    }),
    'team.unknown': () => ({
      en: 'The page People has their names.',
      fr: 'La page Personnes donne leurs noms.',
    }),
    'update.not-here': () => ({
      en: '“chatelaine update status” says how they come.',
      fr: '« chatelaine update status » dit comment elles viennent.',
    }),
  };

const values = (all: readonly string[], none: string): string => (all.length === 0 ? none : all.join(' | '));

/** Why the folder cannot be written to is known here, and another one is an option away. */
function unwritable({ folder, reason }: ProblemData<'data.unwritable'>): Sentence {
  const why = UNWRITABLE[reason ?? 'not-allowed'];
  return {
    en: `${folder} ${why.en}. Choose another folder with --data.`,
    fr: `${folder} ${why.fr}. Choisissez un autre dossier avec --data.`,
  };
}

const UNWRITABLE = {
  'not-a-folder': { en: 'is not a folder', fr: 'n’est pas un dossier' },
  'not-ours': {
    en: 'belongs to another account of this machine',
    fr: 'appartient à un autre compte de cette machine',
  },
  shared: {
    en: 'may be written to by everybody on this machine',
    fr: 'est ouvert en écriture à tous les comptes de cette machine',
  },
  'read-only': {
    en: 'is on a disk that may only be read',
    fr: 'se trouve sur un disque accessible en lecture seule',
  },
  'not-allowed': {
    en: 'may not be written to by this account',
    fr: 'n’est pas ouvert en écriture à ce compte',
  },
  impossible: { en: 'cannot be made', fr: 'ne peut pas être créé' },
} as const;

const MACHINE_SERVICE: {
  readonly [Reason in ProblemData<'machine-service.not-possible'>['reason']]?: Sentence;
} = {
  'no-keeper': {
    en: '“chatelaine service install --print --for supervisord” writes a definition to put in place.',
    fr: '« chatelaine service install --print --for supervisord » écrit une définition à mettre en place.',
  },
  'root-account': {
    en: 'Run it with sudo from the account it shall belong to, or name one with --account; “--user” is without sudo.',
    fr: 'Lancez la commande avec sudo depuis le compte voulu, ou nommez-en un avec --account ; « --user » va sans sudo.',
  },
  package: {
    en: '“systemctl enable --now chatelaine” and “systemctl disable --now chatelaine” look after it.',
    fr: '« systemctl enable --now chatelaine » et « systemctl disable --now chatelaine » s’en occupent.',
  },
  'no-rights': {
    en: 'For the whole computer this needs root: put “sudo” before the command. With --user it does not.',
    fr: 'Pour tout l’ordinateur il faut être root : mettez « sudo » devant la commande. Avec --user, non.',
  },
};

/** By field and reason. */
const SETTINGS: Readonly<Record<string, Sentence>> = {
  'from address': {
    en: 'An address looks like 192.0.2.7 or 2001:db8::7, a network like 10.0.0.0/8.',
    fr: 'Une adresse ressemble à 192.0.2.7 ou 2001:db8::7, un réseau à 10.0.0.0/8.',
  },
  'from too-wide': {
    en: 'That is a good part of the internet. Name the computers, or a smaller network.',
    fr: 'C’est une bonne partie d’internet. Nommez les ordinateurs, ou un réseau plus petit.',
  },
  'rules name': {
    en: 'There is a rule of that name already.',
    fr: 'Une règle porte déjà ce nom.',
  },
  'rules outside': {
    en: 'Nobody at these addresses is let in. Let them in first: “chatelaine programs let-in ADDRESS”.',
    fr: 'Personne n’est autorisé à ces adresses. Autorisez-les d’abord : « chatelaine programs let-in ADRESSE ».',
  },
  'commands ': { en: 'Name at least one command.', fr: 'Nommez au moins une commande.' },
};
