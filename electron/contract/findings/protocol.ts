/** What is wrong with a door that answers: it is no chat server, or none that lets people in (electron/manager/doctor/protocol). */
import { kind, list, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

const WHO = {
  en: { client: 'Colleagues’ apps', server: 'Other companies’ servers' },
  fr: { client: 'Les applications de vos collègues', server: 'Les serveurs des autres entreprises' },
} as const;
const who = (language: 'en' | 'fr', value: unknown): string =>
  WHO[language][value === 'server' ? 'server' : 'client'];

export const PROTOCOL_FINDINGS = findingKinds({
  'protocol.other-program': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `What answers at ${subject} is not a chat server (it says: ${text(data.said)}).`,
      `${who('en', data.service)} are led there and cannot connect.`,
      'Let the records lead to the chat server, or give it this port.',
    ],
    ({ subject, data }) => [
      `Ce qui répond à ${subject} n’est pas un serveur de messagerie (il dit : ${text(data.said)}).`,
      `${who('fr', data.service)} y sont envoyés et ne peuvent pas se connecter.`,
      'Faire mener les enregistrements au serveur de messagerie, ou lui donner ce port.',
    ],
  ),
  'protocol.silent': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `${subject} takes the connection and then says nothing.`,
      `${who('en', data.service)} wait and give up.`,
      data.tls === 'direct'
        ? 'Most likely it expects another kind of door there: compare the lines with _xmpp- and _xmpps-. Otherwise restart the server.'
        : 'Most likely it expects encryption from the first byte: compare the lines with _xmpp- and _xmpps-. Otherwise restart the server.',
    ],
    ({ subject, data }) => [
      `${subject} accepte la connexion puis ne dit rien.`,
      `${who('fr', data.service)} attendent et abandonnent.`,
      data.tls === 'direct'
        ? 'Sans doute attend-il une autre sorte de porte : comparer les lignes _xmpp- et _xmpps-. Sinon, redémarrer le serveur.'
        : 'Sans doute attend-il le chiffrement dès le premier octet : comparer les lignes _xmpp- et _xmpps-. Sinon, redémarrer le serveur.',
    ],
  ),
  'protocol.closed': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `${subject} hangs up before it has said anything (${text(data.why)}).`,
      `${who('en', data.service)} cannot connect.`,
      'Look at the log of the server at that moment: a list of blocked addresses or a limit may be the reason.',
    ],
    ({ subject, data }) => [
      `${subject} raccroche avant d’avoir dit quoi que ce soit (${text(data.why)}).`,
      `${who('fr', data.service)} ne peuvent pas se connecter.`,
      'Regarder le journal du serveur à ce moment : une liste d’adresses bloquées ou une limite peut en être la cause.',
    ],
  ),
  'protocol.host-unknown': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `The chat server at ${subject} does not know the domain ${text(data.domain)}.`,
      `${who('en', data.service)} find it and are turned away.`,
      `Add ${text(data.domain)} to the domains of that server, or let the records lead to the one that has it.`,
    ],
    ({ subject, data }) => [
      `Le serveur de messagerie à ${subject} ne connaît pas le domaine ${text(data.domain)}.`,
      `${who('fr', data.service)} le trouvent et sont refusés.`,
      `Ajouter ${text(data.domain)} aux domaines de ce serveur, ou faire mener les enregistrements à celui qui l’a.`,
    ],
  ),
  'protocol.refused': kind(
    'warning',
    'technician',
    ({ subject, data }) => [
      `The chat server at ${subject} turns strangers away (${text(data.condition)}).`,
      `${who('en', data.service)} may be turned away as well.`,
      'If this is not meant so, look at the log of the server at that moment.',
    ],
    ({ subject, data }) => [
      `Le serveur de messagerie à ${subject} refuse les inconnus (${text(data.condition)}).`,
      `${who('fr', data.service)} peuvent être refusés aussi.`,
      'Si ce n’est pas voulu, regarder le journal du serveur à ce moment.',
    ],
  ),
  'protocol.no-starttls': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `The chat server at ${subject} does not offer encryption.`,
      `${who('en', data.service)} refuse to go on, or passwords and messages can be read on the way.`,
      'Give the server a certificate and switch encryption (STARTTLS) on.',
    ],
    ({ subject, data }) => [
      `Le serveur de messagerie à ${subject} ne propose pas de chiffrement.`,
      `${who('fr', data.service)} refusent de continuer, ou mots de passe et messages peuvent être lus en chemin.`,
      'Donner un certificat au serveur et activer le chiffrement (STARTTLS).',
    ],
  ),
  'protocol.tls-failed': kind(
    'broken',
    'technician',
    ({ subject, data }) => [
      `Encryption with ${subject} does not come about (${text(data.why)}).`,
      `${who('en', data.service)} cannot connect.`,
      data.tls === 'direct'
        ? 'See that this port is one with encryption from the first byte, and that the server has a certificate for the domain.'
        : 'See that the server has a certificate for the domain and can read its key.',
    ],
    ({ subject, data }) => [
      `Le chiffrement avec ${subject} n’aboutit pas (${text(data.why)}).`,
      `${who('fr', data.service)} ne peuvent pas se connecter.`,
      data.tls === 'direct'
        ? 'Vérifier que ce port est chiffré dès le premier octet, et que le serveur a un certificat pour le domaine.'
        : 'Vérifier que le serveur a un certificat pour le domaine et peut lire sa clé.',
    ],
  ),
  'protocol.tls-old': kind(
    'warning',
    'technician',
    ({ subject, data }) => [
      `${subject} encrypts with ${text(data.version)}, which is out of date.`,
      'Newer phones refuse to connect.',
      'Have the server allow TLS 1.2 and 1.3.',
    ],
    ({ subject, data }) => [
      `${subject} chiffre avec ${text(data.version)}, qui est dépassé.`,
      'Les téléphones récents refusent de se connecter.',
      'Faire accepter TLS 1.2 et 1.3 au serveur.',
    ],
  ),
  'protocol.no-alpn': kind(
    'info',
    'technician',
    ({ subject }) => [
      `${subject} encrypts from the first byte without saying that it speaks XMPP (ALPN).`,
      'Most apps do not mind; behind a shared port they end up with another program.',
      'Have the server, or whatever stands before it, agree on xmpp-client and xmpp-server.',
    ],
    ({ subject }) => [
      `${subject} chiffre dès le premier octet sans dire qu’il parle XMPP (ALPN).`,
      'La plupart des applications s’en accommodent ; derrière un port partagé, elles aboutissent chez un autre programme.',
      'Faire accepter xmpp-client et xmpp-server au serveur, ou à ce qui se trouve devant lui.',
    ],
  ),
  'protocol.sign-in-unencrypted': kind(
    'warning',
    'technician',
    ({ subject, data }) => [
      `${subject} lets people sign in before the connection is encrypted (${list(data.mechanisms, 'en')}).`,
      'An app that is set up carelessly sends its password for everybody on the way to read.',
      'Have the server require encryption before signing in.',
    ],
    ({ subject, data }) => [
      `${subject} permet de s’identifier avant que la connexion soit chiffrée (${list(data.mechanisms, 'fr')}).`,
      'Une application mal réglée envoie son mot de passe lisible par tous en chemin.',
      'Faire exiger le chiffrement au serveur avant l’identification.',
    ],
  ),
  'protocol.no-sign-in': kind(
    'broken',
    'technician',
    ({ subject }) => [
      `${subject} offers no way to sign in.`,
      'Colleagues’ apps connect and get no further.',
      'Look at the log of the server: most often its accounts cannot be reached.',
    ],
    ({ subject }) => [
      `${subject} ne propose aucun moyen de s’identifier.`,
      'Les applications de vos collègues se connectent et ne vont pas plus loin.',
      'Regarder le journal du serveur : le plus souvent, ses comptes sont inaccessibles.',
    ],
  ),
  'protocol.no-proof': kind(
    'info',
    'technician',
    ({ subject }) => [
      `${subject} offers strangers’ servers no way to prove who they are before it knows them.`,
      'Servers with a certificate of a well-known authority may get in all the same.',
      'Nothing to do while messages arrive.',
    ],
    ({ subject }) => [
      `${subject} ne propose aux serveurs inconnus aucun moyen de prouver leur identité.`,
      'Les serveurs munis d’un certificat d’une autorité reconnue peuvent entrer malgré tout.',
      'Rien à faire tant que les messages arrivent.',
    ],
  ),
});
export type ProtocolCode = keyof typeof PROTOCOL_FINDINGS;
