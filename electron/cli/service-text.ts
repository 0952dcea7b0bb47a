/** How it stands with the service, in a few lines, in both languages. */
import type { Language } from '../contract/findings/finding.ts';
import type { MachineServiceState } from '../contract/machine-service.ts';

type Installed = NonNullable<MachineServiceState['installed']>;

const WORDS = {
  en: {
    none: 'Chatelaine is not a service here: it ends when its window is closed, or its account logs out.',
    byHand: 'To change that:',
    states: {
      running: 'Chatelaine runs as a service.',
      waiting: 'The service is being started.',
      stopped: 'Chatelaine is a service here, and it is stopped. To start it: systemctl start chatelaine',
      failed: 'Chatelaine is a service here, and it does not start. Its last words: journalctl -u chatelaine',
      unknown: 'Chatelaine is a service here; how it does is not known.',
    } satisfies Record<Installed['state'], string>,
    starts: 'It starts with the computer.',
    startsNot: 'It does not start with the computer: systemctl enable chatelaine',
    facts: { file: 'Definition', account: 'Account', folder: 'Data folder' },
    other: 'It serves another data folder:',
    noKeeper:
      'Nothing we know starts programs on this computer. "chatelaine service install --print --for supervisord" writes a definition.',
  },
  fr: {
    none: 'Chatelaine n’est pas un service ici : il s’arrête avec sa fenêtre, ou quand son compte se déconnecte.',
    byHand: 'Pour changer cela :',
    states: {
      running: 'Chatelaine tourne comme service.',
      waiting: 'Le service démarre.',
      stopped:
        'Chatelaine est un service ici, et il est arrêté. Pour le démarrer : systemctl start chatelaine',
      failed:
        'Chatelaine est un service ici, et il ne démarre pas. Ses dernières lignes : journalctl -u chatelaine',
      unknown: 'Chatelaine est un service ici ; on ne sait pas comment il va.',
    },
    starts: 'Il démarre avec l’ordinateur.',
    startsNot: 'Il ne démarre pas avec l’ordinateur : systemctl enable chatelaine',
    facts: { file: 'Définition', account: 'Compte', folder: 'Dossier de données' },
    other: 'Il sert un autre dossier de données :',
    noKeeper:
      'Rien que nous connaissions ne démarre des programmes sur cet ordinateur. « chatelaine service install --print --for supervisord » écrit une définition.',
  },
} as const;

export function serviceText(state: MachineServiceState, language: Language): string {
  const words = WORDS[language];
  const { installed, account, dataDir, commands, hindrance } = state;
  if (!installed) {
    const how =
      hindrance === 'no-keeper'
        ? [words.noKeeper]
        : [words.byHand, ...commands.install.map((each) => `  ${each}`)];
    return `${[words.none, ...how].join('\n')}\n`;
  }
  const facts = [
    [words.facts.file, installed.file],
    [words.facts.account, account],
    [words.facts.folder, installed.otherFolder ?? dataDir],
  ].map(([name, value]) => `  ${name}: ${value}`);
  return `${[
    words.states[installed.state],
    installed.starts ? words.starts : words.startsNot,
    ...(installed.otherFolder === null ? [] : [words.other]),
    ...facts,
  ].join('\n')}\n`;
}
