/** Records of the plan: missing, different, in the wrong place, remembered, and for how long. */
import { AT_PROVIDER, bare, count, kind, list, moment, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

const ADD = {
  en: 'Add the missing lines under Network, Names: by yourself, through your provider, or by a mail to whoever manages the domain.',
  fr: 'Ajouter les lignes manquantes sous Réseau, Noms : soi-même, par le fournisseur, ou par un courrier à la personne qui gère le domaine.',
} as const;

/** The head of a finding that may be about one line or several. */
const gone = (names: Parameters<typeof list>[0]) => ({
  en: `Missing in the domain’s address book: ${list(names, 'en')}.`,
  fr: `Il manque dans le carnet d’adresses du domaine : ${list(names, 'fr')}.`,
});

export const DNS_RECORDS = findingKinds({
  'dns.no-records': kind(
    'broken',
    'you',
    ({ data }) => [
      `Nothing of chat is in the domain’s address book yet: ${count(data.count)} lines are missing.`,
      'Outside the office nobody finds the server.',
      ADD.en,
    ],
    ({ data }) => [
      `Rien de la messagerie ne figure encore dans le carnet d’adresses du domaine : ${count(data.count)} lignes manquent.`,
      'Hors du bureau, personne ne trouve le serveur.',
      ADD.fr,
    ],
  ),
  'dns.missing-server': kind(
    'broken',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'The server’s name leads nowhere: outside the office nobody can connect, or only those whose network has the other kind of address.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Le nom du serveur ne mène nulle part : hors du bureau, personne ne peut se connecter, ou seulement les personnes dont le réseau a l’autre sorte d’adresse.',
      ADD.fr,
    ],
  ),
  'dns.missing-programs': kind(
    'broken',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'Colleagues’ apps look for the server at the wrong place, most often at the website, or take a detour.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Les applications de vos collègues cherchent le serveur au mauvais endroit, le plus souvent chez le site web, ou font un détour.',
      ADD.fr,
    ],
  ),
  'dns.missing-servers': kind(
    'broken',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'Other companies look for the server at the wrong place: their messages do not arrive, or arrive late.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Les autres entreprises cherchent le serveur au mauvais endroit : leurs messages n’arrivent pas, ou en retard.',
      ADD.fr,
    ],
  ),
  'dns.missing-services': kind(
    'warning',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'What hangs on these names (rooms, files, invitations, guests) does not work from outside.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Ce qui dépend de ces noms (salons, fichiers, invitations, invités) ne fonctionne pas de l’extérieur.',
      ADD.fr,
    ],
  ),
  'dns.missing-calls': kind(
    'warning',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'Some apps do not find the help they need for calls from home or from the road.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Certaines applications ne trouvent pas l’aide dont elles ont besoin pour appeler de chez soi ou en déplacement.',
      ADD.fr,
    ],
  ),
  'dns.missing-web': kind(
    'warning',
    'you',
    ({ data }) => [gone(data.names).en, 'Chat in the browser is not found by itself.', ADD.en],
    ({ data }) => [
      gone(data.names).fr,
      'La messagerie dans le navigateur n’est pas trouvée toute seule.',
      ADD.fr,
    ],
  ),
  'dns.missing-certificate': kind(
    'warning',
    'you',
    ({ data }) => [
      gone(data.names).en,
      'The certificate cannot be obtained or renewed in the way that was chosen.',
      ADD.en,
    ],
    ({ data }) => [
      gone(data.names).fr,
      'Le certificat ne peut pas être obtenu ou renouvelé de la manière choisie.',
      ADD.fr,
    ],
  ),
  'dns.different': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `${subject} is ${text(data.found) || 'something else'}; planned is ${text(bare(data.planned))}.`,
      'What hangs on this line goes to another place.',
      `${AT_PROVIDER.en}, put ${text(data.planned)} in its place.`,
    ],
    ({ subject, data }) => [
      `${subject} vaut ${text(data.found) || 'autre chose'} ; prévu : ${text(bare(data.planned))}.`,
      'Ce qui dépend de cette ligne va ailleurs.',
      `${AT_PROVIDER.fr}, mettre à la place ${text(data.planned)}.`,
    ],
  ),
  'dns.unanswered': kind(
    'broken',
    'you',
    ({ data }) => [
      `Nobody can say where ${list(data.names, 'en')} is: whoever asks gets an error, or nothing.`,
      'Colleagues’ apps and other servers do not find what is behind it.',
      `${AT_PROVIDER.en}, see whether this name is handed on to other name servers (NS lines): take those lines away, or have the name set up there.`,
    ],
    ({ data }) => [
      `Personne ne peut dire où se trouve ${list(data.names, 'fr')} : qui demande reçoit une erreur, ou rien.`,
      'Les applications des collègues et les autres serveurs ne trouvent pas ce qui est derrière.',
      `${AT_PROVIDER.fr}, vérifier si ce nom est confié à d’autres serveurs de noms (lignes NS) : retirer ces lignes, ou y faire créer le nom.`,
    ],
  ),
  'dns.old-remembered': kind(
    'info',
    'chatelaine',
    ({ data }) => [
      `The domain is right; some still remember what was there before, until ${moment(data.until, 'en')} at the latest.`,
      `Until then ${list(data.names, 'en')} may lead a few people to the old place.`,
      'Nothing to do: Chatelaine looks again by itself.',
    ],
    ({ data }) => [
      `Le domaine est juste ; certains gardent encore l’ancienne réponse en mémoire, jusqu’au ${moment(data.until, 'fr')} au plus tard.`,
      `D’ici là, ${list(data.names, 'fr')} peut mener quelques personnes à l’ancien endroit.`,
      'Rien à faire : Chatelaine regarde de nouveau toute seule.',
    ],
  ),
  'dns.name-doubled': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `In ${list(subject.split(', '), 'en')} the domain stands twice.`,
      'Nobody looks there. The provider’s form adds the domain by itself.',
      `${AT_PROVIDER.en}, correct the name to ${text(data.planned)}: only the part before the domain goes into the form.`,
    ],
    ({ subject, data }) => [
      `Dans ${list(subject.split(', '), 'fr')}, le domaine figure deux fois.`,
      'Personne ne cherche là. Le formulaire du fournisseur ajoute le domaine tout seul.',
      `${AT_PROVIDER.fr}, corriger le nom en ${text(data.planned)} : seule la partie avant le domaine va dans le formulaire.`,
    ],
  ),
  'dns.name-mistyped': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `Instead of ${text(data.planned)} there is ${subject}.`,
      'Apps look for the exact name, underscores included, and do not find this one.',
      `${AT_PROVIDER.en}, correct the name to ${text(data.planned)}.`,
    ],
    ({ subject, data }) => [
      `À la place de ${text(data.planned)}, il y a ${subject}.`,
      'Les applications cherchent le nom exact, traits de soulignement compris, et ne trouvent pas celui-ci.',
      `${AT_PROVIDER.fr}, corriger le nom en ${text(data.planned)}.`,
    ],
  ),
  'dns.below-host': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `There is ${subject}, below the server’s name; apps look below the domain that addresses end in.`,
      'Nobody looks there.',
      `${AT_PROVIDER.en}, correct the name to ${text(data.planned)}.`,
    ],
    ({ subject, data }) => [
      `Il y a ${subject}, sous le nom du serveur ; les applications cherchent sous le domaine des adresses.`,
      'Personne ne cherche là.',
      `${AT_PROVIDER.fr}, corriger le nom en ${text(data.planned)}.`,
    ],
  ),
  'dns.stale-record': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `Announced is a door that this server does not have: ${subject} (${text(data.values)}).`,
      'Apps try it first or in between, and wait before they go on.',
      `${AT_PROVIDER.en}, remove ${subject}.`,
    ],
    ({ subject, data }) => [
      `Une porte que ce serveur n’a pas est annoncée : ${subject} (${text(data.values)}).`,
      'Les applications l’essaient, et attendent avant de continuer.',
      `${AT_PROVIDER.fr}, retirer ${subject}.`,
    ],
  ),
  'dns.ttl-long': kind(
    'warning',
    'you',
    ({ data }) => [
      `${list(data.names, 'en')} may be remembered for ${days(data.seconds, 'en')} (TTL ${count(data.seconds)}).`,
      'When the server moves or a line has to be corrected, part of the world goes to the old place for as long.',
      `${AT_PROVIDER.en}, set the TTL to 3600.`,
    ],
    ({ data }) => [
      `${list(data.names, 'fr')} peut rester en mémoire ${days(data.seconds, 'fr')} (TTL ${count(data.seconds)}).`,
      'Quand le serveur déménage ou qu’une ligne est à corriger, une partie du monde va aussi longtemps à l’ancien endroit.',
      `${AT_PROVIDER.fr}, régler le TTL sur 3600.`,
    ],
  ),
  'dns.ttl-short': kind(
    'warning',
    'you',
    ({ data }) => [
      `${list(data.names, 'en')} may be remembered for ${seconds(data.seconds, 'en')} only (TTL).`,
      'Every connection asks anew, and when the name servers are away for a minute nobody gets in.',
      `${AT_PROVIDER.en}, set the TTL to 3600.`,
    ],
    ({ data }) => [
      `${list(data.names, 'fr')} ne reste en mémoire que ${seconds(data.seconds, 'fr')} (TTL).`,
      'Chaque connexion redemande, et quand les serveurs de noms manquent une minute, personne n’entre.',
      `${AT_PROVIDER.fr}, régler le TTL sur 3600.`,
    ],
  ),
});

type Value = Parameters<typeof count>[0];

const inUnits = (amount: number, unit: 'day' | 'second', language: 'en' | 'fr'): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);

const seconds = (value: Value, language: 'en' | 'fr') => inUnits(count(value), 'second', language);
const days = (value: Value, language: 'en' | 'fr') =>
  inUnits(Math.round(count(value) / 86_400), 'day', language);
