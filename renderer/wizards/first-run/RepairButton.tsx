import { Trans } from '@lingui/react/macro';
import type { FaceProblem, SetupStep } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';

/** Leads to the step where a problem is settled; nothing where it is none of the wizard's. */
export function RepairButton({ problem, goTo }: { problem: FaceProblem; goTo(step: SetupStep): void }) {
  switch (problem.code) {
    case 'setup.password-needed':
    case 'person.name-invalid':
    case 'person.password-weak':
      return (
        <Button size="s" onPress={() => goTo('administrator')}>
          <Trans>Go to “Administrator”</Trans>
        </Button>
      );
    case 'domain.invalid':
    case 'port.in-use':
    case 'port.forbidden':
    case 'input.invalid':
      return (
        <Button size="s" onPress={() => goTo('address')}>
          <Trans>Go to “Address”</Trans>
        </Button>
      );
    default:
      return null;
  }
}
