/** Puts the engine together: the same for a service of its own and for accounts (XEP-0060, XEP-0163). */
import type { ModuleContext } from '../../kernel/module.ts';
import type { Engine, Told } from './call.ts';
import type { Interests } from './interests.ts';
import { createNodes } from './nodes.ts';
import { createNotifier } from './notifier.ts';
import { createRecipients } from './recipients.ts';
import { createStandings } from './standing.ts';

export interface EngineParts {
  readonly ctx: ModuleContext;
  readonly interests?: Interests;
  readonly told?: Told;
}

const NOBODY: Told = { published: () => {}, retracted: () => {} };

export function createEngine({ ctx, interests, told = NOBODY }: EngineParts): Engine {
  const nodes = createNodes(ctx);
  const standings = createStandings(ctx);
  const recipientsOf = createRecipients({ ctx, standings, interests });
  const notifier = createNotifier({ ctx, nodes, standings, recipientsOf });
  const over = (count: number, limit: number) => ctx.server.limited && count > limit;
  return { ctx, nodes, standings, notifier, told, over };
}
