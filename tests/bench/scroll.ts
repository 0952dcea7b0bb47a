/**
 * Ten million lines on the page Logs, scrolled by wheel and scrollbar for ten seconds while Chromium records a trace:
 * `node tests/bench/scroll.ts [SECONDS] [TRACE.json]`. No frame may take longer than 50 ms.
 *
 * Two measures: the time between two frames as the page itself sees it, which other programs of the machine make longer; and what
 * the page's own thread did at a stretch, by the processor's clock, from the trace. The trace opens in Chromium under "Performance".
 */
import { writeFileSync } from 'node:fs';
import { startLooking } from '../support/browser.ts';
import { scenes } from '../support/fake-manager.ts';
import { framesWhile } from '../support/frames.ts';

const LINES = 10_000_000;
const BOUND = 50;
const seconds = Number(process.argv[2] ?? 10);
const trace = process.argv[3];

const looking = await startLooking();
const state = scenes.office();
state.logFiles.generated = LINES;
const { page, close } = await looking.open({ state, path: '/logs' });
await page.getByText('10,000,000 lines').waitFor({ timeout: 30_000 });
// What is compiled at the first use is not what scrolling costs.
await framesWhile(page, '[role=listbox]', { seconds: 1 });

const browser = page.context().browser()!;
await browser.startTracing(page, {
  categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'],
});
const frames = await framesWhile(page, '[role=listbox]', { seconds });
const recorded = await browser.stopTracing();
if (trace) writeFileSync(trace, recorded);

type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
};
const { traceEvents } = JSON.parse(recorded.toString()) as { traceEvents: TraceEvent[] };
const main = new Set(
  traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid}:${tid}`),
);
const tasks = traceEvents
  .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && main.has(`${pid}:${tid}`))
  .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, busy: tdur / 1000 }));
const longest = (of: 'wall' | 'busy') => Math.max(0, ...tasks.map((task) => task[of]));
const ms = (value: number) => `${value.toFixed(1)} ms`;

console.log(
  `${LINES.toLocaleString('en')} lines, ${seconds} s of wheel and scrollbar, ${frames.drawn} frames`,
);
console.log(
  `between two frames: median ${ms(frames.median)}, p99 ${ms(frames.p99)}, longest ${ms(frames.longest)}`,
);
console.log(
  `${tasks.length} tasks of the page's thread: longest ${ms(longest('busy'))} of processor time (${ms(longest('wall'))} by the wall's clock)`,
);
console.log(
  `over ${BOUND} ms: ${tasks.filter(({ busy }) => busy > BOUND).length} by processor time, ${tasks.filter(({ wall }) => wall > BOUND).length} by the wall's clock`,
);
await close();
await looking.close();
if (longest('busy') > BOUND) process.exitCode = 1;
