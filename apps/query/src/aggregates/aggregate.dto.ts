import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Replies are written as bytes; these describe them. */
export class AggregateRowDto {
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Start of the window.',
    example: '2015-02-04T23:00:00.000Z',
  })
  window?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values of the fields of `by`; null also where a record has none.',
    example: { V3: 426 },
  })
  group?: Record<string, unknown>;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Results by the name of their measure; null where there was nothing to compute from.',
    example: { count: 1440, 'avg(V1)': 21.4 },
  })
  values!: Record<string, unknown>;
}

export class AggregateBucketsDto {
  @ApiProperty({ example: '5m_time-3f9a1c', description: 'Their name.' })
  name!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'The answer holds every change that was stored before this time, and may hold later ones.',
  })
  asOf!: string;
}

export class AggregateMetaDto {
  @ApiProperty({ example: 10129, description: 'Records that were looked at, or that buckets stand for.' })
  records!: number;

  @ApiPropertyOptional({ description: 'Records without a time, which are in no window.' })
  skipped?: number;

  @ApiProperty({
    description:
      'False where percentiles (of more than 512 values: off by less than half a percent of rank) or distinct counts ' +
      '(of more than 2,000 values: off by 1.6 % on average) are estimates.',
  })
  isExact!: boolean;

  @ApiPropertyOptional({ type: AggregateBucketsDto, description: 'Buckets that the answer was computed over.' })
  buckets?: AggregateBucketsDto;
}

export class AggregateDto {
  @ApiProperty({ type: [AggregateRowDto], description: 'By group, then by window.' })
  data!: AggregateRowDto[];

  @ApiProperty({ type: AggregateMetaDto })
  meta!: AggregateMetaDto;
}

export class SeriesPointsDto {
  @ApiProperty({ example: 'V1' })
  field!: string;

  @ApiProperty({ example: 10129, description: 'Points before.' })
  count!: number;

  @ApiProperty({
    description:
      'False where the series had 200,000 points or more and was first cut to the extremes of 20,000 stretches.',
  })
  isExact!: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'number' } },
    description: 'Pairs of time, in milliseconds since 1970 in UTC, and value; by time.',
    example: [[1423072260000, 23.18]],
  })
  points!: number[][];
}

export class SeriesMetaDto {
  @ApiProperty({ enum: ['lttb', 'minmax'] })
  method!: string;

  @ApiProperty({ example: 10129, description: 'Records that were looked at.' })
  records!: number;
}

export class SeriesDto {
  @ApiProperty({ type: [SeriesPointsDto] })
  data!: SeriesPointsDto[];

  @ApiProperty({ type: SeriesMetaDto })
  meta!: SeriesMetaDto;
}
