/** Log-ins: whatever comes is answered, and nobody gets in who should not. */
import { fuzz } from './run.ts';
import { saslProperty } from './sasl-property.ts';

await fuzz('sasl', await saslProperty());
