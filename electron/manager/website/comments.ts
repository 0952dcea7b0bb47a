/**
 * The comments of the files for web servers, in the language of whoever puts them in place. Pure.
 * WHY a table beside the files: the lines of a configuration stay readable where they are written, and a test asks for each one's French.
 */
import type { SiteFile } from '../../contract/index.ts';

/** `%` stands for a name or number, taken over in order. */
const FRENCH: readonly (readonly [english: string, french: string])[] = [
  ['nginx: a site of its own for %', 'nginx : un site à part pour %'],
  ['Apache: a site of its own for %', 'Apache : un site à part pour %'],
  [
    'Caddy: to be added to the Caddyfile, a site of its own for %',
    'Caddy : à ajouter au Caddyfile, un site à part pour %',
  ],
  ['HAProxy: to be added at the end of haproxy.cfg', 'HAProxy : à ajouter à la fin de haproxy.cfg'],
  [
    'nginx: to be added to the "server { … }" of the website %',
    'nginx : à ajouter au « server { … } » du site %',
  ],
  [
    'Apache: to be added to the <VirtualHost …> of the website %',
    'Apache : à ajouter au <VirtualHost …> du site %',
  ],
  ['Caddy: to be added to the site of the website %', 'Caddy : à ajouter au site %'],
  [
    'HAProxy: to be added to the frontend that has the website %',
    'HAProxy : à ajouter au frontend qui porte le site %',
  ],
  [
    'Chatelaine, the chat server of %, seen by programs as %',
    'Chatelaine, le serveur de discussion de %, que les programmes voient comme %',
  ],
  [
    'Written by Chatelaine from its settings. It is yours to change: Chatelaine only reads what comes out of it.',
    'Écrit par Chatelaine d’après ses réglages. Vous pouvez le modifier : Chatelaine ne lit que ce qui en sort.',
  ],
  [
    'A WebSocket is asked for with two headers. They are passed on where a program sends them, and only there.',
    'Un WebSocket se demande par deux en-têtes. Ils sont transmis là où un programme les envoie, et seulement là.',
  ],
  [
    'Certificates by HTTP are renewed here, if yours are.',
    'Les certificats par HTTP se renouvellent ici, si les vôtres le font.',
  ],
  [
    'An authority that asks whose this name is: a file of the website, or else Chatelaine.',
    'Une autorité qui demande à qui est ce nom : un fichier du site, sinon Chatelaine.',
  ],
  [
    'An authority that asks whose this name is, if Caddy did not ask it to.',
    'Une autorité qui demande à qui est ce nom, si ce n’est pas Caddy qui l’a appelée.',
  ],
  [
    'An authority that asks whose this name is. Everybody else is sent to the encrypted address.',
    'Une autorité qui demande à qui est ce nom. Tous les autres sont envoyés à l’adresse chiffrée.',
  ],
  ['Everybody else is sent to the encrypted address.', 'Tous les autres sont envoyés à l’adresse chiffrée.'],
  ['Everybody is sent to the encrypted address.', 'Tout le monde est envoyé à l’adresse chiffrée.'],
  [
    'Everybody is sent to the encrypted address; certificates by HTTP are renewed as before, if yours are.',
    'Tout le monde est envoyé à l’adresse chiffrée ; les certificats par HTTP se renouvellent comme avant, si les vôtres le font.',
  ],
  [
    'The certificate for %, the whole chain, and its key.',
    'Le certificat pour %, la chaîne entière, et sa clé.',
  ],
  [
    'The certificate for %, the whole chain, and its key, one behind the other in one file.',
    'Le certificat pour %, la chaîne entière, et sa clé, l’un après l’autre dans un seul fichier.',
  ],
  [
    'The largest file colleagues may send. Without this line nginx stops at 1 MB, and files fail without a word.',
    'Le plus grand fichier que les collègues peuvent envoyer. Sans cette ligne, nginx s’arrête à 1 Mo, et les envois échouent sans un mot.',
  ],
  ['The largest file colleagues may send.', 'Le plus grand fichier que les collègues peuvent envoyer.'],
  [
    'WebSockets need HTTP/1.1, and the two headers from above.',
    'Les WebSockets demandent HTTP/1.1, et les deux en-têtes ci-dessus.',
  ],
  [
    'The name people asked for, who they are and that they came encrypted. Without the last one passwords are refused.',
    'Le nom que les gens ont demandé, qui ils sont, et qu’ils sont venus chiffrés. Sans le dernier, les mots de passe sont refusés.',
  ],
  [
    'The name people asked for, and that they came encrypted; who they are Apache adds by itself (X-Forwarded-For).',
    'Le nom que les gens ont demandé, et qu’ils sont venus chiffrés ; qui ils sont, Apache l’ajoute de lui-même (X-Forwarded-For).',
  ],
  [
    'Without the second line passwords are refused.',
    'Sans la seconde ligne, les mots de passe sont refusés.',
  ],
  [
    'Who people are, and that they came encrypted. Without the second line passwords are refused.',
    'Qui sont les gens, et qu’ils sont venus chiffrés. Sans la seconde ligne, les mots de passe sont refusés.',
  ],
  [
    'Files and messages pass through as they come, instead of being collected on disk first.',
    'Fichiers et messages passent comme ils viennent, au lieu d’être d’abord rassemblés sur le disque.',
  ],
  [
    'Chat connections are silent for long; nginx would cut them after a minute.',
    'Les connexions de discussion se taisent longtemps ; nginx les couperait au bout d’une minute.',
  ],
  [
    'Chat connections are silent for long; Apache would cut them after a minute.',
    'Les connexions de discussion se taisent longtemps ; Apache les couperait au bout d’une minute.',
  ],
  ['Chat connections are silent for long.', 'Les connexions de discussion se taisent longtemps.'],
  ['WebSockets, once they are open.', 'Les WebSockets, une fois ouverts.'],
  [
    'Programs in browsers look here for where chat is. Chatelaine answers, and lets pages of any site read it (CORS).',
    'Les programmes dans les navigateurs cherchent ici où est la discussion. Chatelaine répond, et laisse les pages de tout site le lire (CORS).',
  ],
  [
    'Programs in browsers look into this folder for where chat is. Most hosters use Apache, which reads this file.',
    'Les programmes dans les navigateurs cherchent dans ce dossier où est la discussion. La plupart des hébergeurs utilisent Apache, qui lit ce fichier.',
  ],
  ['What the two files are.', 'Ce que sont les deux fichiers.'],
  [
    'Pages of any site may read them (CORS); there is nothing secret in them.',
    'Les pages de tout site peuvent les lire (CORS) ; ils ne contiennent rien de secret.',
  ],
  [
    'sslh: one port for chat and the web. Written by Chatelaine from its settings.',
    'sslh : un port pour la discussion et le web. Écrit par Chatelaine d’après ses réglages.',
  ],
  [
    'Chatelaine’s own server does this by itself, with a listener of type "multiplex", and then knows who people are; behind sslh',
    'Le serveur de Chatelaine le fait de lui-même, avec un « listener » de type « multiplex », et sait alors qui sont les gens ; derrière sslh',
  ],
  [
    'everybody seems to come from this machine, so that guesses at passwords are slowed down for all together.',
    'tout le monde semble venir de cette machine, et les essais de mots de passe sont ralentis pour tous à la fois.',
  ],
  [
    'Who says nothing for two seconds is handed to chat, which has its own patience.',
    'Qui ne dit rien pendant deux secondes est confié à la discussion, qui a sa propre patience.',
  ],
  [
    'Your web server makes room: in its sites, % stands where % stood.',
    'Votre serveur web fait de la place : dans ses sites, % remplace %.',
  ],
  [
    'Chatelaine’s pages reach it as before, through the web server.',
    'On atteint les pages de Chatelaine comme avant, par le serveur web.',
  ],
  [
    'The first line that fits counts. TLS is told apart by what a program says it speaks (ALPN); what says nothing is the web.',
    'La première ligne qui convient compte. En TLS, on distingue par ce qu’un programme dit parler (ALPN) ; ce qui ne dit rien est le web.',
  ],
  [
    'The other machine has to prove that it is Chatelaine: its certificate is checked for the chat domain.',
    'L’autre machine doit prouver qu’elle est Chatelaine : son certificat est vérifié pour le domaine de discussion.',
  ],
  [
    'The other machine has to prove that it is Chatelaine: its certificate is checked for the name people asked for.',
    'L’autre machine doit prouver qu’elle est Chatelaine : son certificat est vérifié pour le nom que les gens ont demandé.',
  ],
  [
    'Only HTTP/1.1: chat programs and WebSockets need no more.',
    'Seulement HTTP/1.1 : les programmes de discussion et les WebSockets n’ont pas besoin de plus.',
  ],
  ['Never a proxy for anywhere else.', 'Jamais un mandataire vers ailleurs.'],
  ['File names arrive as they were sent.', 'Les noms de fichiers arrivent tels qu’ils ont été envoyés.'],
  [
    'Chat in browsers: WebSockets come first, because the first line that fits counts.',
    'La discussion dans les navigateurs : les WebSockets d’abord, car la première ligne qui convient compte.',
  ],
  [
    'Everything else. Answers are passed on as they come (flushpackets) instead of being collected.',
    'Tout le reste. Les réponses sont transmises comme elles viennent (flushpackets) au lieu d’être rassemblées.',
  ],
  [
    'Caddy obtains and renews the certificate for this name by itself.',
    'Caddy obtient et renouvelle de lui-même le certificat de ce nom.',
  ],
  [
    'WebSockets, the name people asked for, who they are and that they came encrypted: Caddy passes all of it on by itself.',
    'WebSockets, nom demandé, qui sont les gens et qu’ils sont venus chiffrés : Caddy transmet tout cela de lui-même.',
  ],
  ['Answers pass through as they come.', 'Les réponses passent comme elles viennent.'],
  [
    'Where a frontend has these ports already, move the lines behind "bind" there, and name the backend after "if".',
    'Là où un frontend a déjà ces ports, déplacez-y les lignes qui suivent « bind », et nommez le backend après « if ».',
  ],
  // Places.
  ['the "server" of %', 'le « server » de %'],
  ['the <VirtualHost> of %', 'le <VirtualHost> de %'],
  ['the site of % in the Caddyfile', 'le site de % dans le Caddyfile'],
  ['the frontend of % in haproxy.cfg', 'le frontend de % dans haproxy.cfg'],
];

const PATTERNS = FRENCH.map(([english, french]) => {
  const source = english.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '(\\S+?)');
  return { pattern: new RegExp(`^${source}$`), french };
});

/** A sentence of ours in French; undefined where nobody has translated it. */
export function inFrench(sentence: string): string | undefined {
  for (const { pattern, french } of PATTERNS) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    const names = found.slice(1);
    return french.replaceAll('%', () => names.shift() ?? '');
  }
  return undefined;
}

const COMMENT = /^(\s*# )(.*)$/gm;

/** Only comments and the place are words; every other line is the web server's language. */
export const fileIn = <T extends Pick<SiteFile, 'text' | 'place'>>(file: T, language: 'en' | 'fr'): T =>
  language === 'en'
    ? file
    : {
        ...file,
        place: inFrench(file.place) ?? file.place,
        text: file.text.replaceAll(
          COMMENT,
          (_, before: string, words: string) => before + (inFrench(words) ?? words),
        ),
      };
