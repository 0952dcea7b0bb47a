/** The recipe of each program. */
import type { ClientProgram } from '../../../contract/client-setup.ts';
import type { AccountWish, Recipe, TrustFacts } from '../recipe.ts';
import { dino } from './dino.ts';
import { gajim } from './gajim.ts';
import { pidgin } from './pidgin.ts';
import { profanity } from './profanity.ts';
import { psi } from './psi.ts';

const RECIPES: Readonly<Record<ClientProgram, (wish: AccountWish, trust: TrustFacts | null) => Recipe>> = {
  ...{ gajim, pidgin, dino, psi, profanity },
};

/** What is written for this account. Pure. */
export const recipeFor = (program: ClientProgram, wish: AccountWish, trust: TrustFacts | null): Recipe =>
  RECIPES[program](wish, trust);
