import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

/** The parameters with a fixed name. Every other parameter is a filter. */
export class RecordsQueryDto {
  @IsOptional()
  @IsString()
  from?: string;

  @IsOptional()
  @IsString()
  to?: string;

  @IsOptional()
  @IsNotEmpty({ each: true })
  fields?: string[];

  @IsOptional()
  @IsNotEmpty()
  sort?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  @IsOptional()
  @IsNotEmpty()
  cursor?: string;
}

/** A value that would do, for messages. */
export const RECORDS_QUERY_EXAMPLES: Readonly<Record<keyof RecordsQueryDto, string>> = {
  from: '2015-01-01T00:00:00Z',
  to: '2035-01-01T00:00:00Z',
  fields: '_id,_ts',
  sort: '-_ts',
  limit: '10',
  cursor: 'page.next',
};
