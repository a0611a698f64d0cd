import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class CountDto {
  @ApiProperty({ example: 10129 })
  count!: number;

  @ApiProperty({ description: 'False for an estimate.' })
  isExact!: boolean;

  @ApiPropertyOptional({ example: 10000, description: 'Records that an estimate by sample looked at.' })
  sampled?: number;

  @ApiPropertyOptional({ example: 1200, description: 'The true count is within this of `count` in 95 of 100 cases.' })
  margin?: number;
}
