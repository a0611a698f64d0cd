import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

const PLACE = /^(?:\d{1,18}|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)$/;
const PLACE_MESSAGE = '$property must be an offset, as 1200, or a time, as 2026-01-01T00:00:00Z';

export class RecordReplayDto {
  @ApiProperty({ example: 'occupancy', description: 'A topic that the connector stores.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(249)
  topic!: string;

  @ApiPropertyOptional({ example: 0, description: 'Only this partition.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  partition?: number;

  @ApiPropertyOptional({
    example: '2026-01-01T00:00:00Z',
    description:
      'First offset, or the time of the first record, RFC 3339; without it the oldest record that the topic holds.',
  })
  @IsOptional()
  @Matches(PLACE, { message: PLACE_MESSAGE })
  from?: string;

  @ApiPropertyOptional({
    example: '1200',
    description: 'Offset or time behind the last record; without it all that is there now.',
  })
  @IsOptional()
  @Matches(PLACE, { message: PLACE_MESSAGE })
  to?: string;

  @ApiPropertyOptional({ example: '0:120-500', description: '`next` of the reply before.' })
  @IsOptional()
  @IsNotEmpty()
  @MaxLength(10_000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, description: 'Records in a second, at most; without it as fast as can be.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  maxPerSecond?: number;

  @ApiPropertyOptional({ default: false, description: 'Count offsets only; nothing is read or changed.' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class RecordReplayedDto {
  topic!: string;
  /** Offsets gone through; with `dryRun`, those that would be. Some may hold no record. */
  offsets!: number;
  /** Records that became durable. */
  stored!: number;
  /** Records that were there already and stay as they are. */
  duplicates!: number;
  /** Records refused, each with a new dead letter. */
  deadLettered!: number;
  /** Offsets that are still to be gone through. */
  left!: number;
  /** Where to go on: send the request again with it as `cursor`; null where that was all. */
  next!: string | null;
  dryRun!: boolean;
}
