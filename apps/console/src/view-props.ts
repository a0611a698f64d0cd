import type { Dataset } from './api/answers.js';
import type { Route } from './route/route.js';

/** What every view of a dataset is given. */
export interface ViewProps {
  readonly dataset: Dataset;
  readonly route: Route;
}
