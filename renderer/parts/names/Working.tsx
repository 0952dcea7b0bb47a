import { type ReactNode, useEffect, useRef } from 'react';
import css from './names.module.css';

/**
 * The part of a page where something is being done. What was pressed for it is gone by then: the focus, and the page with it, go here
 * and stay when the work is over.
 * @param props.jobId the work that was started here, null before
 */
export function Working({ jobId, children }: { jobId: string | null; children: ReactNode }) {
  const part = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (jobId !== null) part.current?.focus();
  }, [jobId]);
  return (
    <div ref={part} tabIndex={-1} className={css.work}>
      {children}
    </div>
  );
}
