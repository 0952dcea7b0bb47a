/** One cause, told once: what the protocol's checker says of a door that the ports' checker tells already folds under that. Pure. */
import type { DoctorFinding } from '../../contract/findings/finding.ts';

export function foldDoors(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const told = new Map(
    findings.flatMap(({ code, subject, dependsOn }) =>
      code.startsWith('reach.') && dependsOn === null ? [[subject, code] as const] : [],
    ),
  );
  return findings.map((one) => {
    const root = one.code.startsWith('protocol.') ? told.get(one.subject) : undefined;
    return root !== undefined && one.dependsOn === null ? { ...one, dependsOn: root } : one;
  });
}
