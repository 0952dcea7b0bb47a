/**
 * What each provider's form asks for, where its token is made, and with which rights: the least that does. Data.
 * Both languages are here, since the page and the command line show them alike; names of their pages are their own words.
 */
import type {
  BothLanguages,
  ProviderField,
  ProviderForm,
  ProviderId,
} from '../../../contract/dns-providers.ts';

const both = (en: string, fr: string): BothLanguages => ({ en, fr });
const NO_HINT = both('', '');

const field = (name: string, label: BothLanguages, more: Partial<ProviderField> = {}): ProviderField => ({
  ...{ name, label, hint: NO_HINT, kind: 'text', choices: [], value: '', optional: false },
  ...more,
});

const token = (label: BothLanguages): ProviderField => field('token', label, { kind: 'secret' });
const TOKEN = both('Token', 'Jeton');
const COPY = both(
  'Copy the token at once: it is shown only this time.',
  'Copiez le jeton aussitôt : il n’est montré que cette fois.',
);

/** @param domain the office's, so that rights can name it. */
export const providerForms = (domain: string): readonly ProviderForm[] => [
  {
    ...{ id: 'ovh', name: 'OVHcloud' },
    link: ovhLink(domain),
    fields: [
      field('endpoint', both('Your account is with', 'Votre compte est chez'), {
        kind: 'choice',
        value: 'ovh-eu',
        choices: [
          { value: 'ovh-eu', label: both('OVHcloud Europe', 'OVHcloud Europe') },
          { value: 'ovh-ca', label: both('OVHcloud Canada', 'OVHcloud Canada') },
          { value: 'ovh-us', label: both('OVHcloud US', 'OVHcloud US') },
        ],
      }),
      field('applicationKey', both('Application key', 'Application key')),
      field('applicationSecret', both('Application secret', 'Application secret'), { kind: 'secret' }),
      field('consumerKey', both('Consumer key', 'Consumer key'), { kind: 'secret' }),
    ],
    steps: [
      both(
        'Open the page above and log in as usual. The rights are filled in already.',
        'Ouvrez la page ci-dessus et connectez-vous comme d’habitude. Les droits sont déjà remplis.',
      ),
      both(
        'Give it a name, such as Chatelaine, and choose “Unlimited” under Validity.',
        'Donnez-lui un nom, par exemple Chatelaine, et choisissez « Unlimited » sous Validity.',
      ),
      both(
        'Create the keys, and copy the three values that are shown.',
        'Créez les clés, puis copiez les trois valeurs affichées.',
      ),
    ],
    rights: ovhRights(domain),
  },
  {
    ...{ id: 'gandi', name: 'Gandi', link: 'https://admin.gandi.net/organizations/account/pat' },
    fields: [token(both('Personal access token', 'Jeton d’accès personnel (PAT)'))],
    steps: [
      both(
        'In your Gandi account, open “Personal Access Token” and create one for the organisation that has the domain.',
        'Dans votre compte Gandi, ouvrez « Jeton d’accès personnel » et créez-en un pour l’organisation qui possède le domaine.',
      ),
      both(
        `Restrict it to ${domain}, and give it only the right below. “See and renew domain names” comes with it.`,
        `Limitez-le à ${domain}, et ne lui donnez que le droit ci-dessous. « Voir et renouveler les noms de domaine » va avec.`,
      ),
      COPY,
    ],
    rights: ['Manage domain name technical configurations'],
  },
  {
    ...{ id: 'cloudflare', name: 'Cloudflare', link: 'https://dash.cloudflare.com/profile/api-tokens' },
    fields: [token(both('API token', 'Jeton d’API'))],
    steps: [
      both(
        'Choose “Create Token”, then the template “Edit zone DNS”.',
        'Choisissez « Create Token », puis le modèle « Edit zone DNS ».',
      ),
      both(
        `Under “Zone Resources” choose Include, Specific zone, ${domain}. The “Global API Key” is not needed: it could do everything.`,
        `Sous « Zone Resources », choisissez Include, Specific zone, ${domain}. La « Global API Key » n’est pas nécessaire : elle pourrait tout faire.`,
      ),
      COPY,
    ],
    rights: ['Zone – DNS – Edit', 'Zone – Zone – Read'],
  },
  {
    ...{ id: 'hetzner', name: 'Hetzner', link: 'https://console.hetzner.com/projects' },
    fields: [token(both('API token', 'Jeton d’API'))],
    steps: [
      both(
        'In the Hetzner Console, open the project that has the domain’s zone, then Security, API tokens.',
        'Dans la console Hetzner, ouvrez le projet qui contient la zone du domaine, puis Security, API tokens.',
      ),
      both(
        'Generate a token with “Read & Write”. It can change all of its project, so a project with nothing but the zone is best.',
        'Créez un jeton « Read & Write ». Il peut modifier tout son projet : un projet ne contenant que la zone est préférable.',
      ),
      both(
        'A zone that is still at dns.hetzner.com has to be moved to the Console first; Hetzner’s page there does it.',
        'Une zone restée sur dns.hetzner.com doit d’abord être déplacée vers la console ; la page de Hetzner le propose.',
      ),
      COPY,
    ],
    rights: ['Read & Write'],
  },
  {
    ...{ id: 'desec', name: 'deSEC', link: 'https://desec.io/tokens' },
    fields: [token(TOKEN)],
    steps: [
      both(
        'Open “Token management” and create a token. It needs neither the right to create domains nor to manage tokens.',
        'Ouvrez « Token management » et créez un jeton. Il n’a besoin ni du droit de créer des domaines, ni de celui de gérer les jetons.',
      ),
      both(
        `If you like, restrict it with a policy to ${domain}.`,
        `Si vous le souhaitez, limitez-le par une « policy » à ${domain}.`,
      ),
      COPY,
    ],
    rights: [`perm_write: ${domain}`],
  },
  {
    ...{ id: 'rfc2136', name: 'RFC 2136', link: null },
    fields: [
      field('server', both('Name server', 'Serveur de noms'), {
        hint: both(
          'The primary one: a name or an address, with :port if it is not 53.',
          'Le primaire : un nom ou une adresse, suivi de :port si ce n’est pas 53.',
        ),
      }),
      field('zone', both('Zone', 'Zone'), { value: domain }),
      field('keyName', both('Name of the key', 'Nom de la clé')),
      field('algorithm', both('Algorithm', 'Algorithme'), {
        kind: 'choice',
        value: 'hmac-sha256',
        choices: ['hmac-sha256', 'hmac-sha512'].map((value) => ({ value, label: both(value, value) })),
      }),
      field('secret', both('Secret', 'Secret'), {
        kind: 'secret',
        hint: both('As the key file has it (Base64).', 'Tel qu’il est dans le fichier de clé (Base64).'),
      }),
    ],
    steps: [
      both(
        'For a name server you or your technician run (BIND, Knot, PowerDNS), or a provider that takes “dynamic updates”.',
        'Pour un serveur de noms que vous ou votre technicien exploitez (BIND, Knot, PowerDNS), ou un hébergeur qui accepte les « mises à jour dynamiques ».',
      ),
      both(
        'With BIND: “tsig-keygen chatelaine” prints a key; put it into named.conf, and the lines below into the zone.',
        'Avec BIND : « tsig-keygen chatelaine » affiche une clé ; mettez-la dans named.conf, et les lignes ci-dessous dans la zone.',
      ),
    ],
    rights: ['update-policy { grant chatelaine zonesub ANY; };'],
  },
];

/** A line for each method and path the application may ask for. */
const ovhRights = (domain: string): string[] => [
  'GET /domain/zone',
  ...['GET', 'POST', 'PUT', 'DELETE'].map((method) => `${method} /domain/zone/${domain}/*`),
];

/** Their page takes the rights from its address. */
const ovhLink = (domain: string): string =>
  `https://api.ovh.com/createToken/?${ovhRights(domain)
    .map((line) => line.replace(' ', '='))
    .join('&')}`;

export const providerName = (id: ProviderId): string =>
  providerForms('').find((form) => form.id === id)?.name ?? id;
