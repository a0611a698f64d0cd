import { IsOptional, IsString, Length } from 'class-validator';

export class ProduceQueryDto {
  /**
   * Field whose text becomes the record key; a random UUID where absent.
   * @example "sensor_id"
   */
  @IsOptional()
  @IsString()
  @Length(1, 1_000)
  key?: string;
}

export class RecordFailureDto {
  /**
   * Position of the record in the body, from 0.
   * @example 3
   */
  index!: number;
  /**
   * Line of the body on which it begins, from 1.
   * @example 5
   */
  line!: number;
  /** @example "VALUE_NOT_JSON" */
  code!: string;
  /** @example "reading JSON: a digit is expected at byte 12" */
  message!: string;
}

export class PartitionRangeDto {
  /** @example 0 */
  partition!: number;
  /** @example 1200 */
  firstOffset!: number;
  /** @example 1202 */
  lastOffset!: number;
  /** Records of this request in the partition. */
  count!: number;
}

export class ProducedDto {
  /** @example "sensor" */
  topic!: string;
  /** Records that the broker has acknowledged on all in-sync replicas. */
  produced!: number;
  /** Records that were not produced and never can be. */
  rejected!: number;
  /** The first 100 of them. */
  errors!: RecordFailureDto[];
  partitions!: PartitionRangeDto[];
}
