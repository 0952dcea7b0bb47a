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
      `${from} looked for a weak spot (${of('path')}). There is none here.`,
      'Nobody: every web server sees this, many times a day.',
    ],
    ({ from, of }) => [
      `${from} cherchait une faille (${of('path')}). Il n’y en a pas ici.`,
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
        'Its limit must be as large as the chat server’s. Website in front shows the line to change (nginx: client_max_body_size; Apache: LimitRequestBody).',
        'Small files go through, large ones do not.',
      ],
      fr: ({ from }) => [
        `Le serveur web placé devant n’a pas laissé passer un grand fichier de ${from}.`,
        'Ceux qui envoient de grandes photos ou vidéos : l’application dit que l’envoi a échoué.',
        'Sa limite doit être aussi grande que celle du serveur de chat. La page Site web devant montre la ligne à changer (nginx : client_max_body_size ; Apache : LimitRequestBody).',
        'Les petits fichiers passent, les grands non.',
      ],
    },
  },
  'web.nobody-behind': {
    ...{ part: 'web', outcome: 'failed', level: 'error', can: 'you', page: 'website' },
    words: {
      en: ({ of }) => [
        `The web server in front could not reach the chat server behind it (${of('upstream')}).`,
        'Whoever sends files, uses the chat in the browser, or comes through this web server.',
        'Look on Home whether the chat server runs. If it does, Website in front shows which address is wrong.',
        'Each try fails until the server behind answers.',
      ],
      fr: ({ of }) => [
        `Le serveur web placé devant n’a pas pu joindre le serveur de chat derrière lui (${of('upstream')}).`,
        'Ceux qui envoient des fichiers, utilisent le chat dans le navigateur, ou passent par ce serveur web.',
        'Voyez à l’Accueil si le serveur de chat tourne. Si oui, la page Site web devant montre quelle adresse est fausse.',
        'Chaque essai échoue jusqu’à ce que le serveur derrière réponde.',
      ],
    },
  },
  'web.slow': {
    ...{ part: 'web', outcome: 'failed', level: 'warn', can: 'technician', page: 'website' },
    words: {
      en: ({ of }) => [
        `The chat server took longer to answer than the web server in front waits (${of('path')}).`,
        'Whoever was at it: the connection was cut, and the app tries again.',
        'Connections of chat stay open for long. Website in front shows the time to set (nginx: proxy_read_timeout; Apache: ProxyTimeout).',
        'People who come this way are disconnected every minute or so.',
      ],
      fr: ({ of }) => [
        `Le serveur de chat a mis plus de temps à répondre que le serveur web placé devant n’attend (${of('path')}).`,
        'La personne concernée : la liaison a été coupée, et l’application réessaie.',
        'Les liaisons du chat restent ouvertes longtemps. La page Site web devant montre la durée à régler (nginx : proxy_read_timeout ; Apache : ProxyTimeout).',
        'Ceux qui passent par là sont déconnectés toutes les minutes environ.',
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
  'web.failed': {
    ...{ part: 'web', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'website' },
    words: {
      en: ({ of }) => [
        `A question to the web part of the server broke (${of('path')}).`,
        'Whoever asked: they see an error once.',
        'If it repeats, send us this line (Copy for support).',
        'The next try usually works.',
      ],
      fr: ({ of }) => [
        `Une demande à la partie web du serveur s’est cassée (${of('path')}).`,
        'Qui demandait : une erreur, une fois.',
        'Si cela se répète, envoyez-nous cette ligne (Copier pour l’assistance).',
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
        'Bridges shows whether its program runs.',
        'It attaches again by itself when its program is back.',
      ],
      fr: ({ host }) => [
        `La passerelle ${host} n’est plus raccordée.`,
        'Ceux qui parlent à travers elle.',
        'La page Passerelles montre si son programme tourne.',
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
        'Copy the secret from Bridges into the settings of the bridge.',
        'It goes on knocking, and stays outside.',
      ],
      fr: ({ host }) => [
        `La passerelle ${host} n’a pas été admise : son secret n’est pas celui du serveur.`,
        'Ceux qui parlent à travers elle.',
        'Copiez le secret de la page Passerelles dans les réglages de la passerelle.',
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
        'Bridges shows how it stands. An update of the bridge often helps.',
        'It may be closed, and comes back by itself.',
      ],
      fr: ({ host, of }) => [
        `La passerelle ${host} a fait quelque chose qui ne lui est pas permis, ou ne marche pas comme il faut (${of('because')}).`,
        'Ceux qui parlent à travers elle.',
        'La page Passerelles montre son état. Une mise à jour de la passerelle aide souvent.',
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
        'If it is yours, give it a right token or password in Programs. If it is not, the door should not be open to the internet.',
        'It stays outside.',
      ],
      fr: ({ from, who }) => [
        `Un programme à ${from} n’a pas été admis à donner des ordres (${who}).`,
        'Seulement ce que fait ce programme : un site web qui crée des comptes, par exemple.',
        'S’il est à vous, donnez-lui un bon jeton ou mot de passe dans Programmes. Sinon, cette porte ne devrait pas être ouverte à Internet.',
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
      'If you did not do this, look at Programs.',
    ],
    ({ of }) => [
      `L’accès d’un programme a été donné ou repris (${of('id')}).`,
      'Personne.',
      'Si ce n’est pas vous, regardez Programmes.',
    ],
  ),
});
