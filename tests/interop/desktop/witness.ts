/**
 * What the server sees of its people, as lines a test waits for; a module of the tests, loaded beside all others.
 *
 * A line is the person, what was done and to whom: `otto bound`, `otto presence lager@conference.office.test/Otto`,
 * `otto archive`, `otto published urn:xmpp:avatar:metadata`.
 */
import { defineModule, type ModuleSpec } from '../../../server/kernel/module.ts';

export interface Witness {
  readonly module: ModuleSpec;
  /** Everything so far, in order. */
  readonly lines: readonly string[];
  /** Takes the next line that matches, whether it came before or comes after the call. */
  sees(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Counts what came so far as taken. */
  forget(): void;
}

export function createWitness(): Witness {
  const lines: string[] = [];
  const taken = new Set<number>();
  const waiting = new Set<() => void>();
  const note = (...words: readonly (string | undefined)[]) => {
    lines.push(words.filter((word) => word !== undefined && word !== '').join(' '));
    for (const look of [...waiting]) look();
  };

  const module = defineModule({
    name: 'witness',
    specs: [],
    setup(ctx) {
      ctx.on('session.bound', 'guard', ({ session }) => note(session.jid.local, 'bound'));
      ctx.on('session.ended', 'guard', ({ session }) => note(session.jid.local, 'ended'));
      ctx.on('presence.sent', 'guard', ({ stanza, from, to }) =>
        note(from.local, 'presence', stanza.attrs.type, to?.toString()),
      );
      ctx.on('message.sent', 'guard', ({ stanza, from, to }) =>
        note(
          from.local,
          'message',
          stanza.attrs.type,
          to.toString(),
          stanza.getChildText('body') ?? undefined,
        ),
      );
      ctx.on('iq.sent', 'guard', ({ stanza, from, to }) => {
        const [payload] = stanza.getChildElements();
        note(from.local, stanza.attrs.type, to.toString(), payload?.getNS(), payload?.attrs.node);
      });
      ctx.on('archive.read', 'guard', ({ session, ids }) =>
        note(session.jid.local, 'archive', `${ids.length}`),
      );
      ctx.on('personal.published', 'guard', ({ account, node }) => note(account.local, 'published', node));
    },
  });

  return {
    module,
    lines,
    forget: () => lines.forEach((_, n) => void taken.add(n)),
    sees(pattern, timeoutMs = 30_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const at = lines.findIndex((line, n) => !taken.has(n) && pattern.test(line));
          if (at < 0) return;
          taken.add(at);
          end();
          resolve(lines[at]!);
        };
        const end = () => {
          waiting.delete(look);
          clearTimeout(timer);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`The server never saw ${pattern}. It saw:\n  ${lines.join('\n  ')}`));
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
  };
}
