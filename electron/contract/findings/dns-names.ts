/** Names beside the server's: aliases, wildcards, services, certificates, and who sees what. */
import { AT_PROVIDER, bare, kind, list, text } from './dns-words.ts';
import { findingKinds } from './finding.ts';

export const DNS_NAMES = findingKinds({
  'dns.wildcard': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `${subject} answers for every name nobody has written, and so for ${list(data.names, 'en')}: it leads to ${text(data.values)}.`,
      'What is missing seems to be there, and leads to the wrong machine.',
      `${AT_PROVIDER.en}, add the missing lines; the wildcard then leaves these names alone and can stay.`,
    ],
    ({ subject, data }) => [
      `${subject} répond pour tous les noms que personne n’a écrits, donc pour ${list(data.names, 'fr')} : il mène à ${text(data.values)}.`,
      'Ce qui manque semble être là, et mène à la mauvaise machine.',
      `${AT_PROVIDER.fr}, ajouter les lignes manquantes ; le joker laisse alors ces noms tranquilles et peut rester.`,
    ],
  ),
  'dns.alias-dangling': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `An alias (CNAME) leads nowhere: ${subject}; ${text(data.alias)} has no address.`,
      'What hangs on this name does not work.',
      `${AT_PROVIDER.en}, correct where the CNAME of ${subject} leads.`,
    ],
    ({ subject, data }) => [
      `Un alias (CNAME) ne mène nulle part : ${subject} ; ${text(data.alias)} n’a pas d’adresse.`,
      'Ce qui dépend de ce nom ne fonctionne pas.',
      `${AT_PROVIDER.fr}, corriger la cible du CNAME de ${subject}.`,
    ],
  ),
  'dns.service-elsewhere': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      data.website === true
        ? `On the website’s machine instead of the chat server: ${subject} (${list(data.found, 'en')}).`
        : `On another machine than the chat server: ${subject} (${list(data.found, 'en')}).`,
      'Rooms, files or invitations behind this name do not work from outside.',
      `${AT_PROVIDER.en}, let ${subject} lead to ${list(bare(data.planned), 'en')}.`,
    ],
    ({ subject, data }) => [
      data.website === true
        ? `Sur la machine du site web au lieu du serveur de messagerie : ${subject} (${list(data.found, 'fr')}).`
        : `Sur une autre machine que le serveur de messagerie : ${subject} (${list(data.found, 'fr')}).`,
      'Les salons, fichiers ou invitations derrière ce nom ne fonctionnent pas de l’extérieur.',
      `${AT_PROVIDER.fr}, faire mener ${subject} à ${list(bare(data.planned), 'fr')}.`,
    ],
  ),
  'dns.split-view': kind(
    'info',
    'technician',
    ({ data }) => [
      `This network tells something else about ${list(data.names, 'en')} than the world does.`,
      'A laptop that goes home takes another way than in the office. Meant so, it is fine; left over, it sends colleagues astray.',
      'If nobody knows of it: correct or remove the domain in the office’s own name server or internet box.',
    ],
    ({ data }) => [
      `Au sujet de ${list(data.names, 'fr')}, ce réseau répond autre chose que le reste du monde.`,
      'Un portable qui rentre à la maison prend un autre chemin qu’au bureau. Si c’est voulu, tout va bien ; si c’est un reste, des collègues s’égarent.',
      'Si personne n’en sait rien : corriger ou retirer le domaine dans le serveur de noms du bureau ou la box.',
    ],
  ),
  'dns.caa-forbids': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `At ${subject} it is said which authorities may issue certificates, and ${text(data.authority)} is not among them.`,
      `No certificate can be obtained or renewed for ${list(data.names, 'en')}.`,
      `${AT_PROVIDER.en}, add a CAA record to ${subject}: 0 issue "${text(data.authority)}". Those that are there stay.`,
    ],
    ({ subject, data }) => [
      `À ${subject} figure la liste des autorités qui peuvent établir des certificats, et ${text(data.authority)} n’en fait pas partie.`,
      `Aucun certificat ne peut être obtenu ou renouvelé pour ${list(data.names, 'fr')}.`,
      `${AT_PROVIDER.fr}, ajouter à ${subject} un enregistrement CAA : 0 issue "${text(data.authority)}". Ceux qui y sont restent.`,
    ],
  ),
  'dns.pin-wrong': kind(
    'broken',
    'you',
    ({ subject }) => [
      `At ${subject} (TLSA) stands another key than the one the server shows.`,
      'Servers and apps that check it refuse to connect: for them somebody is listening in.',
      `${AT_PROVIDER.en}, replace this TLSA record by the one under Network, Names, or remove it.`,
    ],
    ({ subject }) => [
      `À ${subject} (TLSA) figure une autre clé que celle que montre le serveur.`,
      'Les serveurs et applications qui vérifient refusent de se connecter : pour eux, quelqu’un écoute.',
      `${AT_PROVIDER.fr}, remplacer cet enregistrement TLSA par celui indiqué sous Réseau, Noms, ou le retirer.`,
    ],
  ),
  'dns.proof-elsewhere': kind(
    'broken',
    'you',
    ({ subject, data }) => [
      `The proof for the certificate is handed on to the wrong place: ${list(subject.split(', '), 'en')} (CNAME ${list(bare(data.found), 'en')}).`,
      'The authority looks for the proof there, and the certificate cannot be obtained or renewed.',
      `${AT_PROVIDER.en}, let it lead to ${list(bare(data.planned), 'en')}.`,
    ],
    ({ subject, data }) => [
      `La preuve pour le certificat est confiée au mauvais endroit : ${list(subject.split(', '), 'fr')} (CNAME ${list(bare(data.found), 'fr')}).`,
      'L’autorité y cherche la preuve, et le certificat ne peut être ni obtenu ni renouvelé.',
      `${AT_PROVIDER.fr}, faire mener ce nom à ${list(bare(data.planned), 'fr')}.`,
    ],
  ),
  'dns.text-quoted': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `The text at ${subject} has quotation marks in it that do not belong there: ${text(data.found)}.`,
      'Older programs in browsers do not find the server.',
      `${AT_PROVIDER.en}, enter the text without quotation marks: the form adds them by itself.`,
    ],
    ({ subject, data }) => [
      `Le texte de ${subject} contient des guillemets en trop : ${text(data.found)}.`,
      'D’anciennes applications dans le navigateur ne trouvent pas le serveur.',
      `${AT_PROVIDER.fr}, saisir le texte sans guillemets : le formulaire les ajoute tout seul.`,
    ],
  ),
  'dns.text-split': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `The text at ${subject} is cut or joined in the wrong place: ${text(data.found)}.`,
      'Older programs in browsers do not find the server.',
      `${AT_PROVIDER.en}, enter each of these as one text of its own: ${text(data.planned)}.`,
    ],
    ({ subject, data }) => [
      `Le texte de ${subject} est coupé ou collé au mauvais endroit : ${text(data.found)}.`,
      'D’anciennes applications dans le navigateur ne trouvent pas le serveur.',
      `${AT_PROVIDER.fr}, saisir chacun de ces textes à part : ${text(data.planned)}.`,
    ],
  ),
  'dns.text-other': kind(
    'warning',
    'you',
    ({ subject, data }) => [
      `The text at ${subject} leads elsewhere: ${text(data.found)}.`,
      'Older programs in browsers go to the old place.',
      `${AT_PROVIDER.en}, replace it by ${text(data.planned)}, or remove it: newer programs do not need it.`,
    ],
    ({ subject, data }) => [
      `Le texte de ${subject} mène ailleurs : ${text(data.found)}.`,
      'D’anciennes applications dans le navigateur vont à l’ancien endroit.',
      `${AT_PROVIDER.fr}, le remplacer par ${text(data.planned)}, ou le retirer : les applications récentes n’en ont pas besoin.`,
    ],
  ),
});
