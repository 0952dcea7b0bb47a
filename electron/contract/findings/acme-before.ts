/** What stands in the way before anything is asked for. */
import { kind, STAYS } from './acme-kind.ts';
import { findingKinds } from './finding.ts';

export const BEFORE = findingKinds({
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
      'La messagerie fonctionne. Ce qui est sous ce nom affiche un avertissement, ou ne marche pas avec d’autres serveurs.',
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
});
