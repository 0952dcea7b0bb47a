/** SASL2 and tokens: whatever comes is answered, and nobody gets in who should not. */
import { fuzz } from './run.ts';
import { sasl2Property } from './sasl2-property.ts';

await fuzz('sasl2', await sasl2Property());
