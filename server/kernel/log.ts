/**
 * Logging as JSON lines on standard output.
 *
 * Secrets cannot get in by construction: a line is a message from a closed form, plus named fields whose values are
 * strings, numbers or booleans; elements and buffers are not accepted by the type, and fields named like secrets are
 * refused at run time.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** From chatty to grave; a log writes its own level and all after it. */
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with `subsystem` (and fields) fixed. */
  child(subsystem: string, fields?: LogFields): Log;
}

/** One line as written and as the manager's log viewer reads it. */
export interface LogLine {
  /** ISO 8601 with milliseconds, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  /** e.g. `login`, `stream`, `storage`, `archive`. */
  readonly subsystem: string;
  readonly message: string;
  readonly [field: string]: string | number | boolean | undefined;
}

export interface LogParts {
  /** A function is asked for every line, so that a reloaded configuration takes effect at once. */
  level: LogLevel | (() => LogLevel);
  /** Takes one whole line, newline included. */
  write(line: string): void;
  /** Milliseconds since the epoch; the system clock unless a test brings its own. */
  now?: () => number;
}

/** Longest value of one field; a peer chooses some of what we log. */
const MAX_FIELD = 2000;
/** WHY by name too: the types keep objects out, a secret given as a string only its name can betray. */
const SECRET_NAME =
  /pass(word|phrase)?|secret|token|credential|cookie|salt|nonce|private|(^|_|-)key$|[a-z]Key$/i;
const RESERVED = new Set(['time', 'level', 'subsystem', 'message']);

/** A log that hands finished JSON lines to `write`; `server` is the subsystem until `child` names another. */
export function createLog({ level, write, now = Date.now }: LogParts): Log {
  const threshold = () => LOG_LEVELS.indexOf(typeof level === 'function' ? level() : level);

  const make = (subsystem: string, fixed: LogFields): Log => {
    const line = (severity: LogLevel, message: string, fields?: LogFields) => {
      if (LOG_LEVELS.indexOf(severity) < threshold()) return;
      const head = {
        time: new Date(now()).toISOString(),
        level: severity,
        subsystem,
        message: clip(message),
      };
      write(`${JSON.stringify({ ...head, ...admit(fixed), ...admit(fields) })}\n`);
    };
    return {
      debug: (message, fields) => line('debug', message, fields),
      info: (message, fields) => line('info', message, fields),
      warn: (message, fields) => line('warn', message, fields),
      error: (message, fields) => line('error', message, fields),
      child: (name, fields) => make(name, { ...fixed, ...fields }),
    };
  };
  return make('server', {});
}

function admit(fields: LogFields | undefined): LogFields {
  if (!fields) return {};
  const admitted: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(fields)) {
    const type = typeof value;
    if (SECRET_NAME.test(name)) admitted[name] = '[not logged: named like a secret]';
    else if (RESERVED.has(name)) admitted[`${name}_`] = clip(String(value));
    else if (type === 'string') admitted[name] = clip(value as string);
    else if (type === 'number' || type === 'boolean') admitted[name] = value as number | boolean;
    else if (value !== undefined) admitted[name] = `[not logged: ${type}]`;
  }
  return admitted;
}

const clip = (text: string) => (text.length > MAX_FIELD ? `${text.slice(0, MAX_FIELD)}…` : text);
