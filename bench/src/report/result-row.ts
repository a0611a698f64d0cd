/** One line of the results: median over the rounds where there are several. Absent: not measured, or without meaning. */
export interface ResultRow {
  readonly part: string;
  readonly dataset: string;
  readonly contender: string;
  readonly what: string;
  readonly recordsPerSecond?: number;
  readonly megabytesPerSecond?: number;
  /** Of the contender's processes. */
  readonly cpuSecondsPerMillionRecords?: number;
  /** Of the contender's processes from their start on, as it is: what the measure above leaves out is in here. */
  readonly cpuSecondsWithStart?: number;
  readonly mongodCpuSecondsPerMillionRecords?: number;
  readonly peakRssBytes?: number;
  /** Resident set when a tenth, two tenths, … of the records were stored. */
  readonly rssBytesAtTenths?: readonly number[];
  readonly latencyP50Ms?: number;
  readonly latencyP99Ms?: number;
  readonly latencyMaxMs?: number;
  readonly pagesPerSecond?: number;
  readonly cpuMillisecondsPerPage?: number;
  /** Records or pages of one round. */
  readonly count: number;
  /** The main measure of each round. */
  readonly rounds: readonly number[];
}

/** What a run has found. */
export interface Results {
  readonly rows: readonly ResultRow[];
  /** What went wrong. */
  readonly failures: readonly string[];
  /** Contenders that this machine lacks the means for, and why. */
  readonly absent: readonly string[];
}
