/**
 * Chooses language or theme: seen at once, then kept by the manager; put back when it refuses.
 */
import { useCallback } from 'react';
import type { FaceProblem } from '../api/types.ts';
import type { AppearanceChoice } from '../stores/appearance.ts';
import { toProblem } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';

export function useChoose(): (choice: Partial<AppearanceChoice>) => Promise<FaceProblem | null> {
  const { appearance, connection, settings } = useStores();
  return useCallback(
    async (choice) => {
      const before = appearance.store.getState();
      appearance.set(choice);
      try {
        await connection.client().settings.set(choice);
        await settings.load();
        return null;
      } catch (error) {
        const problem = toProblem(error);
        // Without a line the choice stays in this window; a refusal puts the old one back.
        if (problem.code !== 'connection.lost') appearance.set(before);
        return problem;
      }
    },
    [appearance, connection, settings],
  );
}
