import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString } from 'class-validator';

export class ReconciliationQueryDto {
  /** Only this connector. */
  @ApiProperty({ required: false, example: 'sensors' })
  @IsOptional()
  @IsString()
  connector?: string;

  /** Only this topic. */
  @ApiProperty({ required: false, example: 'occupancy' })
  @IsOptional()
  @IsString()
  topic?: string;

  /** Records with this timestamp or a later one. */
  @ApiProperty({ required: false, example: '2026-01-01T00:00:00Z' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  /** Records before this timestamp. */
  @ApiProperty({ required: false, example: '2026-02-01T00:00:00Z' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

export class OffsetRangeDto {
  from!: number;
  /** Included. */
  to!: number;
}

/** One partition. `produced` = `stored` + `deadLettered` + `inFlight` + `missing` + `empty`. */
export class PartitionAccountDto {
  connector!: string;
  topic!: string;
  partition!: number;
  /** First offset looked at. */
  low!: number;
  /** Offset behind the last one looked at. */
  high!: number;
  /** Offset up to which the connector is done. */
  committed!: number;
  /** Offsets between `low` and `high`. */
  produced!: number;
  stored!: number;
  /** Records with a dead letter that are not stored. */
  deadLettered!: number;
  /** Not committed yet, neither stored nor dead-lettered. */
  inFlight!: number;
  /** Records that the connector is done with, and that are neither stored nor dead-lettered. */
  missing!: number;
  /** Offsets that hold no record: markers of transactions, aborted or compacted records. */
  empty!: number;
  /** Where the missing records are; of more than 1,000 ranges the first. */
  gaps!: OffsetRangeDto[];
  /** Missing records that were fetched again and are now stored or dead-lettered; with repair only. */
  repaired?: number | undefined;
}

export class ReconciliationDto {
  /** Nothing is missing. */
  isBalanced!: boolean;
  partitions!: PartitionAccountDto[];
  /** Topics of which nothing can be said: their documents' ids tell no offsets. */
  unknown!: string[];
}
