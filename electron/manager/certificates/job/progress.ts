/** How far each name of the order under way is; in memory, since a resumed order tells it again. */
import type { AcmeProgress } from '../../../contract/acme.ts';
import type { NameProgress } from '../../../contract/certificates.ts';

export interface OrderProgress {
  readonly names: readonly NameProgress[];
  clear(names: readonly string[]): void;
  on(progress: AcmeProgress): void;
}

/** One line for an expert. */
export function lineOf(progress: AcmeProgress): string {
  switch (progress.step) {
    case 'ordered':
      return `order ${progress.resumed ? 'taken up again' : 'placed'}: ${progress.names.join(' ')}`;
    case 'name':
      return `${progress.name}: ${progress.state}${progress.way ? ` (${progress.way})` : ''}`;
    default:
      return progress.step;
  }
}

export function createOrderProgress(): OrderProgress {
  let names: NameProgress[] = [];
  const fresh = (name: string): NameProgress => ({
    ...{ name, way: null, state: 'waiting', record: null, lookedAt: null },
  });
  return {
    get names() {
      return names;
    },
    clear: (wanted) => {
      names = wanted.map(fresh);
    },
    on(progress) {
      if (progress.step === 'ordered') names = progress.names.map(fresh);
      if (progress.step !== 'name') return;
      const { name, way, state } = progress;
      const known = names.some((one) => one.name === name) ? names : [...names, fresh(name)];
      names = known.map((one) => (one.name === name ? { ...one, way, state } : one));
    },
  };
}
