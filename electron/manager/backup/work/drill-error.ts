/** What the drill found wrong. */
export class DrillError extends Error {
  readonly because: 'database' | 'counts' | 'settings' | 'server' | 'login';
  constructor(because: DrillError['because'], message: string, cause?: unknown) {
    super(message, { cause });
    this.because = because;
  }
}
