/** The authority itself, the order, and what came of it. */
import { AGAIN, CAME_TO_NOTHING, kind, NOT_ACCEPTED, STAYS } from './acme-kind.ts';
import { findingKinds } from './finding.ts';

export const ORDER = findingKinds({
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
});
