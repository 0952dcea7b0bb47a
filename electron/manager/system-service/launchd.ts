/**
 * The property list for macOS' launchd: a daemon of the system, or an agent of one account. Pure.
 * SPEC: launchd.plist(5). Never run here: there is no Mac among our machines (README, "What was never run").
 */
import {
  assertPlain,
  KEEPER_VARIABLE,
  outputFile,
  type ServicePlan,
  STOP_SECONDS,
  serveArguments,
} from './plan.ts';

export const LABEL = 'im.chatelaine.service';

type Value = string | number | boolean | readonly string[] | { readonly [key: string]: Value };

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function xml(value: Value, indent: string): string {
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return [`${indent}<array>`, ...value.map((each) => xml(each, inner)), `${indent}</array>`].join('\n');
  const pairs = Object.entries(value).map(
    ([key, each]) => `${inner}<key>${key}</key>\n${xml(each as Value, inner)}`,
  );
  return [`${indent}<dict>`, ...pairs, `${indent}</dict>`].join('\n');
}

export function launchdPlist(plan: ServicePlan): string {
  assertPlain(plan);
  const values: Value = {
    Label: LABEL,
    ProgramArguments: [plan.node, ...serveArguments(plan)],
    ...(plan.scope === 'system' && { UserName: plan.account }),
    EnvironmentVariables: { [KEEPER_VARIABLE]: 'launchd', HOME: plan.home },
    RunAtLoad: true,
    // Begun anew after a crash and after "start me again"; left alone after an orderly end.
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 10,
    ExitTimeOut: STOP_SECONDS,
    ProcessType: 'Interactive',
    // SPEC: launchd.plist(5): Umask is decimal where it is an integer. 63 is octal 077.
    Umask: 63,
    SoftResourceLimits: { NumberOfFiles: 65_536 },
    StandardOutPath: outputFile(plan),
    StandardErrorPath: outputFile(plan),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    xml(values, ''),
    '</plist>',
    '',
  ].join('\n');
}

/** Where launchd looks for it. */
export const plistFile = ({ scope, home }: Pick<ServicePlan, 'scope' | 'home'>): string =>
  scope === 'system'
    ? `/Library/LaunchDaemons/${LABEL}.plist`
    : `${home}/Library/LaunchAgents/${LABEL}.plist`;
