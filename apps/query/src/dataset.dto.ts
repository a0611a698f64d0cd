import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class TimeRangeDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'Timestamp of the oldest record.' })
  first?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Timestamp of the newest record.' })
  last?: string;
}

export class DatasetSummaryDto {
  @ApiProperty({ example: 'occupancy' })
  name!: string;

  @ApiProperty({ example: 10129, description: 'Records, by the metadata of the collection.' })
  count!: number;

  @ApiProperty({ example: 5, description: 'Fields of the records, without what Sluice adds.' })
  fields!: number;

  @ApiProperty({ type: [String], example: ['occupancy'], description: 'Topics whose records are stored here.' })
  topics!: readonly string[];

  @ApiProperty({ type: TimeRangeDto, description: 'Range of the record timestamps `_ts`.' })
  timeRange!: TimeRangeDto;
}

export class DatasetListDto {
  @ApiProperty({ type: [DatasetSummaryDto] })
  data!: DatasetSummaryDto[];
}

export class FieldDto {
  @ApiProperty({ example: 'V1', description: 'Name in the stored record, for filters, sort and projection.' })
  name!: string;

  @ApiProperty({
    type: [String],
    example: ['number', 'null'],
    description: 'JSON types that the schema allows or that records have had; none: not known.',
  })
  types!: string[];

  @ApiPropertyOptional({ enum: ['date', 'date-time'], description: 'Its texts are instants and compared as such.' })
  format?: 'date' | 'date-time';

  @ApiProperty({ description: 'True for what Sluice adds: id, record timestamp, key.' })
  isAdded!: boolean;
}

export class DatasetDto {
  @ApiProperty({ example: 'occupancy' })
  name!: string;

  @ApiProperty({ example: 10129, description: 'Records, by the metadata of the collection.' })
  count!: number;

  @ApiProperty({ type: [String], example: ['occupancy'] })
  topics!: readonly string[];

  @ApiProperty({ description: 'Connector that wrote last.' })
  connector!: string;

  @ApiProperty({ type: TimeRangeDto, description: 'Range of the record timestamps `_ts`.' })
  timeRange!: TimeRangeDto;

  @ApiProperty({ type: [FieldDto] })
  fields!: FieldDto[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema of the records; absent where they came without one.',
  })
  schema?: unknown;

  @ApiPropertyOptional({ example: '0f3c9a7be21d4c58', description: 'Names the schema.' })
  fingerprint?: string;
}
