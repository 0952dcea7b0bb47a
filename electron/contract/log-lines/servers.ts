/** Lines about other companies’ servers (s2s). */
import { lineKinds, told } from './line.ts';

export const SERVER_TO_SERVER_LINES = lineKinds({
  'servers.trying': told(
    'servers',
    ({ host }) => [`The server calls the one of ${host}.`],
    ({ host }) => [`Le serveur appelle celui de ${host}.`],
  ),
  'servers.open': told(
    'servers',
    ({ host }) => [`The connection with ${host} stands: messages pass.`],
    ({ host }) => [`La liaison avec ${host} est établie : les messages passent.`],
    'ok',
  ),
  'servers.closed': told(
    'servers',
    ({ host }) => [
      `The connection with ${host} ended. Servers close what nobody uses.`,
      'Nobody: the next message opens it anew.',
    ],
    ({ host }) => [
      `La liaison avec ${host} a pris fin. Les serveurs ferment ce qui ne sert pas.`,
      'Personne : le prochain message la rouvre.',
    ],
  ),
  'servers.unreachable': {
    ...{ part: 'servers', outcome: 'failed', level: 'warn', can: 'them', page: 'federation' },
    words: {
      en: ({ host, of }) => [
        `The server of ${host} cannot be reached (${of('reason')}).`,
        `Colleagues who write to ${host}, and only them. A message that cannot be delivered comes back with a note.`,
        `If you expect to reach them, tell the people of ${host}: the trouble is on their side or on the way. Federation, “Try a company”, shows where it stops.`,
        'We go on trying as long as somebody writes to them.',
      ],
      fr: ({ host, of }) => [
        `Le serveur de ${host} ne peut pas être joint (${of('reason')}).`,
        `Les collègues qui écrivent à ${host}, et eux seuls. Un message qui ne peut être remis revient avec un mot.`,
        `Si vous comptez les joindre, prévenez ${host} : le problème est chez eux ou en route. Fédération, « Essayer une entreprise », montre où cela s’arrête.`,
        'Nous continuons d’essayer tant que quelqu’un leur écrit.',
      ],
    },
  },
  'servers.no-name': {
    ...{ part: 'servers', outcome: 'failed', level: 'info', can: 'you', page: 'federation' },
    words: {
      en: ({ host }) => [
        `There is no domain ${host}: most often somebody mistyped an address.`,
        'The person who wrote to it; the message came back.',
        'Look at the address. If it is right, the other company has trouble with its domain.',
        'Nothing is sent.',
      ],
      fr: ({ host }) => [
        `Le domaine ${host} n’existe pas : le plus souvent, une adresse mal tapée.`,
        'La personne qui y a écrit ; le message est revenu.',
        'Regardez l’adresse. Si elle est juste, l’autre entreprise a un problème avec son domaine.',
        'Rien n’est envoyé.',
      ],
    },
  },
  'servers.certificate-bad': {
    ...{ part: 'servers', outcome: 'refused', level: 'warn', can: 'them', page: 'federation' },
    words: {
      en: ({ host, of }) => [
        `The server of ${host} shows a certificate that does not prove who it is (${of('reason')}).`,
        `Colleagues who chat with ${host}: nothing passes until it is mended.`,
        `Tell the people of ${host}. Federation shows exactly what is wrong, to be copied for them. Trust it yourself only if you have asked them by phone.`,
        'It stays shut, and each message comes back.',
      ],
      fr: ({ host, of }) => [
        `Le serveur de ${host} montre un certificat qui ne prouve pas qui il est (${of('reason')}).`,
        `Les collègues qui parlent avec ${host} : rien ne passe tant que ce n’est pas réparé.`,
        `Prévenez ${host} : la page Fédération montre exactement ce qui ne va pas, à copier pour eux. Ne lui faites confiance vous-même qu’après leur avoir téléphoné.`,
        'La liaison reste fermée, et chaque message revient.',
      ],
    },
  },
  'servers.certificate-weak': told(
    'servers',
    ({ host, of }) => [
      `The certificate of ${host} is not good (${of('because')}). We ask their server back instead (dialback), as your settings allow.`,
      'Nobody, if the lines after this one say that the connection stands.',
    ],
    ({ host, of }) => [
      `Le certificat de ${host} n’est pas bon (${of('because')}). Nous rappelons leur serveur pour vérifier (dialback), comme vos réglages le permettent.`,
      'Personne, si les lignes suivantes disent que la liaison est établie.',
    ],
  ),
  'servers.refused': {
    ...{ part: 'servers', outcome: 'refused', level: 'warn', can: 'you', page: 'federation' },
    words: {
      en: ({ host, of }) => [
        `A server that calls itself ${host} could not prove it, or is not allowed here (${of('reason')}).`,
        `Colleagues who chat with ${host}. A name you do not know is most likely nobody’s loss.`,
        'Federation shows this company and what can be done about it.',
        'It stays outside.',
      ],
      fr: ({ host, of }) => [
        `Un serveur qui dit être ${host} n’a pas pu le prouver, ou n’est pas admis ici (${of('reason')}).`,
        `Les collègues qui parlent avec ${host}. Si ce nom ne vous dit rien, il ne manque sans doute à personne.`,
        'La page Fédération montre cette entreprise et ce que l’on peut y faire.',
        'Il reste dehors.',
      ],
    },
  },
  'servers.not-accepted': {
    ...{ part: 'servers', outcome: 'refused', level: 'warn', can: 'them', page: 'federation' },
    words: {
      en: ({ host, of }) => [
        `The server of ${host} did not accept ours (${of('reason')}).`,
        `Colleagues who write to ${host}, and only them: their messages may come back.`,
        `Ask the people of ${host} whether they let your domain in. If many companies refuse, look at your own certificate first.`,
        'We try again when somebody writes to them.',
      ],
      fr: ({ host, of }) => [
        `Le serveur de ${host} n’a pas accepté le nôtre (${of('reason')}).`,
        `Les collègues qui écrivent à ${host}, et eux seuls : leurs messages peuvent revenir.`,
        `Demandez à ${host} si votre domaine y est admis. Si beaucoup d’entreprises refusent, regardez d’abord votre propre certificat.`,
        'Nous réessayons quand quelqu’un leur écrit.',
      ],
    },
  },
  'servers.bounced': {
    ...{ part: 'servers', outcome: 'failed', level: 'warn', can: 'them', page: 'federation' },
    words: {
      en: ({ host, of }) => [
        `Messages to ${host} went back to who wrote them (${of('count')}): their server was not reached.`,
        'Those who wrote: they see that the message was not delivered.',
        `They may write again later. If it lasts, ask the people of ${host}.`,
        'Nothing is lost without a word: each sender was told.',
      ],
      fr: ({ host, of }) => [
        `Des messages pour ${host} sont revenus à leurs auteurs (${of('count')}) : leur serveur n’a pas été joint.`,
        'Ceux qui ont écrit : ils voient que le message n’est pas arrivé.',
        `Ils peuvent réécrire plus tard. Si cela dure, demandez à ${host}.`,
        'Rien n’est perdu sans un mot : chaque auteur est prévenu.',
      ],
    },
  },
  'servers.too-many': {
    ...{ part: 'servers', outcome: 'refused', level: 'warn', can: 'nobody', page: 'federation' },
    words: {
      en: ({ host }) => [
        `${host} opened more connections than one server may.`,
        'Nobody: its other connections go on.',
        'If it repeats and you do not know them, shut them out in Federation.',
        'The extra connections are closed each time.',
      ],
      fr: ({ host }) => [
        `${host} a ouvert plus de liaisons qu’un serveur n’en a droit.`,
        'Personne : ses autres liaisons continuent.',
        'Si cela se répète et que vous ne les connaissez pas, fermez-leur la porte dans Fédération.',
        'Les liaisons en trop sont fermées chaque fois.',
      ],
    },
  },
  'servers.strange': {
    ...{ part: 'servers', outcome: 'refused', level: 'info', can: 'nobody', page: 'federation' },
    words: {
      en: ({ host }) => [
        `The server of ${host} sent something it may not, and it was not passed on.`,
        'Nobody here.',
        'Nothing. If it comes all day from one company, you may shut it out in Federation.',
        'It is refused each time.',
      ],
      fr: ({ host }) => [
        `Le serveur de ${host} a envoyé quelque chose qui ne lui est pas permis, et ce n’est pas passé.`,
        'Personne ici.',
        'Rien. Si cela vient toute la journée d’une même entreprise, vous pouvez lui fermer la porte dans Fédération.',
        'C’est refusé chaque fois.',
      ],
    },
  },
  'servers.other-way': told(
    'servers',
    ({ host }) => [`One way to ${host} did not work, and another one is tried.`],
    ({ host }) => [`Un chemin vers ${host} n’a pas marché, un autre est essayé.`],
  ),
});
