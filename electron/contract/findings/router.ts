/**
 * The router between this computer and the world (electron/manager/routers/judge.ts tells the cases apart).
 * `data`: `router` its name, `address` outside as it says, `seen` as the world says, `here` ours in its network, `family`,
 * `ports` that are in trouble, `said` its own words.
 */
import { kind, list, text } from './dns-words.ts';
import { type FindingData, findingKinds } from './finding.ts';

const at = (address: FindingData[string] | undefined) => (address ? ` (${text(address)})` : '');

export const ROUTER_FINDINGS = findingKinds({
  'router.no-network': kind(
    'broken',
    'you',
    () => [
      'This computer has no way out to the internet.',
      'Nobody outside can reach the server, and the server reaches nobody.',
      'Look at the cable or the Wi-Fi of this computer, then check again.',
    ],
    () => [
      'Cet ordinateur n’a pas de chemin vers internet.',
      'Personne à l’extérieur ne peut atteindre le serveur, et le serveur n’atteint personne.',
      'Vérifiez le câble ou le Wi-Fi de cet ordinateur, puis relancez la vérification.',
    ],
  ),
  'router.offline': kind(
    'broken',
    'provider',
    ({ data }) => [
      `The internet box ${text(data.router)} says it has no line at the moment.`,
      'Until it has one, nobody outside can reach the server.',
      'Look at the lights of the box. If the line stays away, call the internet provider.',
    ],
    ({ data }) => [
      `La box ${text(data.router)} dit ne pas avoir de ligne en ce moment.`,
      'Tant que la ligne manque, personne à l’extérieur ne peut atteindre le serveur.',
      'Regardez les voyants de la box. Si la ligne ne revient pas, appelez le fournisseur d’accès.',
    ],
  ),
  'router.silent': kind(
    'warning',
    'you',
    ({ data }) => [
      `The internet box${at(data.router)} does not let programs open doors by themselves: it answered neither UPnP nor NAT-PMP nor PCP.`,
      'Unless the doors were opened there by hand, nobody outside can connect.',
      'Enter the lines below in the box’s own page, or switch UPnP on there and check again.',
    ],
    ({ data }) => [
      `La box${at(data.router)} ne laisse pas les programmes ouvrir des ports eux-mêmes : elle n’a répondu ni en UPnP, ni en NAT-PMP, ni en PCP.`,
      'Si les ports n’y ont pas été ouverts à la main, personne à l’extérieur ne peut se connecter.',
      'Saisissez les lignes ci-dessous sur la page de la box, ou activez-y UPnP et relancez la vérification.',
    ],
  ),
  'router.switched-off': kind(
    'warning',
    'you',
    ({ data }) => [
      `The internet box${at(data.router)} understands the question and refuses: somebody has switched it off there, or allows it to some devices only.`,
      'Nobody outside can connect through it.',
      'In the box’s own page, allow UPnP (or “port sharing”) for this computer and check again. Or enter the lines below there by hand.',
    ],
    ({ data }) => [
      `La box${at(data.router)} comprend la demande et la refuse : quelqu’un l’y a désactivée, ou ne l’autorise que pour certains appareils.`,
      'Personne à l’extérieur ne peut se connecter à travers elle.',
      'Sur la page de la box, autorisez UPnP (ou le « partage de ports ») pour cet ordinateur et relancez la vérification. Ou saisissez-y les lignes ci-dessous à la main.',
    ],
  ),
  'router.taken': kind(
    'broken',
    'you',
    ({ data }) => [
      `Another device in the office already has ${list(data.ports, 'en')} at the internet box${at(data.said)}.`,
      'Whoever comes from outside lands at that device, not at the chat server.',
      'Find that device in the box’s list and remove its rule, or ask whoever set it up. Then check again.',
    ],
    ({ data }) => [
      `Un autre appareil du bureau a déjà ${list(data.ports, 'fr')} sur la box${at(data.said)}.`,
      'Qui vient de l’extérieur arrive sur cet appareil, et non sur le serveur de messagerie.',
      'Retrouvez cet appareil dans la liste de la box et supprimez sa règle, ou demandez à qui l’a installée. Puis relancez la vérification.',
    ],
  ),
  'router.full': kind(
    'warning',
    'you',
    ({ data }) => [
      `The internet box${at(data.router)} has no room for more rules.`,
      `${list(data.ports, 'en')} stay closed from outside.`,
      'Remove rules nobody needs any more in the box’s own page, then check again.',
    ],
    ({ data }) => [
      `La box${at(data.router)} n’a plus de place pour d’autres règles.`,
      `${list(data.ports, 'fr')} restent fermés de l’extérieur.`,
      'Supprimez sur la page de la box les règles dont personne n’a plus besoin, puis relancez la vérification.',
    ],
  ),
  'router.partly': kind(
    'warning',
    'you',
    ({ data }) => [
      `The internet box passes some doors on to the server, but not ${list(data.ports, 'en')} (${text(data.family)}).`,
      'What these doors are for does not work from outside.',
      'Open what the box said below. What another device has must be freed there; the rest can be entered by hand.',
    ],
    ({ data }) => [
      `La box transmet une partie des ports au serveur, mais pas ${list(data.ports, 'fr')} (${text(data.family)}).`,
      'Ce à quoi servent ces ports ne fonctionne pas de l’extérieur.',
      'Voyez plus bas ce que la box a répondu. Ce qu’un autre appareil occupe est à libérer ; le reste peut être saisi à la main.',
    ],
  ),
  'router.no-address': kind(
    'broken',
    'provider',
    ({ data }) => [
      `The internet box${at(data.router)} is connected, and yet has no public IPv4 address of its own. Either a second router stands in front of it, or the provider shares one address among many customers (CGNAT), or gives IPv4 only through IPv6 (DS-Lite).`,
      'Nobody outside can reach the server by IPv4, whatever is set on this box.',
      'Look in the box’s own page for its address outside (often “WAN” or “public IPv4”). If it begins with 192.168, 10 or 172.16 to 172.31, set the router in front of it to bridge mode. Otherwise ask the internet provider for a public IPv4 address.',
    ],
    ({ data }) => [
      `La box${at(data.router)} est connectée, et n’a pourtant pas d’adresse IPv4 publique à elle. Soit un second routeur est placé devant elle, soit le fournisseur partage une adresse entre de nombreux clients (CGNAT), soit il ne donne l’IPv4 qu’à travers l’IPv6 (DS-Lite).`,
      'Personne à l’extérieur ne peut atteindre le serveur en IPv4, quels que soient les réglages de cette box.',
      'Cherchez sur la page de la box son adresse extérieure (souvent « WAN » ou « IPv4 publique »). Si elle commence par 192.168, 10 ou 172.16 à 172.31, mettez en mode pont (bridge) le routeur placé devant. Sinon, demandez au fournisseur d’accès une adresse IPv4 publique.',
    ],
  ),
  'router.double-nat': kind(
    'broken',
    'technician',
    ({ data }) => [
      `There are two routers, one behind the other: the one next to this computer has the address ${text(data.address)}, which is itself inside another network.`,
      'Doors opened on the inner one lead nowhere: the outer one keeps them shut.',
      'Set the outer box to bridge mode, or connect this computer to it directly, or open the same doors there and let them lead to the inner router.',
    ],
    ({ data }) => [
      `Il y a deux routeurs, l’un derrière l’autre : le plus proche de cet ordinateur a l’adresse ${text(data.address)}, elle-même à l’intérieur d’un autre réseau.`,
      'Les ports ouverts sur le routeur intérieur ne mènent nulle part : l’autre les garde fermés.',
      'Mettez la box extérieure en mode pont (bridge), ou branchez cet ordinateur directement dessus, ou ouvrez-y les mêmes ports vers le routeur intérieur.',
    ],
  ),
  'router.carrier-nat': kind(
    'broken',
    'provider',
    ({ data }) => [
      data.seen && data.address
        ? `The internet provider shares one address among many customers: the box says ${text(data.address)}, the world sees ${text(data.seen)} (CGNAT).`
        : `The internet provider shares one address among many customers: the box has ${text(data.address || data.here)} (CGNAT).`,
      'Nobody outside can reach the server by IPv4, whatever is set on the box.',
      'Ask the provider for a public IPv4 address of your own (some call it “full stack” or “fixed IPv4”). IPv6 works without, for those who have it.',
    ],
    ({ data }) => [
      data.seen && data.address
        ? `Le fournisseur d’accès partage une adresse entre de nombreux clients : la box annonce ${text(data.address)}, le monde voit ${text(data.seen)} (CGNAT).`
        : `Le fournisseur d’accès partage une adresse entre de nombreux clients : la box a ${text(data.address || data.here)} (CGNAT).`,
      'Personne à l’extérieur ne peut atteindre le serveur en IPv4, quels que soient les réglages de la box.',
      'Demandez au fournisseur une adresse IPv4 publique à vous (parfois appelée « full-stack » ou « IPv4 fixe »). L’IPv6 fonctionne sans cela, pour ceux qui l’ont.',
    ],
  ),
  'router.ds-lite': kind(
    'broken',
    'provider',
    () => [
      'This line has an IPv6 address of its own, but IPv4 only through the provider (DS-Lite or 464XLAT).',
      'Whoever has no IPv6 cannot come in, whatever is set on the internet box.',
      'Ask the provider for a public IPv4 address as well (“dual stack”). Until then, publish the IPv6 address: most mobile networks have IPv6.',
    ],
    () => [
      'Cette ligne a sa propre adresse IPv6, mais l’IPv4 passe par le fournisseur (DS-Lite ou 464XLAT).',
      'Qui n’a pas d’IPv6 ne peut pas entrer, quels que soient les réglages de la box.',
      'Demandez au fournisseur une adresse IPv4 publique en plus (« dual stack »). En attendant, publiez l’adresse IPv6 : la plupart des réseaux mobiles ont l’IPv6.',
    ],
  ),
  'router.strange': kind(
    'warning',
    'technician',
    ({ data }) => [
      `The internet box${at(data.router)} answers, but not as a box should${at(data.said)}.`,
      'Chatelaine does not ask it for anything; doors that are not open yet stay closed.',
      'Restart the box or update its software, then check again. Or enter the lines below by hand.',
    ],
    ({ data }) => [
      `La box${at(data.router)} répond, mais pas comme une box devrait le faire${at(data.said)}.`,
      'Chatelaine ne lui demande rien ; les ports qui ne sont pas encore ouverts restent fermés.',
      'Redémarrez la box ou mettez-la à jour, puis relancez la vérification. Ou saisissez les lignes ci-dessous à la main.',
    ],
  ),
  'router.v6-firewall': kind(
    'info',
    'you',
    () => [
      'This computer has an IPv6 address of its own, and the internet box most likely keeps its doors closed: it could not be asked to open them.',
      'Devices that come by IPv6 try it first and may wait a few seconds before they take IPv4.',
      'In the box’s own page, under IPv6 firewall, allow the lines below to come in to this computer.',
    ],
    () => [
      'Cet ordinateur a sa propre adresse IPv6, et la box garde très probablement ses ports fermés : on n’a pas pu lui demander de les ouvrir.',
      'Les appareils en IPv6 essaient d’abord par là et peuvent attendre quelques secondes avant de passer à l’IPv4.',
      'Sur la page de la box, dans le pare-feu IPv6, autorisez les lignes ci-dessous à entrer vers cet ordinateur.',
    ],
  ),
  'router.closed-otherwise': kind(
    'broken',
    'technician',
    ({ data }) => [
      `The internet box passes the doors on (${text(data.family)}), and still nobody outside came in when it was tried.`,
      'Something else keeps them shut: this computer’s firewall, the provider, or the box does not do what it says.',
      'Look at the firewall above first. Then restart the box and check again; some providers block doors until asked.',
    ],
    ({ data }) => [
      `La box transmet les ports (${text(data.family)}), et pourtant personne n’est entré de l’extérieur lors de l’essai.`,
      'Autre chose les garde fermés : le pare-feu de cet ordinateur, le fournisseur, ou la box ne fait pas ce qu’elle dit.',
      'Voyez d’abord le pare-feu ci-dessus. Puis redémarrez la box et relancez la vérification ; certains fournisseurs bloquent des ports tant qu’on ne demande rien.',
    ],
  ),
});
