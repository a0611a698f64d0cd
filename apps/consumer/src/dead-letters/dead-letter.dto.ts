import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEAD_LETTER_STATES, type DeadLetterState } from '@sluice/storage';

export class OriginDto {
  @ApiProperty({ example: 'occupancy' })
  topic!: string;

  @ApiProperty({ example: 1 })
  partition!: number;

  @ApiProperty({ example: 4711 })
  offset!: number;
}

export class ReadableBytesDto {
  @ApiProperty({ enum: ['text', 'base64'] })
  format!: 'text' | 'base64';

  @ApiProperty()
  text!: string;
}

export class DeadLetterDto {
  @ApiProperty({ example: 0, description: 'Place in the dead-letter topic, as is `offset`.' })
  partition!: number;

  @ApiProperty({ example: 17 })
  offset!: number;

  @ApiProperty({ enum: DEAD_LETTER_STATES, description: 'What was done to it last.' })
  state!: DeadLetterState;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'Timestamp of the record.' })
  timestamp!: string | null;

  @ApiPropertyOptional({ type: OriginDto, description: 'Where the record was read.' })
  origin?: OriginDto | undefined;

  @ApiPropertyOptional({ example: 'sensors' })
  connector?: string | undefined;

  @ApiPropertyOptional({ example: 'VALUE_CONVERTER', description: 'Step that refused the record.' })
  stage?: string | undefined;

  @ApiPropertyOptional({ example: 'VALUE_NOT_JSON' })
  code?: string | undefined;

  @ApiPropertyOptional({ example: 'reading JSON: a digit is expected (byte 12)' })
  message?: string | undefined;

  @ApiProperty({ description: 'How many times the record had been replayed when it was refused.' })
  replays!: number;

  @ApiProperty({ type: ReadableBytesDto, nullable: true })
  key!: ReadableBytesDto | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Bytes of the value; null where it has none.' })
  valueBytes!: number | null;
}

export class DeadLetterListDto {
  @ApiProperty({ type: [DeadLetterDto] })
  letters!: DeadLetterDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    example: '0:120',
    description: '`cursor` of the next page; null on the last one. A page may be short and yet have a next one.',
  })
  next!: string | null;

  @ApiProperty({ description: 'Records of the topic that were read for this page.' })
  scanned!: number;
}

export class ReadableValueDto {
  @ApiProperty({ enum: ['json', 'text', 'base64'] })
  format!: 'json' | 'text' | 'base64';

  @ApiProperty({ description: 'The value without registry framing, digit for digit; in base64 where it is not UTF-8.' })
  text!: string;

  @ApiPropertyOptional({
    description: 'The value where it is JSON.',
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'array', items: {} }, { type: 'string' }],
  })
  json?: unknown;

  @ApiPropertyOptional({ description: 'Id of the schema in the registry, where the value names one.' })
  schemaId?: number;

  @ApiProperty({ description: 'With framing.' })
  bytes!: number;
}

export class HeaderDto {
  @ApiProperty({ example: 'sluice.schema' })
  name!: string;

  @ApiProperty({ type: ReadableBytesDto, nullable: true })
  value!: ReadableBytesDto | null;
}

export class DeadLetterEntryDto {
  @ApiProperty({ enum: DEAD_LETTER_STATES })
  state!: DeadLetterState;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: Date;

  @ApiProperty({ description: 'Who asked for it.' })
  by!: string;

  @ApiPropertyOptional({ description: 'The reason given, or the error that ended it.' })
  why?: string;

  @ApiPropertyOptional({ example: 'occupancy#1#4720', description: 'Where the record was produced again.' })
  producedAs?: string;

  @ApiPropertyOptional({ description: 'Set where another value was produced.' })
  isEdited?: true;
}

export class DeadLetterDetailDto extends DeadLetterDto {
  @ApiProperty({ example: 'dlq.sensors', description: 'The dead-letter topic.' })
  topic!: string;

  @ApiProperty({ type: ReadableValueDto, nullable: true })
  value!: ReadableValueDto | null;

  @ApiProperty({ type: [HeaderDto], description: 'All of them, those about the error included.' })
  headers!: HeaderDto[];

  @ApiProperty({ type: [DeadLetterEntryDto], description: 'What was done to it, oldest first.' })
  history!: readonly DeadLetterEntryDto[];
}

export class LetterFailureDto {
  @ApiProperty({ example: 0 })
  partition!: number;

  @ApiProperty({ example: 17 })
  offset!: number;

  @ApiProperty({ example: 'DEAD_LETTER_LOOP' })
  code!: string;

  @ApiProperty()
  message!: string;
}

class OutcomeDto {
  @ApiProperty({ description: 'Letters that were asked for; the sum of the counts below.' })
  matched!: number;

  @ApiProperty({ description: 'Letters that were replayed or discarded before, and twins of replayed ones.' })
  skipped!: number;

  @ApiProperty()
  failed!: number;

  @ApiProperty({ type: [LetterFailureDto], description: 'The first 100 of them.' })
  failures!: readonly LetterFailureDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    example: '0:120-500',
    description: '`cursor` to go on with where a filter held for more than one request may do; null when all is done.',
  })
  next!: string | null;

  @ApiProperty({ description: 'True where nothing was changed: the counts tell what would be.' })
  dryRun!: boolean;
}

export class ReplayedDto extends OutcomeDto {
  @ApiProperty({ description: 'Records that the broker has acknowledged.' })
  replayed!: number;
}

export class DiscardedDto extends OutcomeDto {
  @ApiProperty()
  discarded!: number;
}
