import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEAD_LETTER_STATES, type DeadLetterState } from '@sluice/storage';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const MAX_LIMIT = 100;
const MAX_RECORDS = 100;
const MAX_WORDS = 1_000;

/** Which letters; all that is given must hold. */
export class LetterFilterDto {
  @ApiPropertyOptional({ example: 'occupancy', description: 'Topic that the record came from.' })
  @IsOptional()
  @IsString()
  topic?: string;

  @ApiPropertyOptional({ example: 'VALUE_NOT_JSON', description: 'Code of the error.' })
  @IsOptional()
  @IsString()
  code?: string;

  @ApiPropertyOptional({ example: 'VALUE_CONVERTER', description: 'Step that refused the record.' })
  @IsOptional()
  @IsString()
  stage?: string;

  @ApiPropertyOptional({ example: '2015-01-01T00:00:00Z', description: 'Oldest timestamp of the record, inclusive.' })
  @IsOptional()
  @IsISO8601()
  from?: string;

  @ApiPropertyOptional({ example: '2035-01-01T00:00:00Z', description: 'End of the timestamps, exclusive.' })
  @IsOptional()
  @IsISO8601()
  to?: string;
}

export class LettersExportDto extends LetterFilterDto {
  @ApiPropertyOptional({ enum: DEAD_LETTER_STATES, description: 'What was done to the letter last.' })
  @IsOptional()
  @IsIn(DEAD_LETTER_STATES)
  state?: DeadLetterState;
}

export class LettersQueryDto extends LettersExportDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LIMIT, default: 50 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = 50;

  @ApiPropertyOptional({
    example: '0:120',
    description: '`next` of the page before: `partition:offset`, perhaps more.',
  })
  @IsOptional()
  @IsNotEmpty()
  cursor?: string;
}

/** A letter by its place in the dead-letter topic. */
export class LetterPlaceDto {
  @ApiProperty({ example: 0 })
  @IsInt()
  @Min(0)
  partition!: number;

  @ApiProperty({ example: 17 })
  @IsInt()
  @Min(0)
  offset!: number;
}

export class ReplayPlaceDto extends LetterPlaceDto {
  @ApiPropertyOptional({
    description:
      'What to produce in place of the value of the letter: a text byte for byte, anything else as JSON. Registry framing is kept.',
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
    example: { sensor_id: 'sensor-0001', temperature: 21.5 },
  })
  value?: unknown;
}

/** Letters by their places, or by a filter. */
class SelectionDto {
  @ApiPropertyOptional({ type: LetterFilterDto, description: 'All letters that it holds for; `{}`: all.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => LetterFilterDto)
  filter?: LetterFilterDto;

  @ApiPropertyOptional({ example: '0:120-500', description: 'With a filter: `next` of the reply before.' })
  @IsOptional()
  @IsNotEmpty()
  cursor?: string;

  @ApiPropertyOptional({ default: false, description: 'Count only; nothing is changed.' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({ description: 'Who asks, for the audit trail; the address of the client without it.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  by?: string;
}

export class ReplayDto extends SelectionDto {
  @ApiPropertyOptional({ type: [ReplayPlaceDto] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_RECORDS)
  @ValidateNested({ each: true })
  @Type(() => ReplayPlaceDto)
  records?: ReplayPlaceDto[];

  @ApiPropertyOptional({
    minimum: 1,
    description: 'Records produced in a second, at most; without it as fast as can be.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  maxPerSecond?: number;

  @ApiPropertyOptional({
    default: false,
    description: 'Also records that were replayed three times, discarded letters, and twins of replayed ones.',
  })
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class DiscardDto extends SelectionDto {
  @ApiPropertyOptional({ type: [LetterPlaceDto] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_RECORDS)
  @ValidateNested({ each: true })
  @Type(() => LetterPlaceDto)
  records?: LetterPlaceDto[];

  @ApiProperty({ example: 'test data of the commissioning', description: 'Why, for the audit trail.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_WORDS)
  reason!: string;
}
