/**
 * Writes the figures of tests/dns/README.md: this doctor and Debian's `prosodyctl check dns` on the same zones.
 * Needs what the lab needs, and Prosody: `node tests/dns/lab/figures.ts`, as root. Takes about a minute.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CASES } from './cases.ts';
import { openLab } from './lab.ts';
import { prosodyFindings } from './prosody.ts';
import { isRight, lookAtAll } from './run.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const [BEGIN, END] = ['<!-- figures -->', '<!-- /figures -->'];

const lab = await openLab();
try {
  const ours = await lookAtAll(lab);
  const theirs = await prosodyFindings(lab);
  const good = CASES.filter(({ expects }) => expects === null);
  const wrong = CASES.filter(({ expects }) => expects !== null);
  const asked = wrong.filter(({ name }) => theirs.has(name));
  const askedGood = good.filter(({ name }) => theirs.has(name));
  const says = (name: string) => (theirs.get(name)?.length ?? 0) > 0;
  const missed = asked.filter(({ name }) => !says(name)).map(({ name }) => name);
  const alarms = askedGood.filter(({ name }) => says(name)).map(({ name }) => name);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder.
  const version = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'prosody'], { encoding: 'utf8' });
  const right = wrong.filter((one) => isRight(one, ours.get(one.name)!)).length;
  const quiet = good.filter((one) => isRight(one, ours.get(one.name)!)).length;
  const lines = [
    `| | \`chatelaine doctor\` | \`prosodyctl check dns\` (${version}) |`,
    '| --- | --- | --- |',
    `| broken zones, of ${wrong.length} | **${right}** named by the one finding expected, and by no other | of the ${asked.length} it can be asked about it says something of **${asked.length - missed.length}** |`,
    `| good zones, of ${good.length} | **${good.length - quiet}** false alarms | **${alarms.length}** of ${askedGood.length} |`,
    '',
    `Prosody says nothing of: ${missed.join(', ') || 'none'}. It is alarmed by good ones: ${alarms.join(', ') || 'none'}.`,
  ];
  const text = readFileSync(README, 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  writeFileSync(README, `${before}${BEGIN}\n${lines.join('\n')}\n${END}${after}`);
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  await lab.close();
}
