/** What the doctor found, for a terminal and for programs. The sentences are those of the page (contract/findings). */
import { type DoctorFinding, type Language, wordsOfFinding } from '../contract/findings/index.ts';
import type { Diagnosis, Topic } from '../manager/doctor/registry.ts';

const TEXT = {
  en: {
    marks: { broken: 'BROKEN ', warning: 'warning', info: 'note   ' },
    fix: 'What to do:',
    effects: 'Follows from it:',
    fine: (topics: string) => `Nothing wrong: ${topics}.`,
    partly: (topics: string) => `Nothing wrong, as far as it could be checked: ${topics}.`,
    notChecked: (codes: string) => `Not checked: ${codes}.`,
    topics: { dns: 'names (DNS)', certificate: 'certificate', ports: 'ports', protocol: 'protocol' },
    codes: {
      dns: 'names (no name server and no resolver answers: is this computer on the internet?)',
      certificate: 'certificate (there is no door that answers)',
      ports: 'ports (there is no address to knock at)',
      'ports.firewall':
        'the firewall of this computer (only its administrator may read it: run with "sudo" before it)',
      'ports.outside':
        'ports as people outside find them (this computer cannot see itself from there: "chatelaine reach" has ways)',
      protocol: 'protocol (there is no door that answers)',
      'dns.zone-servers': 'the domain’s own name servers (none of them can be asked from here)',
      'dns.resolvers': 'what the world sees (no public resolver can be asked from here)',
      'dns.ipv6': 'name servers over IPv6 (this computer has none)',
      'dns.lines': 'some lines of the plan (nobody gives an answer for them)',
      'certificate.doors': 'the certificate at some doors (nobody answers there)',
      'protocol.clients': 'the door for apps (nobody answers)',
      'protocol.servers': 'the door for other servers (nobody answers)',
    },
  },
  fr: {
    marks: { broken: 'CASSÉ  ', warning: 'alerte ', info: 'note   ' },
    fix: 'Que faire :',
    effects: 'En découle :',
    fine: (topics: string) => `Rien à signaler : ${topics}.`,
    partly: (topics: string) => `Rien à signaler dans ce qui a pu être vérifié : ${topics}.`,
    notChecked: (codes: string) => `Non vérifié : ${codes}.`,
    topics: { dns: 'noms (DNS)', certificate: 'certificat', ports: 'ports', protocol: 'protocole' },
    codes: {
      dns: 'noms (aucun serveur de noms ni résolveur ne répond : cet ordinateur est-il relié à Internet ?)',
      certificate: 'certificat (aucune porte ne répond)',
      ports: 'ports (il n’y a pas d’adresse où frapper)',
      'ports.firewall':
        'le pare-feu de cet ordinateur (seul son administrateur peut le lire : lancer avec « sudo » devant)',
      'ports.outside':
        'les ports vus de l’extérieur (cet ordinateur ne peut pas s’y voir : « chatelaine reach » en donne le moyen)',
      protocol: 'protocole (aucune porte ne répond)',
      'dns.zone-servers': 'les serveurs de noms du domaine (aucun n’est joignable d’ici)',
      'dns.resolvers': 'ce que voit le reste du monde (aucun résolveur public n’est joignable d’ici)',
      'dns.ipv6': 'les serveurs de noms en IPv6 (cet ordinateur n’en a pas)',
      'dns.lines': 'certaines lignes du plan (personne ne donne de réponse à leur sujet)',
      'certificate.doors': 'le certificat à certaines portes (personne n’y répond)',
      'protocol.clients': 'la porte des applications (personne ne répond)',
      'protocol.servers': 'la porte des autres serveurs (personne ne répond)',
    },
  },
} as const;

/** Where findings are called otherwise than their topic. */
const TOPIC_OF: Readonly<Record<string, string>> = { reach: 'ports' };

const INDENT = ' '.repeat(9);
const WIDTH = 96;

/** Wrapped, each line under the first. */
function block(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT.length + line.length + 1 + word.length > WIDTH) {
      lines.push(INDENT + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, INDENT + line].join('\n');
}

export function doctorText(
  { domain, findings, notChecked }: Diagnosis,
  only: readonly Topic[],
  language: Language,
): string {
  const words = TEXT[language];
  const roots = findings.filter(({ dependsOn }) => dependsOn === null);
  const parts = roots.map((root) => {
    const said = wordsOfFinding(root, language);
    const effects = findings.filter(({ dependsOn }) => dependsOn === root.code);
    const subjects = [...new Set(effects.map(({ subject }) => subject))].join(', ');
    const lines = [
      `${words.marks[root.severity]}  ${root.subject}  (${root.code})`,
      ...(said ? [block(said.cause), block(said.effect), block(`${words.fix} ${said.fix}`)] : []),
      ...(effects.length > 0 ? [block(`${words.effects} ${subjects}`)] : []),
    ];
    return lines.join('\n');
  });
  const touched = new Set(
    findings.map(({ code }) => {
      const area = code.slice(0, code.indexOf('.'));
      return TOPIC_OF[area] ?? area;
    }),
  );
  const skipped = new Set(notChecked);
  const untouched = only.filter((topic) => !touched.has(topic) && !skipped.has(topic));
  const isWhole = (topic: Topic) => !notChecked.some((code) => code.startsWith(`${topic}.`));
  const named = (topics: readonly Topic[]) => topics.map((topic) => words.topics[topic]).join(', ');
  const [fine, partly] = [untouched.filter(isWhole), untouched.filter((topic) => !isWhole(topic))];
  const codes = notChecked.map((code) => (words.codes as Record<string, string>)[code] ?? code);
  const ends = [
    ...(fine.length > 0 ? [words.fine(named(fine))] : []),
    ...(partly.length > 0 ? [words.partly(named(partly))] : []),
    ...(codes.length > 0 ? [words.notChecked(codes.join(language === 'fr' ? ' ; ' : '; '))] : []),
  ];
  return `${[domain, ...parts, ends.join('\n')].filter(Boolean).join('\n\n')}\n`;
}

const asJson = (finding: DoctorFinding, language: Language) => {
  const { code, severity, subject, who, dependsOn } = finding;
  const { cause = '', effect = '', fix = '' } = wordsOfFinding(finding, language) ?? {};
  return { code, severity, subject, cause, effect, fix, who, dependsOn };
};

export const doctorJson = ({ domain, findings, notChecked }: Diagnosis, language: Language) => ({
  domain,
  findings: findings.map((finding) => asJson(finding, language)),
  notChecked,
});
