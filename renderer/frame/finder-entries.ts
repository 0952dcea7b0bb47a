/**
 * What the Finder can reach: derived from the list of pages, the people, and a few actions.
 */
import { useLingui } from '@lingui/react';
import { useLingui as useMacro } from '@lingui/react/macro';
import {
  BadgeCheck,
  CircleX,
  DoorOpen,
  FolderOpen,
  Globe,
  History,
  Languages,
  type LucideIcon,
  MessageSquarePlus,
  MessagesSquare,
  Play,
  PlugZap,
  Printer,
  RotateCcw,
  Signpost,
  Square,
  User,
  UserCheck,
  UserPlus,
  UserSearch,
  UsersRound,
  Waypoints,
} from 'lucide-react';
import { useNavigate } from 'react-router';
import { latest, useResource } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';
import { nameOf } from '../words/presence.ts';
import { roomName } from '../words/rooms.ts';
import { useChoose } from './choose.ts';
import { PAGES } from './pages.ts';

export type FinderEntry = {
  id: string;
  name: string;
  /** Further words it is found by. */
  words: string;
  aside?: string;
  icon: LucideIcon;
  run(): void;
};

export function useFinderEntries(): Record<'pages' | 'people' | 'rooms' | 'actions', FinderEntry[]> {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const navigate = useNavigate();
  const stores = useStores();
  const choose = useChoose();
  const people = latest(useResource(stores.people)) ?? [];
  const rooms = latest(useResource(stores.rooms.list))?.rooms ?? [];
  const running = latest(useResource(stores.overview))?.status.state === 'running';
  const go = (path: string) => () => void navigate(path);

  const server: FinderEntry[] = running
    ? [
        {
          id: 'restart',
          name: t`Restart the server…`,
          words: 'restart',
          icon: RotateCcw,
          run: go('/?do=restart'),
        },
        { id: 'stop', name: t`Stop the server…`, words: 'stop', icon: Square, run: go('/?do=stop') },
      ]
    : [{ id: 'start', name: t`Start the server`, words: 'start', icon: Play, run: go('/?do=start') }];

  return {
    pages: PAGES.map(({ path, name, icon, words }, index) => ({
      id: path,
      name: i18n._(name),
      words,
      // There are nine such keys.
      ...(index < 9 && { aside: `Ctrl ${index + 1}` }),
      icon,
      run: go(path),
    })),
    people: people.map((person) => ({
      id: person.address,
      name: nameOf(person),
      words: person.address,
      aside: person.address,
      icon: User,
      run: go(`/people/${encodeURIComponent(person.address)}`),
    })),
    rooms: rooms.map((room) => ({
      id: room.address,
      name: roomName(room),
      words: `${room.topic} ${room.address.split('@')[0]}`,
      aside: room.address,
      icon: MessagesSquare,
      run: go(`/rooms/${encodeURIComponent(room.address)}`),
    })),
    actions: [
      {
        id: 'history',
        name: t`What was changed, and the way back`,
        words:
          'history undo put back revert rollback audit log changes historique annuler remettre modifications',
        icon: History,
        run: go('/history'),
      },
      {
        id: 'story',
        name: t`What happened to somebody, and when?`,
        words: 'log timeline person account problem journal histoire personne compte problème',
        icon: UserSearch,
        run: go('/logs?open=story'),
      },
      {
        id: 'open-log',
        name: t`Open a log file…`,
        words: 'ejabberd prosody nginx apache biboumi coturn syslog gz journal fichier ouvrir',
        icon: FolderOpen,
        run: go('/logs?open=file'),
      },
      {
        id: 'failures',
        name: t`Look at what failed in the last 24 hours`,
        words: 'log errors warnings failures journal erreurs échecs avertissements',
        icon: CircleX,
        run: go('/logs?level=error&last=1440'),
      },
      {
        id: 'names',
        name: t`Look whether the server is found`,
        words:
          'dns srv record records domain zone name server cname nameserver doctor phone xmpp. domaine enregistrement noms téléphone',
        icon: Signpost,
        run: go('/network'),
      },
      {
        id: 'doors',
        name: t`Open the doors of this computer`,
        words:
          'firewall port ports nftables iptables ufw firewalld 5222 5223 5269 5270 5443 3478 5349 7777 ssh 22 router upnp nat open closed blocked pare-feu porte ouvrir fermé bloqué box',
        icon: DoorOpen,
        run: go('/network/doors'),
      },
      {
        id: 'certificate',
        name: t`Look at the certificate`,
        words:
          'tls ssl acme let’s encrypt certbot renew authority pem pfx p12 import fingerprint renouveler autorité certificat chiffrement',
        icon: BadgeCheck,
        run: go('/network/certificate'),
      },
      {
        id: 'add-domain',
        name: t`Serve another domain, or let guests in`,
        words: 'domain virtual host vhost guests anonymous domaine hôte invités',
        icon: Globe,
        run: go('/network'),
      },
      {
        id: 'hand-outs',
        name: t`Print hand-outs`,
        words: 'print pdf qr sheet a4 guide fiche imprimer papier',
        icon: Printer,
        run: go('/hand-out'),
      },
      {
        id: 'office-page',
        name: t`Print the page for the whole office`,
        words: 'print pdf qr poster wall affiche imprimer entreprise mur',
        icon: Printer,
        run: go('/hand-out/office'),
      },
      {
        id: 'add-team',
        name: t`Make a team`,
        words: 'group roster shared équipe groupe',
        icon: UsersRound,
        run: go('/people/teams?add'),
      },
      {
        id: 'waiting',
        name: t`Waiting for you`,
        words: 'approval queue invitation report abuse spam approbation invitation signalement',
        icon: UserCheck,
        run: go('/people/waiting'),
      },
      {
        id: 'try-company',
        name: t`Try a company`,
        words: 's2s 5269 dialback federation server ping domain essayer entreprise serveur',
        icon: PlugZap,
        run: go('/federation?try'),
      },
      {
        id: 'bridges',
        name: t`Bridges to other networks`,
        words: 'irc biboumi gateway component bot 5347 xep-0114 xep-0356 passerelle pont réseaux',
        icon: Waypoints,
        run: go('/federation/bridges'),
      },
      {
        id: 'add-room',
        name: t`Create a room`,
        words: 'muc group conference channel salon groupe',
        icon: MessageSquarePlus,
        run: go('/rooms?add'),
      },
      {
        id: 'add',
        name: t`Add a person`,
        words: 'invite register account',
        icon: UserPlus,
        run: go('/people?add'),
      },
      ...server,
      i18n.locale === 'fr'
        ? {
            id: 'en',
            name: 'English',
            words: 'language langue',
            icon: Languages,
            run: () => void choose({ language: 'en' }),
          }
        : {
            id: 'fr',
            name: 'Français',
            words: 'language langue',
            icon: Languages,
            run: () => void choose({ language: 'fr' }),
          },
    ],
  };
}
