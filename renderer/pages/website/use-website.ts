/** What is chosen on the page, the files for it, and putting it in force. */
import { useLingui } from '@lingui/react';
import { useEffect, useState } from 'react';
import type { FaceProblem, SiteFile, WebsiteFront, WebsiteState } from '../../api/types.ts';
import { toProblem, useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export const isSame = (one: WebsiteFront | null, other: WebsiteFront | null): boolean =>
  one?.program === other?.program && one?.name === other?.name && one?.machine === other?.machine;

/** Those for what is chosen now; the old ones stay until the new ones are here. */
export function useFiles(front: WebsiteFront): { files: SiteFile[] | null; problem: FaceProblem | null } {
  const { connection } = useStores();
  const [files, setFiles] = useState<SiteFile[] | null>(null);
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  const { program, name, machine } = front;
  const { i18n } = useLingui();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  useEffect(() => {
    // Chosen, and not typed yet.
    if (machine === '' || name === '') return undefined;
    let left = false;
    connection
      .client()
      .website.files({ program, name, machine, language })
      .then(
        (found) => {
          if (left) return;
          setFiles(found);
          setProblem(null);
        },
        (error: unknown) => {
          if (!left) setProblem(toProblem(error));
        },
      );
    return () => {
      left = true;
    };
  }, [connection, program, name, machine, language]);
  return { files, problem };
}

/** Puts it in force, with its toast and the way back. */
export function useUse(state: WebsiteState) {
  const { connection, website, toasts } = useStores();
  const set = useAction(async (front: WebsiteFront | null) => {
    website.replace(await connection.client().website.use({ front }));
    return true;
  });
  return {
    busy: set.busy,
    problem: set.problem,
    /** What was refused is about to be another. */
    forget: set.reset,
    async use(front: WebsiteFront | null, said: string): Promise<void> {
      const before = state.inUse;
      if (await set.run(front)) toasts.show(said, async () => void (await set.run(before)));
    },
  };
}
