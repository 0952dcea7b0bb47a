/**
 * Windows: a task of the Task Scheduler that starts with the computer. Pure.
 *
 * WHY no service of the Service Control Manager: that one starts programs that speak its protocol (StartServiceCtrlDispatcher) and
 * ends all others after 30 seconds with error 1053. Node does not speak it, and a wrapper program would be a binary to ship and to
 * trust. The scheduler runs any program with nobody logged in, begins it anew, and is on every Windows.
 *
 * SPEC: Task Scheduler Schema 1.2. Never run here: there is no Windows among our machines (README, "What was never run").
 */
import { assertPlain, DESCRIPTION, type ServicePlan, serveArguments } from './plan.ts';

export const TASK = '\\Chatelaine';

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * One argument of a Windows command line.
 * SPEC: CommandLineToArgvW: backslashes count twice before a quotation mark, and only there.
 */
export const windowsQuoted = (word: string): string =>
  /[\s"]/.test(word) ? `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"` : word;

/** For `schtasks /Create /TN \Chatelaine /XML FILE`; the file is UTF-16 with its mark. */
export function taskXml(plan: ServicePlan): string {
  assertPlain(plan);
  const args = serveArguments(plan).map(windowsQuoted).join(' ');
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${escaped(DESCRIPTION)}</Description>
    <URI>${escaped(TASK)}</URI>
  </RegistrationInfo>
  <Triggers>
    <${plan.scope === 'system' ? 'BootTrigger' : 'LogonTrigger'}>
      <Enabled>true</Enabled>
    </${plan.scope === 'system' ? 'BootTrigger' : 'LogonTrigger'}>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${escaped(plan.account)}</UserId>
      <LogonType>${plan.scope === 'system' ? 'S4U' : 'InteractiveToken'}</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escaped(plan.node)}</Command>
      <Arguments>${escaped(args)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** As schtasks wants its file. */
export const taskFile = (xml: string): Buffer =>
  Buffer.from(`\uFEFF${xml.replaceAll('\n', '\r\n')}`, 'utf16le');
