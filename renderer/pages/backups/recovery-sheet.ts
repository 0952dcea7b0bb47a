/** The sheet of paper with the words: one file that prints on one page, with nothing fetched from anywhere. Pure. */

export interface SheetParts {
  readonly title: string;
  readonly words: string;
  readonly domain: string;
  readonly language: string;
  readonly lines: readonly string[];
}

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter,
  );

export function recoverySheet({ title, words, domain, language, lines }: SheetParts): string {
  const [first, ...others] = lines.map(escaped);
  return `<!doctype html>
<html lang="${escaped(language)}">
<meta charset="utf-8">
<title>${escaped(title)} ${escaped(domain)}</title>
<style>
  body { font: 12pt/1.5 system-ui, sans-serif; margin: 25mm; color: black; background: white }
  .words { font: 20pt/1.6 ui-monospace, monospace; border: 1pt solid black; padding: 6mm; overflow-wrap: anywhere }
</style>
<h1>${escaped(title)}</h1>
<p>${first ?? ''}</p>
<p class="words">${escaped(words)}</p>
<ul>${others.map((line) => `<li>${line}</li>`).join('')}</ul>
</html>
`;
}
