/** The account at the authority, and how often it may ask. */
import { kind, STAYS } from './acme-kind.ts';
import { findingKinds } from './finding.ts';

export const ACCOUNT = findingKinds({
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
});
