/**
 * Tasks between a log-in and its success (XEP-0388 §2.6.3): here, new keys for an account that lacks them (XEP-0480).
 *
 * ```
 *   <continue/> ──next──▶ salt sent ──hash──▶ the next task's <continue/>, or over
 * ```
 */
import { Element } from 'ltx';
import type { SaslCondition, UpgradeTask } from './sasl.ts';
import { decodeBase64, encodeBase64 } from './stream-sasl.ts';
import { NS_SASL2 } from './stream-sasl2.ts';

const NS_SCRAM_UPGRADE = 'urn:xmpp:scram-upgrade:0';

export type TaskStep =
  | { readonly is: 'going on'; readonly element: Element }
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly condition: SaslCondition };

export interface Tasks {
  /** The first request; `data` is what SASL had to say with its success. */
  begin(data: Element | undefined): Element;
  take(element: Element): Promise<TaskStep>;
}

const failed = (condition: SaslCondition): TaskStep => ({ is: 'failed', condition });

/** One after the other; never none. */
export function createTasks(tasks: readonly UpgradeTask[]): Tasks {
  let at = 0;
  let salted = false;

  /** XEP-0480 §2.2: a <continue/> "MUST contain a single task". */
  function request(data?: Element): Element {
    const element = new Element('continue', { xmlns: NS_SASL2 });
    if (data) element.cnode(data);
    element.c('tasks').c('task').t(tasks[at]!.name);
    return element;
  }

  function saltOf({ salt, iterations }: UpgradeTask): Element {
    const element = new Element('task-data', { xmlns: NS_SASL2 });
    element.c('salt', { xmlns: NS_SCRAM_UPGRADE, iterations }).t(encodeBase64(salt));
    return element;
  }

  return {
    begin: request,
    async take(element) {
      const task = tasks[at]!;
      if (!salted) {
        // XEP-0388 §2.6.3: "Clients respond with a <next/> element, which has a single mandatory attribute of "task"".
        if (element.getName() !== 'next' || element.attrs.task !== task.name)
          return failed('malformed-request');
        salted = true;
        return { is: 'going on', element: saltOf(task) };
      }
      // XEP-0480 §3: "The <hash/> element MUST NOT be empty and is contained within a <task-data/> wrapper element".
      const hash =
        element.getName() === 'task-data' ? element.getChildText('hash', NS_SCRAM_UPGRADE) : undefined;
      if (!hash) return failed('malformed-request');
      const data = decodeBase64(hash);
      if (!data) return failed('incorrect-encoding');
      if (!(await task.finish(data))) return failed('malformed-request');
      at += 1;
      salted = false;
      return at < tasks.length ? { is: 'going on', element: request() } : { is: 'done' };
    },
  };
}
