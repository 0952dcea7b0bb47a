/** The firewall in sentences for a terminal, in both languages. Findings' sentences are those of the page (contract/findings). */
import { type DoctorFinding, type Language, wordsOfFinding } from '../contract/findings/index.ts';
import type { BesideName } from '../manager/firewall/besides.ts';
import type { Judged, Verdict } from '../manager/firewall/evaluate.ts';
import type { FirewallState } from '../manager/firewall/firewall.ts';
import type { Flow, FlowReason } from '../manager/firewall/flows.ts';
import type { Ruler } from '../manager/firewall/seen.ts';

type Firewall = Ruler['firewall'];

interface Words {
  readonly ruler: (firewall: Firewall, because: string) => string;
  readonly for: Readonly<Record<FlowReason, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly by: (rule: string) => string;
  readonly from: (networks: string) => string;
  readonly remote: (ports: string) => string;
  readonly besides: (names: string) => string;
  readonly allIn: string;
  readonly nothing: string;
  readonly missing: (count: number) => string;
  readonly ask: (seconds: number) => string;
  readonly nobodySaid: string;
  readonly kept: (files: string) => string;
  readonly forgotten: (names: string, install: string) => string;
  readonly notWritten: (file: string, said: string) => string;
  readonly undone: (count: number) => string;
  readonly fix: string;
  readonly administrator: string;
  readonly notThere: string;
  readonly helperGone: (said: string) => string;
  readonly refused: Readonly<Record<'busy' | 'changed' | 'too-late', string>> & {
    readonly failed: (said: string) => string;
  };
  readonly monitors: (networks: string) => string;
  readonly planOnly: string;
}

export const TEXT: Readonly<Record<Language, Words>> = {
  en: {
    ruler: (firewall, because) =>
      firewall === 'none'
        ? 'No firewall decides here: everybody comes in.'
        : `The firewall here is ${firewall}. (${because})`,
    for: {
      programs: 'chat programs of colleagues',
      web: 'files, invitations, chat in the browser',
      companies: 'servers of other companies',
      calls: 'calls',
      'calls-relay': 'sound and pictures of calls',
      files: 'files from program to program',
      certificate: 'the certificate’s proof',
      monitoring: 'who watches this machine',
      'programs-api': 'programs on other computers',
      'remote-access': 'remote access',
      names: 'names',
      'web-out': 'the web',
    },
    verdicts: { accept: 'open', drop: 'CLOSED', unknown: 'not sure' },
    by: (rule) => `by: ${rule}`,
    from: (networks) => `only from ${networks}`,
    remote: (ports) => `Remote access (port ${ports}) is left as it is, whatever is opened.`,
    besides: (names) => `Beside it there are rules of: ${names}.`,
    allIn: 'All that is needed comes in.',
    nothing: 'Nothing to do: all that is needed comes in.',
    missing: (count) =>
      `${count} ${count === 1 ? 'rule is' : 'rules are'} missing. "chatelaine firewall plan" shows them; "apply" puts them in, and takes them back unless you say "keep".`,
    ask: (seconds) =>
      `The rules are in force. Look whether you still reach this machine, then type "keep" and Enter.\nIn ${seconds} seconds, or if this window is cut off, everything is as it was before.`,
    nobodySaid: 'Nobody said "keep": everything is as it was before.',
    kept: (files) => `Kept.${files ? ` Changed for the next start of this machine: ${files}.` : ''}`,
    forgotten: (names, install) =>
      `After this machine restarts the rules of ${names} are gone: nothing here keeps them. On Debian, "apt install ${install}" does; then apply once more.`,
    notWritten: (file, said) =>
      `The rules are in force, but ${file} could not be written: after this machine restarts they are gone. It said: ${said}`,
    undone: (count) =>
      count === 0 ? 'There is nothing to take back.' : `Taken back: ${count}. All else is as it was.`,
    fix: 'What to do:',
    administrator:
      'Only the administrator of this machine may read its firewall. Run the same with "sudo" before it.',
    notThere: 'On this system Chatelaine knows no firewall.',
    helperGone: (said) => `The part that may change the firewall did not start. ${said}`,
    refused: {
      busy: 'Another change waits to be kept or taken back right now. Nothing was changed.',
      changed: 'Somebody has changed the rules in between. Nothing was changed: look again, then apply.',
      'too-late': 'The time was over: everything is as it was before.',
      failed: (said) => `The firewall did not take it, and everything is as it was before. It said: ${said}`,
    },
    monitors: (networks) =>
      networks === ''
        ? 'Nobody may ask this machine how it is (SNMP).'
        : `May ask this machine how it is (SNMP, udp 161-162): ${networks}.`,
    planOnly:
      'These commands are written after the system’s own documentation and were never run by us. Chatelaine does not apply them here: type them as administrator, and look whether you still reach this machine.',
  },
  fr: {
    ruler: (firewall) =>
      firewall === 'none'
        ? 'Aucun pare-feu ne décide ici : tout le monde entre.'
        : `Le pare-feu d’ici est ${firewall}.`,
    for: {
      programs: 'les applications de chat des collègues',
      web: 'fichiers, invitations, chat dans le navigateur',
      companies: 'les serveurs d’autres entreprises',
      calls: 'les appels',
      'calls-relay': 'le son et l’image des appels',
      files: 'les fichiers d’application à application',
      certificate: 'la preuve pour le certificat',
      monitoring: 'qui surveille cette machine',
      'programs-api': 'les programmes d’autres ordinateurs',
      'remote-access': 'l’accès à distance',
      names: 'les noms',
      'web-out': 'le web',
    },
    verdicts: { accept: 'ouvert', drop: 'FERMÉ', unknown: 'incertain' },
    by: (rule) => `par : ${rule}`,
    from: (networks) => `seulement depuis ${networks}`,
    remote: (ports) => `L’accès à distance (porte ${ports}) reste comme il est, quoi qu’on ouvre.`,
    besides: (names) => `Il y a aussi des règles de : ${names}.`,
    allIn: 'Tout ce qui doit entrer entre.',
    nothing: 'Rien à faire : tout ce qui doit entrer entre.',
    missing: (count) =>
      `${count === 1 ? 'Il manque 1 règle' : `Il manque ${count} règles`}. « chatelaine firewall plan » les montre ; « apply » les met en place, et les retire sauf si vous dites « garder ».`,
    ask: (seconds) =>
      `Les règles sont en vigueur. Vérifier que cette machine est toujours joignable, puis taper « garder » et Entrée.\nDans ${seconds} secondes, ou si cette fenêtre est coupée, tout sera comme avant.`,
    nobodySaid: 'Personne n’a dit « garder » : tout est comme avant.',
    kept: (files) =>
      `Gardé.${files ? ` Modifié pour le prochain démarrage de cette machine : ${files}.` : ''}`,
    forgotten: (names, install) =>
      `Après un redémarrage, les règles de ${names} auront disparu : rien ici ne les conserve. Sous Debian, « apt install ${install} » s’en charge ; puis appliquer encore une fois.`,
    notWritten: (file, said) =>
      `Les règles sont en vigueur, mais ${file} n’a pas pu être écrit : après un redémarrage, elles auront disparu. Le système a dit : ${said}`,
    undone: (count) =>
      count === 0 ? 'Il n’y a rien à retirer.' : `Retiré : ${count}. Tout le reste est comme avant.`,
    fix: 'Que faire :',
    administrator:
      'Seul l’administrateur de cette machine peut lire son pare-feu. Lancer la même commande précédée de « sudo ».',
    notThere: 'Sur ce système, Chatelaine ne connaît aucun pare-feu.',
    helperGone: (said) => `La partie qui peut changer le pare-feu n’a pas démarré. ${said}`,
    refused: {
      busy: 'Un autre changement attend en ce moment d’être gardé ou retiré. Rien n’a été changé.',
      changed:
        'Quelqu’un a changé les règles entre-temps. Rien n’a été changé : regarder à nouveau, puis appliquer.',
      'too-late': 'Le temps était écoulé : tout est comme avant.',
      failed: (said) => `Le pare-feu a refusé, et tout est comme avant. Il a dit : ${said}`,
    },
    monitors: (networks) =>
      networks === ''
        ? 'Personne ne peut demander à cette machine comment elle va (SNMP).'
        : `Peuvent demander à cette machine comment elle va (SNMP, udp 161-162) : ${networks}.`,
    planOnly:
      'Ces commandes suivent la documentation du système ; nous ne les avons jamais exécutées. Chatelaine ne les applique pas ici : les taper en administrateur, et vérifier que cette machine est toujours joignable.',
  },
};

const NAMES: Readonly<Partial<Record<BesideName, string>>> = {
  'iptables-legacy': 'iptables (legacy)',
  docker: 'Docker',
  podman: 'Podman',
  kubernetes: 'Kubernetes',
};

/** The sentence of who rules, a line for each door, and what else is to be told. */
export function statusText(
  state: FirewallState,
  findings: readonly DoctorFinding[],
  language: Language,
): string {
  const words = TEXT[language];
  const { ruler, because, flows, remote, besides, operations } = state;
  const ports = [...new Set(remote.map(({ port }) => port))].join(', ');
  const others = besides.map(({ name }) => NAMES[name] ?? name).join(', ');
  return [
    words.ruler(ruler.firewall, because),
    ...(others ? [words.besides(others)] : []),
    '',
    ...flows.map((one) => flowText(one, language)),
    '',
    ...(ports ? [words.remote(ports)] : []),
    ...findings.flatMap((finding) => [...findingText(finding, language), '']),
    operations.length === 0
      ? flows.every(({ now }) => Object.values(now).every(({ verdict }) => verdict === 'accept'))
        ? words.allIn
        : ''
      : words.missing(operations.length),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
}

/** `tcp 5222   IPv4 open     IPv6 CLOSED  chat programs of colleagues`; under it the rule that decides where it is not open. */
export function flowText(
  { flow, now }: { readonly flow: Flow; readonly now: FirewallState['flows'][number]['now'] },
  language: Language,
): string {
  const words = TEXT[language];
  const { ports, protocol, why, from } = flow;
  const range = ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`;
  const word = (judged: Judged | undefined) => (judged ? words.verdicts[judged.verdict] : '-').padEnd(9);
  const line = `${protocol} ${range.padEnd(12)} IPv4 ${word(now.v4)} IPv6 ${word(now.v6)} ${words.for[why]}`;
  const deciding = [
    ...new Set([now.v4, now.v6].flatMap((one) => (one && one.verdict !== 'accept' ? [one.text] : []))),
  ];
  const notes = [...(from ? [words.from(from.join(', '))] : []), ...deciding.map(words.by)];
  return [line, ...notes.map((text) => `${INDENT}${text}`)].join('\n');
}

const INDENT = ' '.repeat(19);
/** Of which the lines above say all there is. */
const SHOWN_ABOVE = ['firewall.closed', 'firewall.closed-some'];

export function findingText(finding: DoctorFinding, language: Language): string[] {
  const said = wordsOfFinding(finding, language);
  if (!said || SHOWN_ABOVE.includes(finding.code)) return [];
  // Where the sentence names it, once is enough.
  const about = said.cause.includes(finding.subject)
    ? ''
    : `${finding.subject}${language === 'fr' ? ' ' : ''}: `;
  return [`${about}${said.cause}`, said.effect, `${TEXT[language].fix} ${said.fix}`];
}
