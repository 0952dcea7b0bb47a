/**
 * "Could you put these records in?": a mail and a page for whoever manages the domain, in their language. Pure.
 * The records themselves are told by dns/plan; here is what is around them, and how it becomes a `mailto:`.
 */
import type { Letter } from '../../../contract/dns-providers.ts';
import type { DnsPlan } from '../../../contract/domains.ts';
import type { Language } from '../../../contract/findings/finding.ts';
import { tableHtml, tableText } from '../plan/table.ts';
import { zoneText } from '../plan/zone.ts';

interface LetterWords {
  readonly subject: string;
  readonly hello: string;
  readonly what: readonly string[];
  /** In a mail that is too short for the records themselves. */
  readonly attached: (fileName: string) => string;
  readonly zone: string;
  readonly thanks: string;
  readonly made: (date: string) => string;
}

const WORDS: Readonly<Record<Language, (domain: string) => LetterWords>> = {
  en: (domain) => ({
    subject: `DNS records for chat at ${domain}`,
    hello: 'Hello,',
    what: [
      `we are setting up our own chat server (XMPP) for ${domain}. Could you add the records below to the domain’s DNS?`,
      'Nothing that is there needs to be removed: website and mail stay as they are. If a name below has another value already, please ask us before you replace it.',
    ],
    attached: (fileName) => `The records are in the attached file ${fileName}.`,
    zone: 'The same as lines for a zone file:',
    thanks:
      'Please tell us when it is done. Our server looks by itself and shows us what is still missing. Thank you!',
    made: (date) => `Made on ${date} by Chatelaine.`,
  }),
  fr: (domain) => ({
    subject: `Enregistrements DNS pour la messagerie instantanée de ${domain}`,
    hello: 'Bonjour,',
    what: [
      `nous mettons en place notre propre serveur de messagerie instantanée (XMPP) pour ${domain}. Pourriez-vous ajouter les enregistrements ci-dessous dans le DNS du domaine ?`,
      'Rien de ce qui s’y trouve n’est à retirer : le site web et le courrier restent tels quels. Si l’un des noms ci-dessous a déjà une autre valeur, merci de nous demander avant de la remplacer.',
    ],
    attached: (fileName) => `Les enregistrements sont dans le fichier joint ${fileName}.`,
    zone: 'La même chose, en lignes de fichier de zone :',
    thanks:
      'Merci de nous prévenir quand c’est fait : notre serveur vérifie de lui-même et nous montre ce qui manque encore.',
    made: (date) => `Établi le ${date} par Chatelaine.`,
  }),
};

/** What mail programs and systems take as an address: Windows ends at some 2,000. */
const LONGEST_MAILTO = 1900;

export interface LetterFacts {
  readonly plan: DnsPlan;
  readonly language: Language;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function letterOf({ plan, language, now }: LetterFacts): Letter {
  const words = WORDS[language](plan.domain);
  const options = { language, optional: false };
  const date = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', { dateStyle: 'long' }).format(
    now,
  );
  const table = tableText(plan, options).trimEnd();
  const text = [words.hello, ...words.what, table, words.thanks].join('\n\n');
  const fileName = `dns-${plan.domain}-${language}.html`;
  const short = [words.hello, ...words.what, words.attached(fileName), words.thanks].join('\n\n');
  const whole = mailtoOf(words.subject, text);
  return {
    subject: words.subject,
    text: `${text}\n`,
    mailto: whole.length <= LONGEST_MAILTO ? whole : mailtoOf(words.subject, short),
    html: page({ words, language, date, table: tableHtml(plan, options), zone: zoneText(plan, options) }),
    fileName,
  };
}

/** SPEC: RFC 6068 §5 wants lines of a body to end in %0D%0A. */
const mailtoOf = (subject: string, text: string): string =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** One file that needs nothing else, in either brightness, and on paper. */
function page(parts: {
  words: LetterWords;
  language: Language;
  date: string;
  table: string;
  zone: string;
}): string {
  const { words, language, date, table, zone } = parts;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(words.subject)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
td { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
td:nth-child(1), td:nth-child(4) { white-space: nowrap; }
td:nth-child(2) code, td:nth-child(3) code { overflow-wrap: break-word; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: 1rem; }
.made { opacity: 0.75; }
@media print { body { margin: 0; max-width: none; } tr, pre { break-inside: avoid; } }
</style>
</head>
<body>
<h1>${escaped(words.subject)}</h1>
<p>${escaped(words.hello)}</p>
${words.what.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
${table}
<h2>${escaped(words.zone)}</h2>
<pre>${escaped(zone)}</pre>
<p>${escaped(words.thanks)}</p>
<p class="made">${escaped(words.made(date))}</p>
</body>
</html>
`;
}
