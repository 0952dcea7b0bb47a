/** The domain as a whole: registered, delegated, signed, and its name servers. */
import { AT_PROVIDER, kind, list, moment, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

const NOBODY = {
  en: 'Nobody can find the server, neither colleagues nor other companies.',
  fr: 'Personne ne trouve le serveur, ni vos collègues ni les autres entreprises.',
} as const;
const SOME = {
  en: 'Some people find the server and others do not, or only after a wait; it changes from one minute to the next.',
  fr: 'Certaines personnes trouvent le serveur et d’autres non, ou seulement après une attente ; cela change d’une minute à l’autre.',
} as const;
const ASK_PROVIDER = {
  en: 'Ask the company that keeps the domain to put it right; the exact answers are in the details.',
  fr: 'Demander à l’entreprise qui gère le domaine de le corriger ; les réponses exactes sont dans les détails.',
} as const;

export const DNS_ZONE = findingKinds({
  'dns.not-registered': kind(
    'broken',
    'you',
    ({ subject }) => [
      `${subject} is not registered: it does not exist on the internet.`,
      NOBODY.en,
      'Check the spelling. If it is right, register the domain with a provider, or renew it if it has run out.',
    ],
    ({ subject }) => [
      `${subject} n’est pas enregistré : ce domaine n’existe pas sur Internet.`,
      NOBODY.fr,
      'Vérifier l’orthographe. Si elle est juste, enregistrer le domaine chez un fournisseur, ou le renouveler s’il a expiré.',
    ],
  ),
  'dns.servers-silent': kind(
    'broken',
    'provider',
    ({ subject, data }) => [
      `None of the name servers of ${subject} answers (${list(data.servers, 'en')}).`,
      NOBODY.en,
      ASK_PROVIDER.en,
    ],
    ({ subject, data }) => [
      `Aucun serveur de noms de ${subject} ne répond (${list(data.servers, 'fr')}).`,
      NOBODY.fr,
      ASK_PROVIDER.fr,
    ],
  ),
  'dns.lame': kind(
    'broken',
    'provider',
    ({ subject, data }) => [
      `The name servers that should know ${subject} have never heard of it (${list(data.servers, 'en')}).`,
      NOBODY.en,
      `${AT_PROVIDER.en}, see that the domain is set up there, or name the servers that do keep it.`,
    ],
    ({ subject, data }) => [
      `Les serveurs de noms qui devraient connaître ${subject} l’ignorent (${list(data.servers, 'fr')}).`,
      NOBODY.fr,
      `${AT_PROVIDER.fr}, vérifier que la zone du domaine y existe, ou indiquer les serveurs qui la tiennent.`,
    ],
  ),
  'dns.server-lame': kind(
    'warning',
    'provider',
    ({ subject }) => [
      `The name server ${subject} is named for the domain and does not know it.`,
      SOME.en,
      `${AT_PROVIDER.en}, set the domain up on ${subject} too, or take that server off the list.`,
    ],
    ({ subject }) => [
      `Le serveur de noms ${subject} est indiqué pour le domaine mais ne le connaît pas.`,
      SOME.fr,
      `${AT_PROVIDER.fr}, ajouter le domaine à ${subject} aussi, ou retirer ce serveur de la liste.`,
    ],
  ),
  'dns.server-silent': kind(
    'warning',
    'provider',
    ({ subject, data }) => [
      `The name server ${subject} does not answer at ${list(data.addresses, 'en')}.`,
      'Programs wait some seconds before they ask another one; the first message of the day comes late.',
      ASK_PROVIDER.en,
    ],
    ({ subject, data }) => [
      `Le serveur de noms ${subject} ne répond pas à l’adresse ${list(data.addresses, 'fr')}.`,
      'Les applications attendent quelques secondes avant d’en interroger un autre ; le premier message de la journée arrive en retard.',
      ASK_PROVIDER.fr,
    ],
  ),
  'dns.server-without-address': kind(
    'warning',
    'provider',
    ({ subject }) => [
      `The name server ${subject} has no address: there is no such machine.`,
      SOME.en,
      `${AT_PROVIDER.en}, correct the name of that name server, or take it off the list.`,
    ],
    ({ subject }) => [
      `Le serveur de noms ${subject} n’a pas d’adresse : cette machine n’existe pas.`,
      SOME.fr,
      `${AT_PROVIDER.fr}, corriger le nom de ce serveur de noms, ou le retirer de la liste.`,
    ],
  ),
  'dns.glue-missing': kind(
    'broken',
    'provider',
    ({ subject }) => [
      `The name server ${subject} is inside the domain itself, and nobody is told its address: to find it one would have to have found it.`,
      SOME.en,
      `Where the domain was registered, enter the address of ${subject} as well (“glue record” or “host record”).`,
    ],
    ({ subject }) => [
      `Le serveur de noms ${subject} fait partie du domaine, et son adresse n’est donnée nulle part : pour le trouver, il faudrait l’avoir déjà trouvé.`,
      SOME.fr,
      `Là où le domaine a été enregistré, indiquer aussi l’adresse de ${subject} (« glue record »).`,
    ],
  ),
  'dns.glue-differs': kind(
    'warning',
    'provider',
    ({ subject, data }) => [
      `The name server ${subject} has moved: the registry still has ${list(data.glue, 'en')}, the domain says ${list(data.addresses, 'en')}.`,
      SOME.en,
      `Where the domain was registered, correct the address of ${subject} (“glue record” or “host record”).`,
    ],
    ({ subject, data }) => [
      `Le serveur de noms ${subject} a déménagé : le registre a encore ${list(data.glue, 'fr')}, le domaine indique ${list(data.addresses, 'fr')}.`,
      SOME.fr,
      `Là où le domaine a été enregistré, corriger l’adresse de ${subject} (« glue record »).`,
    ],
  ),
  'dns.delegation-differs': kind(
    'info',
    'provider',
    ({ subject, data }) => [
      `The registry and the domain do not name the same name servers for ${subject}: ${list(data.above, 'en')} there, ${list(data.own, 'en')} here.`,
      'It works while all of them agree; the day one is switched off, part of the world asks it still.',
      'Make both lists the same: where the domain was registered, or in the domain’s own NS records.',
    ],
    ({ subject, data }) => [
      `Le registre et le domaine n’indiquent pas les mêmes serveurs de noms pour ${subject} : ${list(data.above, 'fr')} d’un côté, ${list(data.own, 'fr')} de l’autre.`,
      'Cela fonctionne tant que tous sont d’accord ; le jour où l’un est arrêté, une partie du monde l’interroge encore.',
      'Rendre les deux listes identiques : là où le domaine a été enregistré, ou dans ses propres enregistrements NS.',
    ],
  ),
  'dns.tcp-refused': kind(
    'warning',
    'provider',
    ({ subject }) => [
      `The name server ${subject} answers short questions only: over TCP it does not answer.`,
      'Long answers get lost. Signed domains and certificates are the first to fail, and seemingly at random.',
      `Ask the company that keeps the domain to open port 53 for TCP on ${subject}.`,
    ],
    ({ subject }) => [
      `Le serveur de noms ${subject} ne répond qu’aux questions courtes : pas de réponse en TCP.`,
      'Les réponses longues se perdent. Les domaines signés et les certificats échouent les premiers, comme au hasard.',
      `Demander à l’entreprise qui gère le domaine d’ouvrir le port 53 en TCP sur ${subject}.`,
    ],
  ),
  'dns.servers-disagree': kind(
    'warning',
    'provider',
    ({ subject, data }) => [
      `The name servers of ${subject} say different things about ${list(data.names, 'en')}.`,
      SOME.en,
      data.lags === true
        ? 'One of them has an older version. If this is still so in an hour, ask the company that keeps the domain why it does not follow.'
        : 'Changes reach only one of them. Ask the company that keeps the domain to bring them together.',
    ],
    ({ subject, data }) => [
      `Les serveurs de noms de ${subject} se contredisent au sujet de ${list(data.names, 'fr')}.`,
      SOME.fr,
      data.lags === true
        ? 'L’un d’eux a une version plus ancienne. Si c’est encore le cas dans une heure, demander à l’entreprise qui gère le domaine pourquoi il ne suit pas.'
        : 'Les changements n’arrivent que sur l’un d’eux. Demander à l’entreprise qui gère le domaine de les remettre d’accord.',
    ],
  ),
  'dns.intercepted': kind(
    'info',
    'technician',
    () => [
      'This network answers in the place of the domain’s own name servers.',
      'From here we see what this network remembers, which may be older than what the world sees.',
      'Nothing to do for chat. To be sure, look from another network, or let this computer out to port 53.',
    ],
    () => [
      'Ce réseau répond à la place des serveurs de noms du domaine.',
      'D’ici, on voit ce que ce réseau a gardé en mémoire, parfois plus ancien que ce que voit le reste du monde.',
      'Rien à faire pour la messagerie. Pour en être sûr, regarder depuis un autre réseau, ou laisser cet ordinateur sortir sur le port 53.',
    ],
  ),
  'dns.ds-orphaned': kind(
    'broken',
    'provider',
    ({ subject }) => [
      `The registry says that ${subject} is signed, and it is not (a DS record without keys).`,
      'Everybody whose provider checks signatures, most mobile networks among them, is told that the domain does not exist.',
      'Where the domain was registered, take away the DS record (“switch DNSSEC off”), or have the domain signed again.',
    ],
    ({ subject }) => [
      `Le registre annonce que ${subject} est signé, et il ne l’est pas (un enregistrement DS sans clés).`,
      'Pour toutes les personnes dont le fournisseur vérifie les signatures, dont la plupart des réseaux mobiles, le domaine n’existe pas.',
      'Là où le domaine a été enregistré, retirer l’enregistrement DS (« désactiver DNSSEC »), ou faire signer de nouveau le domaine.',
    ],
  ),
  'dns.signatures-expired': kind(
    'broken',
    'provider',
    ({ subject, data }) => [
      `The signatures of ${subject} ran out on ${moment(data.at, 'en')} (DNSSEC).`,
      'Everybody whose provider checks signatures, most mobile networks among them, is told that the domain does not exist.',
      'Ask the company that keeps the domain to sign it again; this should happen by itself.',
    ],
    ({ subject, data }) => [
      `Les signatures de ${subject} ont expiré le ${moment(data.at, 'fr')} (DNSSEC).`,
      'Pour toutes les personnes dont le fournisseur vérifie les signatures, dont la plupart des réseaux mobiles, le domaine n’existe pas.',
      'Demander à l’entreprise qui gère le domaine de le signer de nouveau ; cela devrait se faire tout seul.',
    ],
  ),
  'dns.bogus': kind(
    'broken',
    'provider',
    ({ subject, data }) => [
      data.whole === true
        ? `The signatures of ${subject} do not fit (DNSSEC).`
        : `Some signatures of ${subject} do not fit (DNSSEC).`,
      'Everybody whose provider checks signatures, most mobile networks among them, gets no answer for these names.',
      'Ask the company that keeps the domain to sign it again, and to compare the DS record at the registry with its keys.',
    ],
    ({ subject, data }) => [
      data.whole === true
        ? `Les signatures de ${subject} ne correspondent pas (DNSSEC).`
        : `Certaines signatures de ${subject} ne correspondent pas (DNSSEC).`,
      'Toutes les personnes dont le fournisseur vérifie les signatures, dont la plupart des réseaux mobiles, n’obtiennent pas de réponse pour ces noms.',
      'Demander à l’entreprise qui gère le domaine de le signer de nouveau, et de comparer l’enregistrement DS du registre avec ses clés.',
    ],
  ),
  'dns.alias-beside': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `${subject} itself is an alias (CNAME) of ${text(data.alias)}; the domain’s own name may not be one.`,
      'An alias hides everything else at that name: mail and chat get lost, depending on who asks.',
      `${AT_PROVIDER.en}, replace this CNAME by the A and AAAA records of ${text(data.alias)} (or by the provider’s ALIAS).`,
    ],
    ({ subject, data }) => [
      `${subject} est lui-même un alias (CNAME) de ${text(data.alias)} ; le nom du domaine ne peut pas en être un.`,
      'Un alias cache tout le reste à ce nom : courrier et messagerie se perdent, selon qui demande.',
      `${AT_PROVIDER.fr}, remplacer ce CNAME par les enregistrements A et AAAA de ${text(data.alias)} (ou par l’ALIAS du fournisseur).`,
    ],
  ),
});
