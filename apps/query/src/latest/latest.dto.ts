import { ApiProperty } from '@nestjs/swagger';
import { NextPageDto } from '../records/record.dto.js';

export class LatestPageInfoDto extends NextPageDto {
  @ApiProperty({ description: 'Whether an index led to each key at once.' })
  isIndexed!: boolean;
}

/** Replies are written as bytes; this describes them. */
export class LatestPageDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'The latest record of each key, by key.',
    example: [{ _ts: '2025-01-01T00:00:00.000Z', V1: 23.18 }],
  })
  data!: Record<string, unknown>[];

  @ApiProperty({ type: LatestPageInfoDto })
  page!: LatestPageInfoDto;
}
