import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class IndexDto {
  @ApiProperty({ example: 'V1_1' })
  name!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Fields in order; 1 for ascending, -1 for descending.',
    example: { V1: 1 },
  })
  keys!: Record<string, number>;

  @ApiProperty({ description: 'Sluice needs it; it cannot be dropped.' })
  isEssential!: boolean;

  @ApiPropertyOptional({ example: 237568 })
  sizeBytes?: number;

  @ApiPropertyOptional({ example: 12, description: 'Queries that used it since MongoDB started.' })
  uses?: number;

  @ApiPropertyOptional({ description: 'Records are removed this long after their timestamp.' })
  retentionSeconds?: number;
}

export class IndexAdviceDto {
  @ApiProperty({ example: 'class,-aa_000', description: 'As `fields` of a request for the index.' })
  fields!: string;

  @ApiProperty({ example: 3, description: 'Slow queries that lacked it, as this process has seen.' })
  queries!: number;

  @ApiProperty({ example: 2300 })
  slowestMs!: number;

  @ApiProperty({ format: 'date-time' })
  lastAt!: string;
}

export class IndexListDto {
  @ApiProperty({ type: [IndexDto] })
  data!: IndexDto[];

  @ApiProperty({ type: [String], description: 'Indexes that this process is building, as `fields` asked for them.' })
  building!: string[];

  @ApiProperty({ type: [IndexAdviceDto], description: 'Indexes that slow queries lacked, the slowest first.' })
  advice!: IndexAdviceDto[];
}

export class BuiltIndexDto {
  @ApiPropertyOptional({ example: 'V1_1', description: 'Absent while it is being built.' })
  name?: string;

  @ApiProperty({ enum: ['ready', 'building'] })
  state!: 'ready' | 'building';
}

export class RetentionDto {
  @ApiProperty({ type: Number, nullable: true, example: 31536000, description: 'null: records stay.' })
  seconds!: number | null;
}

export class SchemaVersionDto {
  @ApiProperty({ example: '0f3c9a7be21d4c58' })
  fingerprint!: string;

  @ApiProperty({ format: 'date-time', description: 'When a record first had it.' })
  since!: string;

  @ApiProperty({ description: 'Whether it is the latest.' })
  isCurrent!: boolean;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Absent where its text was not kept.',
  })
  schema?: unknown;
}

export class SchemaHistoryDto {
  @ApiProperty({ type: [SchemaVersionDto], description: 'The oldest first.' })
  data!: SchemaVersionDto[];
}
