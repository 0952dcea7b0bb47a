/**
 * Cuts a line at the searched words. Case does not count, as in the search itself.
 */
export type Part = { at: number; text: string; found: boolean };

export function highlight(line: string, search: string): Part[] {
  const words = search
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ at: 0, text: line, found: false }];
  const found = new RegExp(`(${words.join('|')})`, 'giu');
  let at = 0;
  // A capturing group makes split keep what it found: every second piece.
  return line.split(found).flatMap((text, index) => {
    const part = { at, text, found: index % 2 === 1 };
    at += text.length;
    return text === '' ? [] : [part];
  });
}
