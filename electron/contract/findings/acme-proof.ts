/** The authority looked whether the name is ours, and was not convinced. */
import { AGAIN, kind, STAYS } from './acme-kind.ts';
import { findingKinds } from './finding.ts';

export const PROOF = findingKinds({
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
});
