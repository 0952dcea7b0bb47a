/** Lines of the web server in front, of bridges and of programs that use the server. */
import { lineKinds, told } from './line.ts';

export const WEB_LINES = lineKinds({
  'web.ok': told(
    'web',
    ({ from, of }) => [`${from} asked for ${of('path')}, and got it.`],
    ({ from, of }) => [`${from} a demandé ${of('path')}, et l’a reçu.`],
    'ok',
  ),
  'web.refused': {
    ...{ part: 'web', outcome: 'refused', level: 'info', can: 'nobody', page: 'website' },
    words: {
      en: ({ from, of }) => [
        `The web server gave ${from} nothing for ${of('path')}: it is not allowed.`,
        'Usually nobody: robots of the internet try such addresses all day.',
        'Only if a colleague misses something: look whether the rules of the web server shut it off.',
        'It stays shut.',
      ],
      fr: ({ from, of }) => [
        `Le serveur web n’a rien donné à ${from} pour ${of('path')} : ce n’est pas permis.`,
        'En général personne : les robots d’Internet essaient de telles adresses toute la journée.',
        'Seulement s’il manque quelque chose à un collègue : voyez si les règles du serveur web le ferment.',
        'Cela reste fermé.',
      ],
    },
  },
  'web.not-found': told(
    'web',
    ({ from, of }) => [
      `${from} asked for ${of('path')}, which is not there.`,
      'Nobody. Old links and robots ask for such things.',
    ],
    ({ from, of }) => [
      `${from} a demandé ${of('path')}, qui n’existe pas.`,
      'Personne. De vieux liens et des robots demandent ce genre de choses.',
    ],
    'refused',
  ),
  'web.probe': told(
    'web',
    ({ from, of }) => [
      `${from} looked for a weak spot (${of('path')}). It was turned away.`,
      'Nobody: every web server sees this, many times a day.',
    ],
    ({ from, of }) => [
      `${from} cherchait une faille (${of('path')}). La demande a été refusée.`,
      'Personne : tout serveur web voit cela, plusieurs fois par jour.',
    ],
    'refused',
  ),
  'web.bad-request': told(
    'web',
    ({ from }) => [
      `${from} asked in a way a web server does not understand, or spoke plain HTTP at the encrypted door.`,
      'Nobody, unless it is an app of yours: then its address has to begin with https.',
    ],
    ({ from }) => [
      `${from} a demandé d’une façon qu’un serveur web ne comprend pas, ou sans chiffrement à la porte chiffrée.`,
      'Personne, sauf si c’est une de vos applications : son adresse doit alors commencer par https.',
    ],
    'refused',
  ),
  'web.too-large': {
    ...{ part: 'files', outcome: 'refused', level: 'warn', can: 'technician', page: 'website' },
    words: {
      en: ({ from }) => [
        `The web server in front did not let a large file of ${from} through.`,
        'Whoever sends large pictures or videos: the app says that sending failed.',
        'Its limit must be as large as the chat server’s. “Behind a website” shows the line to change (nginx: client_max_body_size; Apache: LimitRequestBody).',
        'Small files go through, large ones do not.',
      ],
      fr: ({ from }) => [
        `Le serveur web placé devant n’a pas laissé passer un grand fichier de ${from}.`,
        'Ceux qui envoient de grandes photos ou vidéos : l’application dit que l’envoi a échoué.',
        'Sa limite doit être aussi grande que celle du serveur de chat. La page « Derrière un site web » montre la ligne à changer (nginx : client_max_body_size ; Apache : LimitRequestBody).',
        'Les petits fichiers passent, les grands non.',
      ],
    },
  },
  'web.nobody-behind': {
    ...{ part: 'web', outcome: 'failed', level: 'error', can: 'you', page: 'website' },
    words: {
      en: ({ of }) => [
        `The web server could not reach the program behind it (${of('upstream')}).`,
        'If it is the chat server: whoever sends files, chats in the browser, or comes through this web server.',
        'Look on Home whether the chat server runs. If it does, “Behind a website” shows which address is wrong.',
        'Each try fails until the server behind answers.',
      ],
      fr: ({ of }) => [
        `Le serveur web n’a pas pu joindre le programme derrière lui (${of('upstream')}).`,
        'Si c’est le serveur de chat : ceux qui envoient des fichiers, utilisent le chat dans le navigateur, ou passent par ce serveur web.',
        'Voyez à l’Accueil si le serveur de chat tourne. Si oui, la page « Derrière un site web » montre quelle adresse est fausse.',
        'Chaque essai échoue jusqu’à ce que le serveur derrière réponde.',
      ],
    },
  },
  'web.slow': {
    ...{ part: 'web', outcome: 'failed', level: 'warn', can: 'technician', page: 'website' },
    words: {
      en: ({ of }) => [
        `The program behind the web server took longer to answer than the web server waits (${of('path')}).`,
        'Whoever was at it: the connection was cut, and the app tries again.',
        'Connections of chat stay open for long. “Behind a website” shows the time to set (nginx: proxy_read_timeout; Apache: ProxyTimeout).',
        'If it is the chat: people who come this way are disconnected every minute or so.',
      ],
      fr: ({ of }) => [
        `Le programme derrière le serveur web a mis plus de temps à répondre que celui-ci n’attend (${of('path')}).`,
        'La personne concernée : la liaison a été coupée, et l’application réessaie.',
        'Les liaisons du chat restent ouvertes longtemps. La page « Derrière un site web » montre la durée à régler (nginx : proxy_read_timeout ; Apache : ProxyTimeout).',
        'Si c’est le chat : ceux qui passent par là sont déconnectés toutes les minutes environ.',
      ],
    },
  },
  'web.too-many': {
    ...{ part: 'web', outcome: 'refused', level: 'warn', can: 'technician', page: 'website' },
    words: {
      en: ({ from }) => [
        `${from} asks more often than the web server allows.`,
        'Whoever sits behind this address.',
        'If it is your own office, raise the limit for the chat’s addresses. If it is not, it is the protection at work.',
        'Further questions are turned away for a while.',
      ],
      fr: ({ from }) => [
        `${from} demande plus souvent que le serveur web ne le permet.`,
        'Ceux qui se trouvent derrière cette adresse.',
        'Si c’est votre propre bureau, relevez la limite pour les adresses du chat. Sinon, la protection fait son travail.',
        'Les demandes suivantes sont refusées un moment.',
      ],
    },
  },
  'web.no-rights': {
    ...{ part: 'web', outcome: 'failed', level: 'warn', can: 'technician', page: 'website' },
    words: {
      en: ({ program, of }) => [
        `${program} may not read ${of('file')}.`,
        'Whoever visits this address: they see “forbidden”.',
        'Who looks after the computer can let the web server’s account read the folder, and those above it.',
        'It stays so.',
      ],
      fr: ({ program, of }) => [
        `${program} n’a pas le droit de lire ${of('file')}.`,
        'Ceux qui visitent cette adresse : ils voient « interdit ».',
        'Qui s’occupe de l’ordinateur peut donner au compte du serveur web le droit de lire ce dossier, et ceux au-dessus.',
        'Cela reste ainsi.',
      ],
    },
  },
  'web.no-chat': {
    ...{ part: 'web', outcome: 'failed', level: 'warn', can: 'technician', page: 'settings' },
    words: {
      en: () => [
        'There is no chat in the browser: its files are missing beside the program.',
        'Whoever opens the chat in a browser. Apps go on.',
        'Install Chatelaine again, of the same version; nothing of yours is lost by it.',
        'The address of the chat in the browser shows nothing.',
      ],
      fr: () => [
        'Il n’y a pas de chat dans le navigateur : ses fichiers manquent à côté du programme.',
        'Ceux qui ouvrent le chat dans un navigateur. Les applications continuent.',
        'Réinstallez Chatelaine, de la même version ; rien de ce qui est à vous ne s’y perd.',
        'L’adresse du chat dans le navigateur ne montre rien.',
      ],
    },
  },
  'web.failed': {
    ...{ part: 'web', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'website' },
    words: {
      en: ({ of, kind }) => [
        `A question to the web server broke (${of('path')}).`,
        'Whoever asked: they see an error once.',
        kind === 'ours'
          ? 'If it repeats, send us this line (Copy for support).'
          : 'If it repeats, the error log of the web server, or of the program behind it, says why.',
        'The next try usually works.',
      ],
      fr: ({ of, kind }) => [
        `Une demande au serveur web s’est cassée (${of('path')}).`,
        'Qui demandait : une erreur, une fois.',
        kind === 'ours'
          ? 'Si cela se répète, envoyez-nous cette ligne (Copier pour l’assistance).'
          : 'Si cela se répète, le journal d’erreurs du serveur web, ou du programme derrière lui, dit pourquoi.',
        'L’essai suivant réussit en général.',
      ],
    },
  },
  'bridges.attached': told(
    'bridges',
    ({ host }) => [`The bridge ${host} is attached.`],
    ({ host }) => [`La passerelle ${host} est raccordée.`],
    'ok',
  ),
  'bridges.gone': {
    ...{ part: 'bridges', outcome: 'info', level: 'warn', can: 'technician', page: 'bridges' },
    words: {
      en: ({ host }) => [
        `The bridge ${host} is not attached any more.`,
        'Whoever chats through it.',
        'Federation, Other networks, shows whether its program runs.',
        'It attaches again by itself when its program is back.',
      ],
      fr: ({ host }) => [
        `La passerelle ${host} n’est plus raccordée.`,
        'Ceux qui parlent à travers elle.',
        'Fédération, Autres réseaux, montre si son programme tourne.',
        'Elle se raccorde d’elle-même quand son programme revient.',
      ],
    },
  },
  'bridges.refused': {
    ...{ part: 'bridges', outcome: 'refused', level: 'error', can: 'technician', page: 'bridges' },
    words: {
      en: ({ host }) => [
        `The bridge ${host} was not let in: its secret is another than the server’s.`,
        'Whoever chats through it.',
        'Copy the secret from Federation, Other networks, into the settings of the bridge.',
        'It goes on knocking, and stays outside.',
      ],
      fr: ({ host }) => [
        `La passerelle ${host} n’a pas été admise : son secret n’est pas celui du serveur.`,
        'Ceux qui parlent à travers elle.',
        'Copiez le secret de Fédération, Autres réseaux, dans les réglages de la passerelle.',
        'Elle continue de frapper, et reste dehors.',
      ],
    },
  },
  'bridges.no-server': {
    ...{ part: 'bridges', outcome: 'failed', level: 'warn', can: 'you', page: 'bridges' },
    words: {
      en: ({ of }) => [
        `The bridge did not find the chat server (${of('reason')}).`,
        'Whoever chats through it.',
        'Normal for some seconds while the server restarts. If it lasts, look on Home whether the server runs.',
        'The bridge tries again.',
      ],
      fr: ({ of }) => [
        `La passerelle n’a pas trouvé le serveur de chat (${of('reason')}).`,
        'Ceux qui parlent à travers elle.',
        'Normal quelques secondes, pendant un redémarrage du serveur. Si cela dure, voyez à l’Accueil si le serveur tourne.',
        'La passerelle réessaie.',
      ],
    },
  },
  'bridges.broken': {
    ...{ part: 'bridges', outcome: 'failed', level: 'warn', can: 'technician', page: 'bridges' },
    words: {
      en: ({ host, of }) => [
        `The bridge ${host} did something it may not, or does not work as it should (${of('because')}).`,
        'Whoever chats through it.',
        'Federation, Other networks, shows how it stands. An update of the bridge often helps.',
        'It may be closed, and comes back by itself.',
      ],
      fr: ({ host, of }) => [
        `La passerelle ${host} a fait quelque chose qui ne lui est pas permis, ou ne marche pas comme il faut (${of('because')}).`,
        'Ceux qui parlent à travers elle.',
        'Fédération, Autres réseaux, montre son état. Une mise à jour de la passerelle aide souvent.',
        'Elle peut être fermée, et revient d’elle-même.',
      ],
    },
  },
  'bridges.says': told(
    'bridges',
    () => ['The program of a bridge reports something.'],
    () => ['Le programme d’une passerelle signale quelque chose.'],
  ),
  'programs.call': told(
    'programs',
    ({ from, of }) => [`A program at ${from} asked the server to do “${of('command')}”.`],
    ({ from, of }) => [`Un programme à ${from} a demandé au serveur « ${of('command')} ».`],
  ),
  'programs.refused': {
    ...{ part: 'programs', outcome: 'refused', level: 'warn', can: 'technician', page: 'programs' },
    words: {
      en: ({ from, who }) => [
        `A program at ${from} was not let in to give commands (${who}).`,
        'Only what this program does: a website that makes accounts, for instance.',
        'If it is yours, give it a right token or password in Settings, Access for programs. If it is not, the door should not be open to the internet.',
        'It stays outside.',
      ],
      fr: ({ from, who }) => [
        `Un programme à ${from} n’a pas été admis à donner des ordres (${who}).`,
        'Seulement ce que fait ce programme : un site web qui crée des comptes, par exemple.',
        'S’il est à vous, donnez-lui un bon jeton ou mot de passe dans Réglages, Accès pour des programmes. Sinon, cette porte ne devrait pas être ouverte à Internet.',
        'Il reste dehors.',
      ],
    },
  },
  'programs.bad-call': told(
    'programs',
    ({ of }) => [
      `A program asked for “${of('command')}” in a way the server does not understand.`,
      'Only what this program does.',
      'Tell the maker of the program.',
    ],
    ({ of }) => [
      `Un programme a demandé « ${of('command')} » d’une façon que le serveur ne comprend pas.`,
      'Seulement ce que fait ce programme.',
      'Dites-le à son auteur.',
    ],
    'failed',
  ),
  'programs.token': told(
    'programs',
    ({ of }) => [
      `Access for a program was given or taken back (${of('id')}).`,
      'Nobody.',
      'If you did not do this, look at Settings, Access for programs.',
    ],
    ({ of }) => [
      `L’accès d’un programme a été donné ou repris (${of('id')}).`,
      'Personne.',
      'Si ce n’est pas vous, regardez Réglages, Accès pour des programmes.',
    ],
  ),
});
