import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiParam, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { OPERATORS } from '@sluice/storage';
import { ProblemDto } from './record.dto.js';
import { RECORDS_QUERY_EXAMPLES } from './records-query.dto.js';

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'A parameter is wrong; the reply names it and gives an example.',
  404: 'There is no such dataset or record.',
  503: 'MongoDB is away, or the query took too long; try again after Retry-After seconds.',
};

/** Replies with problem details (RFC 9457). */
export function ApiProblem(...statuses: number[]): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse({ status, description: MEANINGS[status] ?? '', content })),
  );
}

const DESCRIPTION = `
Every parameter but \`from\`, \`to\`, \`fields\`, \`sort\`, \`limit\` and \`cursor\` is a filter on a field: \`class=pos\`,
\`aa_000[gte]=100\`. All filters must hold; a field may have several.

Operators: ${OPERATORS.map((operator) => `\`${operator}\``).join(' ')}; none means \`eq\`. \`in\` and \`nin\` take a list
(\`class[in]=pos,neg\`), \`exists\` takes true or false, \`prefix\` the beginning of a text. \`ne\` and \`nin\` also take
records without the field; \`eq\` with \`null\` takes records where it is null or missing.

Values are read by the type of the field: integers exactly, dates as \`2015-02-04\` or \`2015-02-04T17:51:00Z\` (UTC where
there is no zone), \`null\` as null. A value in double quotes is a text: \`"null"\`, \`"a,b"\`.

Names are taken as they are: \`temp[C][gte]=5\` filters the field \`temp[C]\`, since only a known operator in the last
brackets is one. A place within an object is \`position.x\`. A field that is called like a parameter is reached with its
operator: \`limit[eq]=5\`. Names with commas go in double quotes in \`sort\` and \`fields\`.

Pages follow one total order, by \`sort\` and then by \`_id\`; null and missing come first, then numbers, texts, and other
types. A page's \`page.next\` is the \`cursor\` of the one after it, with the same \`sort\`.`.trim();

/** The parameters of a request for records. Each example works on the sample topics. */
export function ApiRecordsQuery(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: 'Records by typed filters, in pages.', description: DESCRIPTION }),
    ApiParam({ name: 'name', example: 'occupancy' }),
    ApiQuery({
      name: 'filters',
      required: false,
      description: 'Filters as an object, for this page: every member is a parameter of its own in the URL.',
      style: 'form',
      explode: true,
      schema: { type: 'object', additionalProperties: { type: 'string' } },
      examples: {
        occupancy: { value: { 'V1[gte]': '23', 'time[lt]': '2015-02-05' } },
        'seattle-weather': { value: { weather: 'rain', 'temp_max[lt]': '10' } },
        shuttle: { value: { anomaly: '1', 'f1[in]': '50,53' } },
        scania: { value: { class: 'pos', 'aa_000[gte]': '100' } },
      },
    }),
    text('from', 'Oldest record timestamp `_ts`, inclusive.'),
    text('to', 'End of the record timestamps `_ts`, exclusive.'),
    ApiQuery({
      name: 'fields',
      required: false,
      isArray: true,
      type: String,
      description: 'Fields to send, separated by commas; repeatable. Default: all.',
      example: [RECORDS_QUERY_EXAMPLES.fields],
    }),
    text('sort', 'Fields to sort by, separated by commas, `-` for descending. Default: `_ts`.'),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100, example: 10 },
    }),
    ApiQuery({ name: 'cursor', required: false, type: String, description: '`page.next` of the page before.' }),
  );
}

function text(name: 'from' | 'to' | 'sort', description: string): MethodDecorator {
  return ApiQuery({ name, required: false, type: String, description, example: RECORDS_QUERY_EXAMPLES[name] });
}
