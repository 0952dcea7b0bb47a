/** Answers of commands as text: a list is a line each, a record `name: value`, records in a list tab-separated rows. */
export function textOf(answer: unknown): string {
  if (Array.isArray(answer)) return answer.map(row).join('\n');
  if (typeof answer === 'object' && answer !== null) {
    return Object.entries(answer)
      .map(([name, value]) => `${name}: ${cell(value)}`)
      .join('\n');
  }
  return cell(answer);
}

const row = (item: unknown) =>
  typeof item === 'object' && item !== null ? Object.values(item).map(cell).join('\t') : cell(item);

/** WHY: what other servers and people wrote stands in the words of many commands; lines and columns are all a terminal is to do with it. */
export const forTerminal = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, ' ');

/** WHY: a status text or a display name is somebody else's words; control characters could drive the terminal. */
const cell = (value: unknown): string =>
  (Array.isArray(value) ? value.map(cell).join(', ') : String(value ?? '')).replace(/\p{Cc}/gu, ' ');
