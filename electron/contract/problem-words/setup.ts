/** The set-up, the office’s domains and the ports it listens on. */
import type { ProblemData } from '../errors.ts';
import { type ProblemWords, problemRows } from './words.ts';

export const SETUP_PROBLEMS = problemRows<`setup.${string}` | `domain.${string}` | `port.${string}`>({
  'setup.not-done': () => ({
    what: { en: 'The server is not set up yet.', fr: 'Le serveur n’est pas encore en service.' },
    next: { en: 'Go through the set-up first.', fr: 'Faites d’abord la mise en service.' },
  }),
  'setup.already-done': () => ({
    what: { en: 'The server is set up already.', fr: 'Le serveur est déjà en service.' },
    next: { en: 'Go to Home: everything is there.', fr: 'Allez sur l’Accueil : tout y est.' },
  }),
  'setup.password-needed': () => ({
    what: {
      en: 'The administrator’s password was kept in memory only and is gone since Chatelaine was started again.',
      fr: 'Le mot de passe d’administration n’était gardé qu’en mémoire ; il a disparu au redémarrage de Chatelaine.',
    },
    next: {
      en: 'Choose it again on the page “Administrator”.',
      fr: 'Choisissez-le de nouveau à la page « Administration ».',
    },
  }),
  'domain.invalid': (data) => domainWords(data),
  'domain.refused': (data) => refusedDomainWords(data),
  'port.in-use': ({ port, by }) => ({
    what: by
      ? {
          en: `Another program, ${by}, already listens on port ${port}.`,
          fr: `Un autre programme, ${by}, écoute déjà sur le port ${port}.`,
        }
      : {
          en: `Another program already listens on port ${port}.`,
          fr: `Un autre programme écoute déjà sur le port ${port}.`,
        },
    next: {
      en: 'Close that program, or choose another port under “Ports” on the page “Address”.',
      fr: 'Fermez ce programme, ou choisissez un autre port sous « Ports » à la page « Adresse ».',
    },
  }),
  'port.forbidden': ({ port }) => ({
    what: {
      en: `This computer does not allow Chatelaine to listen on port ${port}.`,
      fr: `Cet ordinateur ne permet pas à Chatelaine d’écouter sur le port ${port}.`,
    },
    next: { en: 'Choose a port above 1024.', fr: 'Choisissez un port au-dessus de 1024.' },
  }),
});

function domainWords({ value, reason, suggestion }: ProblemData<'domain.invalid'>): ProblemWords {
  const next = suggestion
    ? { en: `Did you mean ${suggestion}?`, fr: `Vouliez-vous dire ${suggestion} ?` }
    : { en: 'It looks like fabrik-martin.example.', fr: 'Il ressemble à fabrik-martin.example.' };
  switch (reason) {
    case 'empty':
      return {
        what: { en: 'The address is missing.', fr: 'L’adresse manque.' },
        next: {
          en: 'Type your company’s domain, such as fabrik-martin.example.',
          fr: 'Saisissez le domaine de votre entreprise, comme fabrik-martin.example.',
        },
      };
    case 'url':
      return {
        what: {
          en: 'This is the address of a page. Only the domain in it is needed.',
          fr: 'C’est l’adresse d’une page. Seul son domaine est utile.',
        },
        next,
      };
    case 'email':
      return {
        what: {
          en: 'This is one person’s address. Only the part after the @ is needed.',
          fr: 'C’est l’adresse d’une personne. Seule la partie après le @ est utile.',
        },
        next,
      };
    case 'no-dot':
      return {
        what: {
          en: `“${value}” has no ending such as .com or .fr.`,
          fr: `« ${value} » n’a pas de terminaison comme .com ou .fr.`,
        },
        next,
      };
    case 'label':
      return {
        what: {
          en: `“${value}” has characters that no domain can have, or a space.`,
          fr: `« ${value} » contient des caractères interdits dans un domaine, ou une espace.`,
        },
        next,
      };
    case 'too-long':
      return {
        what: { en: 'This is longer than a domain can be.', fr: 'C’est trop long pour un domaine.' },
        next,
      };
    case 'public-suffix':
      return {
        what: {
          en: `“${value}” is an ending that many share. Nobody owns it alone.`,
          fr: `« ${value} » est une terminaison que beaucoup partagent. Personne ne la possède seul.`,
        },
        next,
      };
    case 'ip-address':
      return {
        what: {
          en: 'This is a computer’s number, not a domain.',
          fr: 'C’est le numéro d’un ordinateur, pas un domaine.',
        },
        next,
      };
  }
}

function refusedDomainWords({ domain, reason }: ProblemData<'domain.refused'>): ProblemWords {
  switch (reason) {
    case 'served':
      return {
        what: { en: `The office has ${domain} already.`, fr: `${domain} est déjà un domaine du bureau.` },
        next: { en: 'There is nothing to do.', fr: 'Il n’y a rien à faire.' },
      };
    case 'service':
      return {
        what: {
          en: `The name ${domain} already belongs to a service of this office: rooms, files or the server itself.`,
          fr: `Le nom ${domain} est déjà celui d’un service de ce bureau : les salons, les fichiers ou le serveur.`,
        },
        next: {
          en: 'Choose a domain that is used for nothing else.',
          fr: 'Choisissez un domaine qui ne sert à rien d’autre.',
        },
      };
    case 'main':
      return {
        what: {
          en: `The office’s first domain, ${domain}, cannot be taken away.`,
          fr: `Le premier domaine du bureau, ${domain}, ne peut pas être retiré.`,
        },
        next: {
          en: 'For another first domain, set up another Chatelaine and move over.',
          fr: 'Pour changer de premier domaine, installez un autre Chatelaine et déménagez.',
        },
      };
    case 'unknown':
      return {
        what: {
          en: `${domain} is not a domain of this office.`,
          fr: `${domain} n’est pas un domaine de ce bureau.`,
        },
        next: {
          en: 'Look at the list of domains: somebody may have changed it.',
          fr: 'Regardez la liste des domaines : elle a peut-être été modifiée.',
        },
      };
    case 'too-many':
      return {
        what: {
          en: 'The office has as many domains as one server can look after.',
          fr: 'Le bureau a autant de domaines qu’un serveur peut en gérer.',
        },
        next: { en: 'Take one away first.', fr: 'Retirez-en un d’abord.' },
      };
    case 'lan':
      return {
        what: {
          en: 'This office is on its own network only, where there is one name.',
          fr: 'Ce bureau ne fonctionne que sur son propre réseau, où il n’y a qu’un nom.',
        },
        next: {
          en: 'Set up Chatelaine with a domain of your own for this.',
          fr: 'Pour cela, installez Chatelaine avec un domaine à vous.',
        },
      };
  }
}
