import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class BucketsDto {
  @ApiProperty({ example: '5m_time-3f9a1c' })
  name!: string;

  @ApiProperty({ example: '5m' })
  window!: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  zone?: string;

  @ApiProperty({ example: 'time' })
  timeField!: string;

  @ApiProperty({ type: [String], example: ['V3'], description: 'Fields whose values make groups.' })
  by!: string[];

  @ApiProperty({ type: [String], example: ['V1'], description: 'Fields that can be measured.' })
  fields!: string[];

  @ApiProperty({
    enum: ['building', 'kept', 'failed'],
    description: 'Used are those that are kept; `failed` will not be, for the reason given.',
  })
  state!: 'building' | 'kept' | 'failed';

  @ApiPropertyOptional({ description: 'Why they are not kept.' })
  reason?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Every change that was stored before this time is in the buckets, or its window is known to be dirty.',
  })
  asOf?: string;

  @ApiPropertyOptional({ example: 0.8, description: 'Seconds since `asOf`.' })
  behindSeconds?: number;

  @ApiProperty({
    example: 1,
    description: 'Spans of time whose buckets are being computed anew; meanwhile their records are read.',
  })
  dirtySpans!: number;
}

export class BucketsListDto {
  @ApiProperty({ type: [BucketsDto] })
  data!: BucketsDto[];
}
