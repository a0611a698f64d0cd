import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiParam, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { OPERATORS } from '@sluice/storage';
import { ProblemDto } from './records/record.dto.js';
import type { ParameterSpec, ParameterTable } from './request/parameters.js';

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'A parameter is wrong; the reply names it and gives an example.',
  404: 'There is no such dataset or record.',
  409: 'The state of the dataset does not allow it; the reply says why.',
  422: 'The query takes more than one may; narrow it or build an index.',
  503: 'MongoDB is away, or the query took too long; try again after Retry-After seconds.',
};

/** For replies that are written as bytes. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Replies with problem details (RFC 9457). */
export function ApiProblem(...statuses: number[]): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse({ status, description: MEANINGS[status] ?? '', content })),
  );
}

/** How filters are said in a URL, for the descriptions of routes that take them. */
export const FILTERS_HELP = `
Every parameter that is not listed here is a filter on a field: \`class=pos\`, \`aa_000[gte]=100\`. All filters must
hold; a field may have several.

Operators: ${OPERATORS.map((operator) => `\`${operator}\``).join(' ')}; none means \`eq\`. \`in\` and \`nin\` take a list
(\`class[in]=pos,neg\`), \`exists\` takes true or false, \`prefix\` the beginning of a text and \`contains\` any part of
it, up to 200 characters and never a regular expression. \`ne\` and \`nin\` also take records without the field; \`eq\`
with \`null\` takes records where it is null or missing.

Values are read by the type of the field: integers exactly, dates as \`2015-02-04\` or \`2015-02-04T17:51:00Z\` (UTC where
there is no zone), \`null\` as null. A value in double quotes is a text: \`"null"\`, \`"a,b"\`.

Names are taken as they are: \`temp[C][gte]=5\` filters the field \`temp[C]\`, since only a known operator in the last
brackets is one. A place within an object is \`position.x\`. A field that is called like a parameter is reached with its
operator: \`limit[eq]=5\`. Names with commas go in double quotes in \`sort\` and \`fields\`.`.trim();

const FILTERS = {
  occupancy: { value: { 'V1[gte]': '23', 'time[lt]': '2015-02-05' } },
  'seattle-weather': { value: { weather: 'rain', 'temp_max[lt]': '10' } },
  shuttle: { value: { anomaly: '1', 'f1[in]': '50,53' } },
  scania: { value: { class: 'pos', 'aa_000[gte]': '100' } },
};

export const ApiDataset = (): MethodDecorator => ApiParam({ name: 'name', example: 'occupancy' });

/** The parameters of a URL, and filters as an object for the page. */
export function ApiUrl(table: ParameterTable, { filters }: { filters: boolean } = { filters: true }): MethodDecorator {
  return applyDecorators(
    ApiDataset(),
    ...(filters
      ? [
          ApiQuery({
            name: 'filters',
            required: false,
            description: 'Filters as an object, for this page: every member is a parameter of its own in the URL.',
            style: 'form',
            explode: true,
            schema: { type: 'object', additionalProperties: { type: 'string' } },
            examples: FILTERS,
          }),
        ]
      : []),
    ...Object.entries(table).map(([name, spec]) =>
      ApiQuery({ name, required: false, description: spec.help, schema: schemaOf(spec, true) }),
    ),
  );
}

/** The members of a JSON body, with `where` for filters, and whole bodies as examples. */
export function ApiJson(
  table: ParameterTable,
  examples: Readonly<Record<string, object>>,
  { filters }: { filters: boolean } = { filters: true },
): MethodDecorator {
  const members = Object.entries(table).map(([name, spec]) => [
    name,
    { ...schemaOf(spec, false), description: spec.help },
  ]);
  const where = {
    description:
      'A filter `{field, op, value}`, a group `{"and": […]}` or `{"or": […]}`, or a list, all of which must hold. ' +
      'Groups nest 5 deep; at most 100 filters.',
    example: {
      or: [
        { field: 'V1', op: 'gte', value: 23 },
        { field: 'V2', op: 'lt', value: 20 },
      ],
    },
  };
  return applyDecorators(
    ApiDataset(),
    ApiBody({
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(filters ? [...members, ['where', where]] : members) as Record<string, object>,
      },
      examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
    }),
  );
}

function schemaOf(spec: ParameterSpec, isUrl: boolean): object {
  switch (spec.type) {
    case 'integer': {
      const { min, max } = spec;
      const preset = spec.default === undefined ? {} : { default: spec.default };
      return { type: 'integer', minimum: min, maximum: max, ...preset, example: Number(spec.example) };
    }
    case 'choice':
      return {
        type: 'string',
        enum: [...spec.oneOf],
        ...(spec.default === undefined ? {} : { default: spec.default }),
        example: spec.example,
      };
    case 'flag':
      return { type: 'boolean', default: spec.default, example: spec.example === 'true' };
    case 'cursor':
      return { type: 'string' };
    case 'text':
      return { type: 'string', example: spec.example };
    case 'sort':
      if (isUrl) return { type: 'string', example: spec.example };
      return { type: 'array', items: { type: 'string' }, example: [spec.example] };
    default:
      return { type: 'array', items: { type: 'string' }, example: [spec.example] };
  }
}
