import { SluiceError } from '@sluice/contracts';

/** Lets requests in while their memory fits a budget, and turns the others away at once instead of queueing them. */
export class Admission {
  private used = 0;

  constructor(private readonly budget: number) {}

  /**
   * Takes a share of the budget. @returns a function that gives it back
   * @throws SluiceError REQUEST_TOO_MANY
   */
  enter(bytes: number): () => void {
    if (this.used + bytes > this.budget) {
      throw new SluiceError('REQUEST_TOO_MANY', 'receiving records: other requests use all memory set aside for them', {
        context: { retryAfterSeconds: 1 },
      });
    }
    this.used += bytes;
    let isInside = true;
    return () => {
      if (isInside) this.used -= bytes;
      isInside = false;
    };
  }

  get bytesInUse(): number {
    return this.used;
  }
}
