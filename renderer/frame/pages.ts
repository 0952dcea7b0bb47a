/**
 * The pages in their fixed order: side bar, Finder and shortcuts are all derived from this list.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { House, type LucideIcon, MessagesSquare, QrCode, ScrollText, Settings, Users } from 'lucide-react';

export type PageEntry = {
  path: string;
  name: MessageDescriptor;
  icon: LucideIcon;
  /** Plain and technical words by which the Finder knows it. Not shown. */
  words: string;
  group: 'main' | 'upkeep' | 'foot';
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
    path: '/connect',
    name: msg`Connect an app`,
    icon: QrCode,
    words: 'gajim pidgin client 5222 5223 starttls tls ca port xmpp application connecter',
    group: 'main',
  },
  {
    path: '/logs',
    name: msg`Logs`,
    icon: ScrollText,
    words: 'journal lines errors debug warnings lignes erreurs',
    group: 'upkeep',
  },
  {
    path: '/settings',
    name: msg`Settings`,
    icon: Settings,
    words:
      'language theme data folder access link sessions retention archive registration blocklist langue thème dossier réglages accès lien',
    group: 'foot',
  },
];
