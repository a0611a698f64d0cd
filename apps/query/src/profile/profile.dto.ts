import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const NUMBER_OR_DATE = { oneOf: [{ type: 'number' }, { type: 'string', format: 'date-time' }] };

export class DistinctDto {
  @ApiProperty({ example: 87 })
  count!: number;

  @ApiProperty({ description: 'False beyond 2,000: then off by 1.6 % on average.' })
  isExact!: boolean;
}

export class TopValueDto {
  @ApiProperty({ description: 'The value; the beginning of its JSON where that is long.', example: 'rain' })
  value!: unknown;

  @ApiProperty({ example: 641 })
  count!: number;

  @ApiProperty({
    description: 'False where the field has more than 1,000 values, of which the first ones were counted.',
  })
  isExact!: boolean;
}

export class NumbersDto {
  @ApiProperty({ example: 10129 })
  count!: number;

  @ApiProperty({ ...NUMBER_OR_DATE, example: 19 })
  min!: number | string;

  @ApiProperty({ ...NUMBER_OR_DATE, example: 24.4 })
  max!: number | string;

  @ApiProperty({ ...NUMBER_OR_DATE, example: 21.1 })
  mean!: number | string;

  @ApiProperty({ description: 'Of the population; of dates in milliseconds.', example: 1.02 })
  stddev!: number;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { p50: 21, p99: 23.2 } })
  quantiles!: Record<string, number | string>;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: '20 bins of equal width.',
    example: [{ from: 19, to: 19.3, count: 12 }],
  })
  histogram!: object[];
}

export class FieldProfileDto {
  @ApiProperty({ example: 'V1' })
  field!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { number: 10129 } })
  types!: Record<string, number>;

  @ApiProperty({ example: 0, description: 'Records without the field.' })
  missing!: number;

  @ApiProperty({ example: 0 })
  nulls!: number;

  @ApiProperty({ type: DistinctDto, description: 'Different values in the sample.' })
  distinct!: DistinctDto;

  @ApiProperty({ type: [TopValueDto], description: 'The most frequent values, as far as they occur more than once.' })
  top!: TopValueDto[];

  @ApiPropertyOptional({ type: NumbersDto, description: 'Where the field has numbers or dates.' })
  numbers?: NumbersDto;
}

export class SampleDto {
  @ApiProperty({ example: 10000, description: 'Records that were looked at.' })
  records!: number;

  @ApiProperty({ description: 'True where they are a random sample; else they are all.' })
  isSampled!: boolean;

  @ApiProperty({ example: 10129, description: 'Records of the dataset, filters aside.' })
  estimatedTotal!: number;
}

export class CorrelationsDto {
  @ApiProperty({ type: [String], example: ['V1', 'V2'] })
  fields!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'number', nullable: true } },
    description: "Pearson's, by row and column; null where it cannot be told.",
    example: [
      [1, -0.14],
      [-0.14, 1],
    ],
  })
  matrix!: (number | null)[][];
}

export class ProfileDto {
  @ApiProperty({ type: [FieldProfileDto] })
  data!: FieldProfileDto[];

  @ApiPropertyOptional({ type: CorrelationsDto })
  correlations?: CorrelationsDto;

  @ApiProperty({ type: SampleDto })
  sample!: SampleDto;

  @ApiProperty({ format: 'date-time', description: 'When the records were read.' })
  at!: string;

  @ApiProperty({ example: 12 })
  ageSeconds!: number;
}
