/** What Home says of updates: one quiet line at most. Pure. */
import { type DoctorFinding, makeFinding } from '../../contract/findings/finding.ts';
import { UPDATE_FINDINGS } from '../../contract/findings/updates.ts';
import type { UpdateRecord } from './record.ts';

export function newsOf({ state }: UpdateRecord): DoctorFinding | null {
  switch (state.state) {
    case 'available': {
      const { version } = state.offer;
      return makeFinding(UPDATE_FINDINGS, 'update.available', { subject: version, data: { version } });
    }
    case 'failed': {
      const data = { version: state.version ?? '', because: state.because, at: state.at };
      return makeFinding(UPDATE_FINDINGS, 'update.failed', { subject: data.version, data });
    }
    case 'rolled-back': {
      if (state.because === 'asked') return null;
      const { version, because, at } = state;
      return makeFinding(UPDATE_FINDINGS, 'update.rolled-back', {
        subject: version,
        data: { version, because, at },
      });
    }
    default:
      return null;
  }
}
