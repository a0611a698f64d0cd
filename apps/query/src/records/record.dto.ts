import { ApiProperty } from '@nestjs/swagger';

export class NextPageDto {
  @ApiProperty({ type: String, nullable: true, description: 'The `cursor` of the next page; null on the last one.' })
  next!: string | null;

  @ApiProperty({ example: 100 })
  limit!: number;

  @ApiProperty({ description: 'Whether records come after this page.' })
  hasMore!: boolean;
}

export class PageDto extends NextPageDto {
  @ApiProperty({ type: String, nullable: true, description: 'The `cursor` of the page before; null on the first one.' })
  previous!: string | null;
}

/** Replies are written as bytes; this describes them. */
export class RecordsDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'Stored records: the fields of the record at their own names, and `_id`, `_ts`, `_key`. Integers of any size keep all digits.',
    example: [
      {
        _id: 'occupancy#0#0',
        _ts: '2025-01-01T00:00:00.000Z',
        time: '2015-02-04T17:51:00.000Z',
        V1: 23.18,
        V2: 27.272,
      },
    ],
  })
  data!: Record<string, unknown>[];

  @ApiProperty({ type: PageDto })
  page!: PageDto;
}

export class ProblemDto {
  @ApiProperty({ example: 'urn:sluice:error:REQUEST_INVALID' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'reading parameter V1[gte]: a number is expected, not "warm"' })
  detail!: string;

  @ApiProperty({ example: '/v1/datasets/occupancy/records' })
  instance!: string;

  @ApiProperty({ example: 'REQUEST_INVALID' })
  code!: string;

  @ApiProperty({ required: false, description: 'The parameter at fault.', example: 'V1[gte]' })
  parameter?: string;

  @ApiProperty({ required: false, example: 'a number' })
  expected?: string;

  @ApiProperty({ required: false, description: 'A value that would do.', example: '23.5' })
  example?: string;
}
