/** The manuals of `chatelaine help` and `version`, and of what has a manual of its own. */
import { manual } from './manual.ts';

export const HELP_MANUAL = manual({
  name: 'help',
  about: 'the manual',
  usage: ['[COMMAND]'],
  text: 'All commands, or the manual of one; as "chatelaine COMMAND --help".',
  options: {},
  exits: { 0: 'done', 2: 'there is no such command' },
});

export const VERSION_MANUAL = manual({
  name: 'version',
  about: 'the version',
  usage: ['[--json]'],
  text: 'The version of this copy; also as "chatelaine --version".',
  options: {
    json: {
      help: '{"version","schema":{"server","manager"}}: with the forms of the data this version writes',
    },
  },
  exits: { 0: 'done', 2: 'wrong usage' },
});

export const SERVER_MANUAL = manual({
  name: 'server',
  about: 'the chat server alone, in the foreground',
  usage: ['--config FILE'],
  text: 'For whoever runs the server without the manager. "chatelaine server --help" is its manual.',
  options: { config: { value: 'FILE', help: 'the configuration: one JSON file' } },
  exits: {},
});

export const CTL_MANUAL = manual({
  name: 'ctl',
  about: 'administration of a server: accounts, sessions, configuration',
  usage: ['[--config FILE] [--json] COMMAND [ARGUMENT...]'],
  text: `Commands with ejabberdctl's names. "chatelaine ctl help" lists them, "chatelaine ctl --help"
is its manual. Without --config: the server of the data folder.`,
  options: {
    config: { value: 'FILE', help: "the server's configuration" },
    json: { help: 'what the command answers, as JSON' },
  },
  exits: {},
});
