import { SluiceError } from '@sluice/contracts';

/**
 * Whether an error may be the fault of a record though it does not say so: the store's answer is not known, or a defect
 * of ours shows only with certain records, which must not stop the others.
 */
export function isUnclassified(error: unknown): boolean {
  return !(error instanceof SluiceError) || error.kind === 'unclassified' || error.code === 'INTERNAL';
}
