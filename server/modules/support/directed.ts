/** Addresses a session showed itself to beyond its subscribers (RFC 6121 §4.6); presence.ts writes it, blocking reads it. */
import type { SessionStateKey } from '../../kernel/session.ts';

/** Not `ctx.sessionState`, which is one module's own. */
export const DIRECTED: SessionStateKey<string[]> = { name: 'presence.directed', initial: () => [] };
