/** Doors that people outside come to: which of them do not open, who is hurt, what to do (electron/manager/reach). */
import { kind, text } from './dns-words.ts';
import type { AboutFinding, FindingData } from './finding.ts';
import { findingKinds } from './finding.ts';

type Language = 'en' | 'fr';

/** Who comes in by a door; each begins a sentence whose verb is in the plural. */
const WHO: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    programs: 'Colleagues outside the office, such as phones on mobile networks,',
    companies: 'Other companies’ servers',
    web: 'People outside who open an invitation, fetch a file or chat in the browser',
    calls: 'Calls between people in different networks',
    files: 'Large files between desktop apps of two networks',
  },
  fr: {
    programs: 'Vos collègues hors du bureau, comme les téléphones sur le réseau mobile,',
    companies: 'Les serveurs des autres entreprises',
    web: 'Les personnes qui, de l’extérieur, ouvrent une invitation, récupèrent un fichier ou discutent dans le navigateur',
    calls: 'Les appels entre des réseaux différents',
    files: 'Les gros fichiers entre applications de bureau de deux réseaux',
  },
};

/** What they meet with, as the rest of the sentence. */
const MEET: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    programs: 'cannot connect by it.',
    companies: 'cannot deliver messages by it.',
    web: 'wait, and get nothing.',
    calls: 'do not come about, or stay silent.',
    files: 'do not arrive.',
  },
  fr: {
    programs: 'ne peuvent pas se connecter par là.',
    companies: 'ne peuvent pas remettre de messages par là.',
    web: 'attendent, et n’obtiennent rien.',
    calls: 'n’aboutissent pas, ou restent muets.',
    files: 'n’arrivent pas.',
  },
};

const IPV6: Readonly<Record<Language, string>> = {
  en: 'Those whose network has IPv6 try it first and lose seconds each time; some give up.',
  fr: 'Ceux dont le réseau a l’IPv6 l’essaient en premier et perdent chaque fois des secondes ; certains abandonnent.',
};
const OTHER: Readonly<Record<Language, string>> = {
  en: 'Another door for the same works, so that most get in all the same.',
  fr: 'Une autre porte pour le même usage fonctionne : la plupart entrent malgré tout.',
};

function hurt({ data }: AboutFinding, language: Language): string {
  const door = text(data.door);
  const who = WHO[language][door];
  const parts = [
    ...(who ? [`${who} ${MEET[language][door]}`] : []),
    ...(data.family === 'v6' ? [IPV6[language]] : []),
    ...(Number(data.others ?? 0) > 0 ? [OTHER[language]] : []),
  ];
  return parts.join(' ');
}

const port = ({ data }: AboutFinding) => `${text(data.port)}${data.transport === 'udp' ? ' (UDP)' : ''}`;
const says = (value: FindingData[string] | undefined, language: Language): string =>
  value ? (language === 'en' ? ` (it says: ${text(value)})` : ` (il dit : ${text(value)})`) : '';

const WAY: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { back: ': it is lost on the way in', out: ': it is lost on the way out' },
  fr: { back: '\u00a0: il se perd en entrant', out: '\u00a0: il se perd en sortant' },
};
/** Where the packet was lost, or the number of the relay's refusal (RFC 8656 §19). */
function lost({ said }: FindingData, language: Language): string {
  const number = /^\d{3}/.exec(text(said))?.[0];
  if (number) return language === 'en' ? ` (error ${number})` : ` (erreur ${number})`;
  return WAY[language][text(said)] ?? '';
}

const SPEAKER: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { 'speaks-ssh': 'a program for remote access (SSH)', 'speaks-http': 'a web server' },
  fr: { 'speaks-ssh': 'un programme d’accès à distance (SSH)', 'speaks-http': 'un serveur web' },
};
const speaker = ({ data }: AboutFinding, language: Language): string =>
  SPEAKER[language][text(data.because)] ?? (language === 'en' ? 'another program' : 'un autre programme');

const FLAW: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    'certificate-name': 'is not for this name',
    'certificate-expired': 'has run out',
    'certificate-not-yet': 'is not valid yet',
    'certificate-untrusted': 'is one nobody outside trusts',
    'certificate-not-ours': 'is not the one in force here: something in between answers in our place',
  },
  fr: {
    'certificate-name': 'n’est pas pour ce nom',
    'certificate-expired': 'a expiré',
    'certificate-not-yet': 'n’est pas encore valable',
    'certificate-untrusted': 'n’est reconnu par personne à l’extérieur',
    'certificate-not-ours':
      'n’est pas celui qui est en service ici : quelque chose répond à notre place en chemin',
  },
};

export const REACH_FINDINGS = findingKinds({
  'reach.all-closed': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `Nobody comes in from outside over ${data.family === 'v6' ? 'IPv6' : 'IPv4'}: all ${text(data.doors)} doors of ${subject} that were tried are closed.`,
      'Inside the office everything works; phones on mobile networks, colleagues at home and other companies cannot connect.',
      'All doors at once: most likely the internet box passes nothing on, or a firewall stops everything. On the page Doors, look at the box and the firewall; then check again.',
    ],
    ({ subject, data }) => [
      `Personne n’entre de l’extérieur en ${data.family === 'v6' ? 'IPv6' : 'IPv4'} : les ${text(data.doors)} portes de ${subject} qui ont été essayées sont fermées.`,
      'Au bureau tout fonctionne ; les téléphones sur le réseau mobile, les collègues chez eux et les autres entreprises ne peuvent pas se connecter.',
      'Toutes les portes à la fois : sans doute la box ne transmet rien, ou un pare-feu arrête tout. Sur la page Portes, regarder la box et le pare-feu, puis vérifier à nouveau.',
    ],
  ),
  'reach.server-down': kind(
    'broken',
    'you',
    () => [
      'None of the chat server’s doors answers on this computer itself.',
      'Nobody can chat, neither in the office nor outside.',
      'Start the chat server. If it will not start, its log says why; if it runs, this may be another computer than the one it runs on.',
    ],
    () => [
      'Aucune porte du serveur de messagerie ne répond sur cet ordinateur même.',
      'Personne ne peut discuter, ni au bureau ni ailleurs.',
      'Démarrer le serveur de messagerie. S’il ne démarre pas, son journal dit pourquoi ; s’il fonctionne, ce n’est peut-être pas cet ordinateur qui le porte.',
    ],
  ),
  'reach.v6-broken': kind(
    'warning',
    'you',
    ({ subject }) => [
      `The domain publishes an IPv6 address (${subject}), and nobody comes in by it; over IPv4 it works.`,
      IPV6.en,
      'Open the same doors for IPv6 in the firewall and in the internet box, or take the AAAA record away until that is done.',
    ],
    ({ subject }) => [
      `Le domaine publie une adresse IPv6 (${subject}), et personne n’entre par là ; en IPv4 cela fonctionne.`,
      IPV6.fr,
      'Ouvrir les mêmes portes en IPv6 dans le pare-feu et dans la box, ou retirer l’enregistrement AAAA en attendant.',
    ],
  ),
  'reach.not-listening': kind(
    'broken',
    'you',
    (about) => [
      `On this computer itself nobody listens at door ${port(about)}.`,
      hurt(about, 'en'),
      'Start the chat server. If it runs, another program may have this door, or the server listens on other addresses only: the page Doors says which.',
    ],
    (about) => [
      `Sur cet ordinateur même, personne n’écoute à la porte ${port(about)}.`,
      hurt(about, 'fr'),
      'Démarrer le serveur de messagerie. S’il fonctionne, un autre programme a peut-être pris cette porte, ou le serveur n’écoute que sur d’autres adresses : la page Portes dit lequel.',
    ],
  ),
  'reach.closed': kind(
    'broken',
    'you',
    (about) => [
      `From outside, door ${port(about)} of ${text(about.data.name)} is refused${about.data.because === 'turned-away' ? ` by a chat server${says(about.data.said, 'en')}` : ''}.`,
      hurt(about, 'en'),
      about.data.because === 'turned-away'
        ? 'Look at the log of the server at that moment: a list of blocked addresses or a limit may be the reason.'
        : 'A refusal comes back: most likely the internet box passes this door on to nobody, or to a computer where nobody listens. Let it lead to this computer, then check again.',
    ],
    (about) => [
      `De l’extérieur, la porte ${port(about)} de ${text(about.data.name)} est refusée${about.data.because === 'turned-away' ? ` par un serveur de messagerie${says(about.data.said, 'fr')}` : ''}.`,
      hurt(about, 'fr'),
      about.data.because === 'turned-away'
        ? 'Regarder le journal du serveur à ce moment : une liste d’adresses bloquées ou une limite peut en être la cause.'
        : 'Un refus revient : sans doute la box ne transmet cette porte à personne, ou à un ordinateur où personne n’écoute. La faire mener à cet ordinateur, puis vérifier à nouveau.',
    ],
  ),
  'reach.filtered': kind(
    'broken',
    'you',
    (about) => [
      `From outside, nothing comes back from door ${port(about)} of ${text(about.data.name)}.`,
      hurt(about, 'en'),
      'Silence, not a refusal: a firewall stops it, on this computer, in the internet box or at the provider. Open this door in each of them, then check again.',
    ],
    (about) => [
      `De l’extérieur, rien ne revient de la porte ${port(about)} de ${text(about.data.name)}.`,
      hurt(about, 'fr'),
      'Un silence, pas un refus : un pare-feu l’arrête, sur cet ordinateur, dans la box ou chez le fournisseur. Y ouvrir cette porte, puis vérifier à nouveau.',
    ],
  ),
  'reach.other-program': kind(
    'broken',
    'you',
    (about) => [
      `At door ${port(about)} of ${text(about.data.name)} answers ${speaker(about, 'en')}, not the chat server${says(about.data.said, 'en')}.`,
      hurt(about, 'en'),
      'Let the internet box pass this door on to the computer with the chat server, or give the other program another door.',
    ],
    (about) => [
      `À la porte ${port(about)} de ${text(about.data.name)} répond ${speaker(about, 'fr')}, pas le serveur de messagerie${says(about.data.said, 'fr')}.`,
      hurt(about, 'fr'),
      'Faire transmettre cette porte par la box à l’ordinateur du serveur de messagerie, ou donner une autre porte à l’autre programme.',
    ],
  ),
  'reach.other-server': kind(
    'broken',
    'you',
    (about) => [
      `At door ${port(about)} answers a chat server that does not know ${text(about.data.name)} (${text(about.data.said)}).`,
      hurt(about, 'en'),
      'Another chat server has this door: stop it, or let the internet box and the DNS records lead to this computer.',
    ],
    (about) => [
      `À la porte ${port(about)} répond un serveur de messagerie qui ne connaît pas ${text(about.data.name)} (${text(about.data.said)}).`,
      hurt(about, 'fr'),
      'Un autre serveur de messagerie a pris cette porte : l’arrêter, ou faire mener la box et les enregistrements DNS à cet ordinateur.',
    ],
  ),
  'reach.wrong-certificate': kind(
    'broken',
    'you',
    (about) => [
      `The certificate shown at door ${port(about)} for ${text(about.data.name)} ${FLAW.en[text(about.data.because)] ?? 'is wrong'}.`,
      `${hurt(about, 'en')} Apps warn or refuse.`,
      'Look at the page Certificate; if all is right there, another computer or a filter answers at this address.',
    ],
    (about) => [
      `Le certificat montré à la porte ${port(about)} pour ${text(about.data.name)} ${FLAW.fr[text(about.data.because)] ?? 'est faux'}.`,
      `${hurt(about, 'fr')} Les applications avertissent ou refusent.`,
      'Regarder la page Certificat ; si tout y est juste, un autre ordinateur ou un filtre répond à cette adresse.',
    ],
  ),
  'reach.no-encryption': kind(
    'broken',
    'technician',
    (about) => [
      `Encryption at door ${port(about)} of ${text(about.data.name)} does not come about${about.data.because === 'no-starttls' ? ': it is not offered' : ''}.`,
      hurt(about, 'en'),
      'Something on the way reads or changes what is sent (a filter, a proxy, a firewall that “inspects”): let it leave this door alone. Or the server has no certificate yet.',
    ],
    (about) => [
      `Le chiffrement à la porte ${port(about)} de ${text(about.data.name)} n’aboutit pas${about.data.because === 'no-starttls' ? ' : il n’est pas proposé' : ''}.`,
      hurt(about, 'fr'),
      'Quelque chose en chemin lit ou modifie ce qui est envoyé (un filtre, un proxy, un pare-feu qui « inspecte ») : lui faire laisser cette porte tranquille. Ou le serveur n’a pas encore de certificat.',
    ],
  ),
  'reach.mute': kind(
    'broken',
    'technician',
    (about) => [
      `Door ${port(about)} of ${text(about.data.name)} takes the connection and then ${about.data.because === 'hangs-up' ? 'hangs up' : 'says nothing'}.`,
      hurt(about, 'en'),
      'Most likely a filter in between takes connections for the server, or passes them on to a computer that is off. Restart the server; if that does not help, look at what stands in between.',
    ],
    (about) => [
      `La porte ${port(about)} de ${text(about.data.name)} accepte la connexion puis ${about.data.because === 'hangs-up' ? 'raccroche' : 'ne dit rien'}.`,
      hurt(about, 'fr'),
      'Sans doute un filtre accepte les connexions à la place du serveur, ou les transmet à un ordinateur éteint. Redémarrer le serveur ; si cela ne suffit pas, regarder ce qui se trouve entre les deux.',
    ],
  ),
  'reach.relay-broken': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `The relay for calls at ${subject} answers, but no packet gets through it${lost(data, 'en')}.`,
      'Calls between people in different networks ring and then stay silent.',
      data.because === 'relay-lost'
        ? 'Open the whole range of UDP doors for calls in the firewall and the internet box (the page Doors names it), and see that the public address the server knows is right.'
        : 'Look at the log of the server: the relay has no address or no free port to give.',
    ],
    ({ subject, data }) => [
      `Le relais des appels à ${subject} répond, mais aucun paquet ne le traverse${lost(data, 'fr')}.`,
      'Les appels entre des réseaux différents sonnent, puis restent muets.',
      data.because === 'relay-lost'
        ? 'Ouvrir toute la plage de portes UDP des appels dans le pare-feu et dans la box (la page Portes la nomme), et vérifier que l’adresse publique connue du serveur est juste.'
        : 'Regarder le journal du serveur : le relais n’a pas d’adresse ou pas de porte libre à donner.',
    ],
  ),
  'reach.not-proved': kind(
    'info',
    'you',
    () => [
      'The chat server answers on this computer; whether people outside come in, nobody outside has said.',
      'Colleagues in the office can work. For phones on mobile networks and other companies we do not know.',
      'On the page Doors: run the line on a computer elsewhere, or ask a partner office’s Chatelaine to knock.',
    ],
    () => [
      'Le serveur de messagerie répond sur cet ordinateur ; si l’on y entre de l’extérieur, personne à l’extérieur ne l’a dit.',
      'Au bureau, vos collègues peuvent travailler. Pour les téléphones sur le réseau mobile et les autres entreprises, nous ne le savons pas.',
      'Sur la page Portes : lancer la ligne sur un ordinateur situé ailleurs, ou demander au Chatelaine d’un bureau partenaire de frapper à la porte.',
    ],
  ),
});
export type ReachCode = keyof typeof REACH_FINDINGS;
