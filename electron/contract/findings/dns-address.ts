/**
 * The server's public address: one that changes, or that nobody can come in by (electron/manager/dns/dynamic).
 * `data`: `old`, `address`, `records` (as `NAME TYPE`).
 */
import { AT_PROVIDER, kind, list, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

export const DNS_ADDRESS = findingKinds({
  'dns.address-changed': kind(
    'broken',
    'you',
    ({ data }) => [
      `The office’s public address has changed: it is ${text(data.address)} now.`,
      `Colleagues outside, and other companies, are still sent to the old one${data.old ? ` (${text(data.old)})` : ''}.`,
      `${AT_PROVIDER.en}, change ${list(data.records, 'en')} to ${text(data.address)}. Connect the provider on this page, and Chatelaine does it next time.`,
    ],
    ({ data }) => [
      `L’adresse publique du bureau a changé : c’est maintenant ${text(data.address)}.`,
      `Les collègues à l’extérieur et les autres entreprises sont encore envoyés vers l’ancienne${data.old ? ` (${text(data.old)})` : ''}.`,
      `${AT_PROVIDER.fr}, remplacez la valeur de ${list(data.records, 'fr')} par ${text(data.address)}. Connectez l’hébergeur sur cette page, et Chatelaine s’en chargera la prochaine fois.`,
    ],
  ),
  'dns.address-shared': kind(
    'broken',
    'provider',
    () => [
      'The internet provider gives this office no address of its own: it shares one among many customers (CGNAT).',
      'Nobody outside can reach the server by IPv4, whatever is set on the internet box.',
      'Ask the provider for a public IPv4 address of your own; many give one for nothing or for a little a month. IPv6 works without, for those who have it.',
    ],
    () => [
      'Le fournisseur d’accès ne donne pas d’adresse propre à ce bureau : il en partage une entre de nombreux clients (CGNAT).',
      'Personne à l’extérieur ne peut atteindre le serveur en IPv4, quels que soient les réglages de la box.',
      'Demandez au fournisseur une adresse IPv4 publique à vous ; beaucoup la donnent gratuitement ou pour peu par mois. L’IPv6 fonctionne sans cela, pour ceux qui l’ont.',
    ],
  ),
  'dns.address-two-routers': kind(
    'warning',
    'technician',
    () => [
      'There are two routers between the server and the internet, one behind the other.',
      'Ports that are opened on the inner one lead nowhere: the outer one keeps them shut.',
      'Set the outer one to bridge mode, or open the same ports on both.',
    ],
    () => [
      'Il y a deux routeurs entre le serveur et internet, l’un derrière l’autre.',
      'Les ports ouverts sur le routeur intérieur ne mènent nulle part : l’autre les garde fermés.',
      'Mettez le routeur extérieur en mode pont (bridge), ou ouvrez les mêmes ports sur les deux.',
    ],
  ),
});
