/**
 * The pages in their fixed order: side bar, Finder and shortcuts are all derived from this list.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  Archive,
  ChartLine,
  House,
  type LucideIcon,
  MessagesSquare,
  Network,
  PanelsTopLeft,
  Paperclip,
  QrCode,
  ScrollText,
  Settings,
  SquareTerminal,
  Users,
  Waypoints,
} from 'lucide-react';

export type PageEntry = {
  path: string;
  name: MessageDescriptor;
  icon: LucideIcon;
  /** Plain and technical words by which the Finder knows it. Not shown. */
  words: string;
  group: 'main' | 'way' | 'upkeep' | 'foot';
};

export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    name: msg`Home`,
    icon: House,
    words: 'status start stop restart certificate accueil état certificat',
    group: 'main',
  },
  {
    path: '/people',
    name: msg`People`,
    icon: Users,
    words: 'accounts users jid password personnes comptes adresse',
    group: 'main',
  },
  {
    path: '/rooms',
    name: msg`Rooms`,
    icon: MessagesSquare,
    words: 'muc groups conference channels chat salons groupes canaux xep-0045',
    group: 'main',
  },
  {
    path: '/files',
    name: msg`Files`,
    icon: Paperclip,
    words: 'upload http xep-0363 space quota retention pictures documents fichiers envoi place durée photos',
    group: 'main',
  },
  {
    path: '/connect',
    name: msg`Connect an app`,
    icon: QrCode,
    words:
      'gajim pidgin conversations cheogram monal siskin beagle dino psi profanity thunderbird converse client android iphone 5222 5223 starttls ssl tls ca port host xmpp guide hand-out print qr application connecter téléphone fiche imprimer',
    group: 'main',
  },
  {
    path: '/network',
    name: msg`Network`,
    icon: Network,
    words:
      'dns srv records names domain zone nameserver cname caa tlsa dnssec dane certificate tls acme let’s encrypt renew dynamic address ip firewall ports router upnp nat pare-feu réseau noms domaine enregistrements adresse certificat',
    group: 'way',
  },
  {
    path: '/federation',
    name: msg`Federation`,
    icon: Waypoints,
    words:
      's2s server-to-server 5269 5270 dialback xep-0220 xep-0288 starttls srv dane other companies other servers partners blocklist allow block spam fédération autres entreprises autres serveurs partenaires bloquer',
    group: 'way',
  },
  {
    path: '/website',
    name: msg`Behind a website`,
    icon: PanelsTopLeft,
    words:
      'reverse proxy nginx apache caddy haproxy sslh multiplex alpn 443 80 https host-meta websocket bosh x-forwarded-for cors xep-0156 web server site serveur web derrière mandataire',
    group: 'way',
  },
  {
    path: '/logs',
    name: msg`Logs`,
    icon: ScrollText,
    words:
      'journal log lines errors debug warnings search export csv support redact ejabberd.log prosody.log nginx apache syslog journald access.log lignes erreurs avertissements recherche assistance exporter',
    group: 'upkeep',
  },
  {
    path: '/numbers',
    name: msg`Numbers`,
    icon: ChartLine,
    words:
      'statistics charts metrics prometheus graph memory disk space messages growth forecast event loop statistiques chiffres courbes mémoire disque place croissance',
    group: 'upkeep',
  },
  {
    path: '/backups',
    name: msg`Backups & updates`,
    icon: Archive,
    words:
      'backup restore snapshot archive age zstd tar sftp nas usb recovery sheet update version upgrade sauvegarde restaurer instantané récupération mise à jour',
    group: 'upkeep',
  },
  {
    path: '/terminal',
    name: msg`Terminal`,
    icon: SquareTerminal,
    words:
      'shell console command line bash zsh ssh ctl ejabberdctl prosodyctl invite de commande ligne de commande',
    group: 'upkeep',
  },
  {
    path: '/settings',
    name: msg`Settings`,
    icon: Settings,
    words:
      'language theme data folder access link sessions retention archive registration doors ports calls turn stun proxy65 3478 5349 5443 7777 langue thème dossier réglages accès lien portes appels api token http web chat browser converse programs metrics jeton navigateur programmes',
    group: 'foot',
  },
];
