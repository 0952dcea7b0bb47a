/** How long frames take while somebody scrolls: by wheel, by the scrollbar, from end to end. */
import type { Page } from 'playwright-core';

export type Frames = {
  drawn: number;
  /** Milliseconds between two frames. */
  median: number;
  p99: number;
  longest: number;
};

/** Scrolls for so long, a turn of the wheel each frame and a pull at the scrollbar every tenth, and measures every frame. */
export async function framesWhile(
  page: Page,
  selector: string,
  { seconds }: { seconds: number },
): Promise<Frames> {
  const times = await page.evaluate(
    ([css, length]) =>
      new Promise<number[]>((resolve) => {
        const list = document.querySelector(css as string)!;
        const began = performance.now();
        const seen: number[] = [];
        let turn = 0;
        const frame = (now: number) => {
          seen.push(now);
          turn++;
          const whole = list.scrollHeight - list.clientHeight;
          if (turn % 10 === 0) list.scrollTop = whole * Math.abs(Math.sin(turn));
          else list.scrollTop += turn % 20 < 10 ? 120 : -120;
          if (now - began < (length as number)) requestAnimationFrame(frame);
          else resolve(seen.slice(1).map((at, index) => at - seen[index]!));
        };
        requestAnimationFrame(frame);
      }),
    [selector, seconds * 1000] as const,
  );
  return summary(times);
}

export function summary(times: readonly number[]): Frames {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { drawn: sorted.length, median: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? 0 };
}
