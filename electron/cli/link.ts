/** `chatelaine link`: a one-time link to the pages of the Chatelaine that runs here; how one gets in without the password. */
import { dataFolder } from '../manager/data-folder.ts';
import { ring } from '../manager/doorbell.ts';
import { readCommon, say, tell, usage } from './access-command.ts';
import { LINK } from './manuals/link.ts';

const TEXT = {
  en: {
    window: 'Chatelaine is open in its window here: it needs no link.',
    nobody: 'Chatelaine does not run here. "chatelaine" starts it.',
    works: 'It works once, for ten minutes.',
  },
  fr: {
    window: 'Chatelaine est ouverte dans sa fenêtre, ici : aucun lien n’est nécessaire.',
    nobody: 'Chatelaine n’est pas en marche ici. « chatelaine » la démarre.',
    works: 'Il sert une fois, pendant dix minutes.',
  },
} as const;

export async function link(args: readonly string[]): Promise<number> {
  const asked = readCommon(args, LINK.options);
  if (typeof asked === 'string') return usage(asked, 'link');
  const words = TEXT[asked.language];
  const running = await ring(dataFolder(asked.data));
  if (asked.json) say(JSON.stringify({ url: running?.url ?? null, face: running?.face ?? null }));
  else if (running?.url) say(running.url);
  if (running?.url) {
    // The address alone goes to standard output, for scripts.
    if (!asked.json) tell(words.works);
    return 0;
  }
  if (!asked.json) tell(running ? words.window : words.nobody);
  return 1;
}
