/**
 * What an authority may say no for, and what is found before it is asked (electron/manager/certificates/acme).
 * `data`: `names`, `authority` (how it is called), `link`, `wait` (milliseconds), `said` (exact, English), `limit`.
 * A code for each reason of contract/acme.ts; the compiler holds the two together.
 */
import type { AcmeReason } from '../acme.ts';
import { list, span, text } from './certificate-text.ts';
import { type AboutFinding, type FindingKind, findingKinds, type Language } from './finding.ts';

/** Cause, effect, what to do; `{names}`, `{authority}`, `{link}` and `{wait}` are filled in. */
type Sentences = readonly [cause: string, effect: string, fix: string];

const IN: Readonly<Record<Language, (span: string) => string>> = {
  en: (time) => ` in ${time}`,
  fr: (time) => ` dans ${time}`,
};

function words(language: Language, sentences: Sentences): FindingKind['words'][Language] {
  return ({ data }: AboutFinding) => {
    const values: Readonly<Record<string, string>> = {
      names: list(data.names),
      authority: text(data.authority),
      link: text(data.link),
      wait: typeof data.wait === 'number' ? IN[language](span(data.wait, language)) : '',
    };
    const [cause, effect, fix] = sentences.map((sentence) =>
      sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
    ) as [string, string, string];
    return { cause, effect, fix };
  };
}

const kind = (
  severity: FindingKind['severity'],
  who: FindingKind['who'],
  en: Sentences,
  fr: Sentences,
): FindingKind => ({ severity, who, words: { en: words('en', en), fr: words('fr', fr) } });

const STAYS = {
  en: 'The certificate used so far stays in use.',
  fr: 'Le certificat utilisé jusqu’ici reste en service.',
} as const;
const AGAIN = {
  en: 'It is tried again by itself.',
  fr: 'Un nouvel essai se fera de lui-même.',
} as const;
const NOT_ACCEPTED = kind(
  'broken',
  'technician',
  [
    '{authority} did not accept what Chatelaine sent.',
    STAYS.en,
    'Nothing you did: tell the makers of Chatelaine what stands under the details.',
  ],
  [
    '{authority} n’a pas accepté ce que Chatelaine a envoyé.',
    STAYS.fr,
    'Rien de votre fait : transmettre le contenu des détails aux auteurs de Chatelaine.',
  ],
);
const CAME_TO_NOTHING = kind(
  'warning',
  'chatelaine',
  ['The order at {authority} came to nothing.', STAYS.en, 'A new one is made by itself.'],
  ['La demande auprès de {authority} n’a pas abouti.', STAYS.fr, 'Une nouvelle se fera d’elle-même.'],
);

export const ACME = findingKinds({
  // Names the authority could not be convinced of.
  'acme.dns': kind(
    'broken',
    'you',
    [
      '{authority} does not find {names} on the internet.',
      STAYS.en,
      'Look at the lines of these names under Network, Names. What is new can take an hour until everybody sees it; it is tried again by itself.',
    ],
    [
      '{authority} ne trouve pas {names} sur internet.',
      STAYS.fr,
      'Vérifier les lignes de ces noms sous Réseau, Noms. Une nouveauté peut mettre une heure à être vue partout ; un nouvel essai se fera de lui-même.',
    ],
  ),
  'acme.connection': kind(
    'broken',
    'you',
    [
      '{authority} could not reach {names}: nobody answered from outside.',
      STAYS.en,
      'In the internet box, pass the web’s port on to this computer, and open it in the firewall. Or prove the names through DNS, which needs no open port.',
    ],
    [
      '{authority} n’a pas pu joindre {names} : personne n’a répondu de l’extérieur.',
      STAYS.fr,
      'Dans la box, transférer la porte du web vers cet ordinateur, et l’ouvrir dans le pare-feu. Ou prouver les noms par le DNS, sans aucune porte ouverte.',
    ],
  ),
  'acme.unauthorized': kind(
    'broken',
    'you',
    [
      '{authority} found something else than our proof for {names}.',
      STAYS.en,
      'Most likely the name leads to another computer, or the record in DNS has not arrived everywhere. Look at these names under Network, Names.',
    ],
    [
      '{authority} a trouvé autre chose que notre preuve pour {names}.',
      STAYS.fr,
      'Le nom mène sans doute à un autre ordinateur, ou la ligne du DNS n’est pas encore arrivée partout. Vérifier ces noms sous Réseau, Noms.',
    ],
  ),
  'acme.incorrectResponse': kind(
    'broken',
    'you',
    [
      'Another computer answered {authority} for {names}.',
      STAYS.en,
      'Look where these names lead, under Network, Names. Where they lead to a website elsewhere, prove them through DNS.',
    ],
    [
      'Un autre ordinateur a répondu à {authority} pour {names}.',
      STAYS.fr,
      'Vérifier où mènent ces noms, sous Réseau, Noms. S’ils mènent à un site hébergé ailleurs, les prouver par le DNS.',
    ],
  ),
  'acme.tls': kind(
    'broken',
    'you',
    [
      '{authority} reached {names}, and no encrypted connection came about.',
      STAYS.en,
      'Something before this computer answers on port 443, such as the internet box or another web server. Prove the names in another way, or let port 443 through to Chatelaine.',
    ],
    [
      '{authority} a joint {names}, mais aucune connexion chiffrée ne s’est établie.',
      STAYS.fr,
      'Quelque chose répond sur la porte 443 avant cet ordinateur, comme la box ou un autre serveur web. Prouver les noms autrement, ou laisser passer la porte 443 jusqu’à Chatelaine.',
    ],
  ),
  'acme.caa': kind(
    'broken',
    'you',
    [
      'The domain lets only certain authorities make certificates, and {authority} is not one of them ({names}).',
      STAYS.en,
      'Add the authority to the domain’s CAA record: the line stands ready under Network, Names. Or choose an authority that is on it.',
    ],
    [
      'Le domaine n’autorise que certaines autorités à établir des certificats, et {authority} n’en fait pas partie ({names}).',
      STAYS.fr,
      'Ajouter l’autorité à l’enregistrement CAA du domaine : la ligne est prête sous Réseau, Noms. Ou choisir une autorité qui y figure.',
    ],
  ),
  'acme.rejectedIdentifier': kind(
    'broken',
    'you',
    [
      '{authority} makes no certificates for {names}.',
      STAYS.en,
      'Choose another authority under Network, Certificate; its own words are under the details.',
    ],
    [
      '{authority} n’établit pas de certificat pour {names}.',
      STAYS.fr,
      'Choisir une autre autorité sous Réseau, Certificat ; ses propres termes figurent dans les détails.',
    ],
  ),
  'acme.unsupportedIdentifier': kind(
    'broken',
    'you',
    [
      '{authority} does not know names like {names}.',
      STAYS.en,
      'Choose another authority under Network, Certificate.',
    ],
    [
      '{authority} ne connaît pas de noms tels que {names}.',
      STAYS.fr,
      'Choisir une autre autorité sous Réseau, Certificat.',
    ],
  ),
  'acme.compound': kind(
    'broken',
    'you',
    [
      'Several names could not be proved, each for a reason of its own: {names}.',
      STAYS.en,
      'The details say for each name what {authority} found. It is tried again by itself.',
    ],
    [
      'Plusieurs noms n’ont pas pu être prouvés, chacun pour sa propre raison : {names}.',
      STAYS.fr,
      'Les détails disent, nom par nom, ce que {authority} a trouvé. Un nouvel essai se fera de lui-même.',
    ],
  ),
  'acme.notSeen': kind(
    'broken',
    'you',
    [
      'The proof for {names} cannot be seen from here, so {authority} was not asked.',
      STAYS.en,
      'The details say what was seen instead. Look where these names lead, under Network, Names, or prove them in another way.',
    ],
    [
      'La preuve pour {names} n’est pas visible d’ici ; rien n’a donc été demandé à {authority}.',
      STAYS.fr,
      'Les détails disent ce qui a été vu à la place. Vérifier où mènent ces noms, sous Réseau, Noms, ou les prouver autrement.',
    ],
  ),
  'acme.noChallenge': kind(
    'broken',
    'you',
    [
      '{authority} does not accept the way chosen for {names}.',
      STAYS.en,
      'Choose another way of proof, or another authority, under Network, Certificate.',
    ],
    [
      '{authority} n’accepte pas la manière choisie pour {names}.',
      STAYS.fr,
      'Choisir une autre manière de prouver, ou une autre autorité, sous Réseau, Certificat.',
    ],
  ),
  'acme.tookTooLong': kind(
    'warning',
    'chatelaine',
    ['{authority} did not come to a verdict in time.', STAYS.en, AGAIN.en],
    ['{authority} n’a pas rendu son verdict à temps.', STAYS.fr, AGAIN.fr],
  ),
  // The account.
  'acme.externalAccountRequired': kind(
    'broken',
    'you',
    [
      '{authority} wants to know whose customer you are.',
      STAYS.en,
      'Take key ID and key from your account there, and enter them under Network, Certificate.',
    ],
    [
      '{authority} veut savoir de qui vous êtes client.',
      STAYS.fr,
      'Reprendre l’identifiant de clé et la clé dans votre compte chez {authority}, et les saisir sous Réseau, Certificat.',
    ],
  ),
  'acme.userActionRequired': kind(
    'broken',
    'you',
    [
      '{authority} wants you to do something first: most often to read its new terms.',
      STAYS.en,
      'Open {link} and follow what stands there. Then try again.',
    ],
    [
      '{authority} vous demande d’abord quelque chose : le plus souvent, de lire ses nouvelles conditions.',
      STAYS.fr,
      'Ouvrir {link} et suivre ce qui y est écrit. Puis réessayer.',
    ],
  ),
  'acme.invalidContact': kind(
    'broken',
    'you',
    [
      '{authority} does not take the e-mail address it was given.',
      STAYS.en,
      'Correct the address under Network, Certificate, or leave it empty.',
    ],
    [
      '{authority} refuse l’adresse e-mail indiquée.',
      STAYS.fr,
      'Corriger l’adresse sous Réseau, Certificat, ou la laisser vide.',
    ],
  ),
  'acme.unsupportedContact': kind(
    'broken',
    'you',
    [
      '{authority} takes no address of this kind.',
      STAYS.en,
      'Leave the e-mail address empty under Network, Certificate.',
    ],
    [
      '{authority} n’accepte pas ce genre d’adresse.',
      STAYS.fr,
      'Laisser l’adresse e-mail vide sous Réseau, Certificat.',
    ],
  ),
  'acme.accountDoesNotExist': kind(
    'warning',
    'chatelaine',
    ['{authority} does not know us any more.', STAYS.en, 'A new account is made at the next try, by itself.'],
    [
      '{authority} ne nous connaît plus.',
      STAYS.fr,
      'Un nouveau compte sera créé de lui-même au prochain essai.',
    ],
  ),
  // Limits.
  'acme.rateLimited': kind(
    'warning',
    'chatelaine',
    [
      '{authority} gives out no more certificates to us for now.',
      'The certificate used so far stays in use. Trying more often would only make it longer.',
      'It is tried again by itself{wait}, when the authority allows it.',
    ],
    [
      '{authority} ne nous délivre plus de certificats pour l’instant.',
      'Le certificat utilisé jusqu’ici reste en service. Essayer plus souvent ne ferait que prolonger l’attente.',
      'Un nouvel essai se fera de lui-même{wait}, quand l’autorité le permettra.',
    ],
  ),
  'acme.ourLimit': kind(
    'warning',
    'chatelaine',
    [
      'So many certificates were asked for lately that {authority} would refuse the next: Chatelaine did not ask.',
      STAYS.en,
      'It goes on by itself{wait}. To try things out, use the rehearsal: it does not count.',
    ],
    [
      'Tant de certificats ont été demandés récemment que {authority} refuserait le suivant : Chatelaine n’a pas demandé.',
      STAYS.fr,
      'La suite se fera d’elle-même{wait}. Pour essayer, utiliser la répétition : elle ne compte pas.',
    ],
  ),
  // The authority itself.
  'acme.unreachable': kind(
    'warning',
    'chatelaine',
    [
      '{authority} cannot be reached from here.',
      STAYS.en,
      'If other websites work, the authority has trouble: it is tried again by itself. If not, look at the internet connection.',
    ],
    [
      '{authority} n’est pas joignable d’ici.',
      STAYS.fr,
      'Si d’autres sites fonctionnent, l’autorité a un souci : un nouvel essai se fera de lui-même. Sinon, vérifier la connexion internet.',
    ],
  ),
  'acme.serverInternal': kind(
    'warning',
    'chatelaine',
    ['{authority} has trouble of its own.', STAYS.en, AGAIN.en],
    ['{authority} a un souci de son côté.', STAYS.fr, AGAIN.fr],
  ),
  'acme.nonsense': kind(
    'warning',
    'you',
    [
      'What answers at the address of {authority} is no certificate authority.',
      STAYS.en,
      'Check the address under Network, Certificate. A log-in page of the network, or a program that reads encrypted traffic, can be in between.',
    ],
    [
      'Ce qui répond à l’adresse de {authority} n’est pas une autorité de certification.',
      STAYS.fr,
      'Vérifier l’adresse sous Réseau, Certificat. La page de connexion du réseau, ou un programme qui lit le trafic chiffré, peut s’interposer.',
    ],
  ),
  // The request.
  'acme.invalidProfile': kind(
    'broken',
    'you',
    [
      '{authority} has no certificates of the chosen kind.',
      STAYS.en,
      'Choose another lifetime under Network, Certificate.',
    ],
    [
      '{authority} n’a pas de certificats du genre choisi.',
      STAYS.fr,
      'Choisir une autre durée de validité sous Réseau, Certificat.',
    ],
  ),
  'acme.malformed': NOT_ACCEPTED,
  'acme.badCSR': NOT_ACCEPTED,
  'acme.badPublicKey': NOT_ACCEPTED,
  'acme.badSignatureAlgorithm': NOT_ACCEPTED,
  'acme.badRevocationReason': NOT_ACCEPTED,
  'acme.badNonce': CAME_TO_NOTHING,
  'acme.orderNotReady': CAME_TO_NOTHING,
  'acme.orderInvalid': CAME_TO_NOTHING,
  'acme.alreadyReplaced': CAME_TO_NOTHING,
  'acme.wrongCertificate': kind(
    'warning',
    'chatelaine',
    [
      '{authority} gave a certificate that does not fit what was ordered.',
      STAYS.en,
      'It is not used. A new one is ordered by itself.',
    ],
    [
      '{authority} a remis un certificat qui ne correspond pas à la demande.',
      STAYS.fr,
      'Il n’est pas utilisé. Un nouveau sera demandé de lui-même.',
    ],
  ),
  'acme.alreadyRevoked': kind(
    'info',
    'you',
    [
      '{authority} has taken this certificate back already.',
      'Nothing more is to be done about it.',
      'If it is still in use, order a new one under Network, Certificate.',
    ],
    [
      '{authority} a déjà révoqué ce certificat.',
      'Il n’y a plus rien à faire à son sujet.',
      'S’il est encore en service, en demander un nouveau sous Réseau, Certificat.',
    ],
  ),
  // Before the authority is asked.
  'acme.name-nowhere': kind(
    'broken',
    'you',
    [
      '{names} is not on the internet yet, and the certificate needs it.',
      'No certificate is asked for: the authority would refuse.',
      'Add the line for this name under Network, Names. It goes on by itself.',
    ],
    [
      '{names} n’existe pas encore sur internet, et le certificat en a besoin.',
      'Aucun certificat n’est demandé : l’autorité refuserait.',
      'Ajouter la ligne de ce nom sous Réseau, Noms. La suite se fera d’elle-même.',
    ],
  ),
  'acme.name-left-out': kind(
    'warning',
    'you',
    [
      '{names} cannot be proved and is left out of the certificate.',
      'Chat works. What is under this name shows a warning, or does not work with other servers.',
      'Look at this name under Network, Names. It joins at the next renewal, or when you order anew.',
    ],
    [
      '{names} ne peut pas être prouvé et n’est pas mis sur le certificat.',
      'Le chat fonctionne. Ce qui est sous ce nom affiche un avertissement, ou ne marche pas avec d’autres serveurs.',
      'Vérifier ce nom sous Réseau, Noms. Il s’ajoutera au prochain renouvellement, ou à une nouvelle demande.',
    ],
  ),
  'acme.no-way': kind(
    'broken',
    'you',
    [
      'There is no way yet to prove that {names} is yours: it leads to another computer, or no port of this one can be reached.',
      'Without it the certificate is of no use: programs look for exactly this name.',
      'Connect the company that keeps the domain under Network, Names: then nothing else is needed. Or add one record by hand.',
    ],
    [
      'Il n’y a pas encore moyen de prouver que {names} est à vous : il mène à un autre ordinateur, ou aucune porte de celui-ci n’est joignable.',
      'Sans lui, le certificat ne sert à rien : les applications cherchent exactement ce nom.',
      'Relier l’entreprise qui gère le domaine sous Réseau, Noms : rien d’autre n’est nécessaire. Ou ajouter un enregistrement à la main.',
    ],
  ),
  'acme.names-not-asked': kind(
    'warning',
    'chatelaine',
    [
      'The name servers did not answer, so that it is not known where {names} leads.',
      STAYS.en,
      'It is asked again by itself. If websites do not open either, look at the internet connection.',
    ],
    [
      'Les serveurs de noms n’ont pas répondu ; on ne sait donc pas où mène {names}.',
      STAYS.fr,
      'Un nouvel essai se fera de lui-même. Si les sites web ne s’ouvrent pas non plus, vérifier la connexion internet.',
    ],
  ),
  'acme.by-hand': kind(
    'info',
    'you',
    [
      '{names} is proved by a record somebody types in, at every renewal.',
      'If nobody does it in time, the certificate runs out.',
      'Connect the company that keeps the domain under Network, Names: then renewals need nobody.',
    ],
    [
      '{names} se prouve par un enregistrement à saisir à la main, à chaque renouvellement.',
      'Si personne ne le fait à temps, le certificat expire.',
      'Relier l’entreprise qui gère le domaine sous Réseau, Noms : les renouvellements se passent alors de vous.',
    ],
  ),
} satisfies Record<`acme.${AcmeReason}`, FindingKind> & Record<`acme.${string}`, FindingKind>);
export type AcmeFindingCode = keyof typeof ACME;
