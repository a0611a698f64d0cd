import { setMaxListeners } from 'node:events';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { type Operator, OPERATORS, type RawFilter, type RecordsRequest } from '@sluice/storage';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RECORDS_QUERY_EXAMPLES, RecordsQueryDto } from './records-query.dto.js';

const FILTER = new RegExp(`^(.+)\\[(${OPERATORS.join('|')})\\]$`, 's');

/** The request for records in the URL. */
export const RecordsQuery = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readRecordsRequest(context.switchToHttp().getRequest<FastifyRequest>().url),
);

/** Aborts when the client has gone. */
export const Departure = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const departure = new AbortController();
  // A list of datasets asks for each of them at once, and every query listens.
  setMaxListeners(0, departure.signal);
  context
    .switchToHttp()
    .getResponse<FastifyReply>()
    .raw.once('close', () => departure.abort());
  return departure.signal;
});

/**
 * Reads the query string itself, since names of fields may hold brackets, dots and `$`: only a last `[operator]` of a
 * known operator is taken off, all else is the name of a field. `limit=5` is the parameter, `limit[eq]=5` the field.
 * @throws SluiceError REQUEST_INVALID that names the parameter
 */
export function readRecordsRequest(url: string): RecordsRequest {
  const filters: RawFilter[] = [];
  const fixed = new Map<string, string[]>();
  for (const [parameter, text] of parametersOf(url)) {
    if (Object.hasOwn(RECORDS_QUERY_EXAMPLES, parameter)) {
      fixed.set(parameter, [...(fixed.get(parameter) ?? []), text]);
      continue;
    }
    const [, field = parameter, operator = 'eq'] = FILTER.exec(parameter) ?? [];
    filters.push({ parameter, field, operator: operator as Operator, text }); // the expression knows operators only
  }
  const { from, to, fields, sort, limit, cursor } = validated(fixed);
  return { filters, from, to, fields, sort, limit, cursor };
}

function parametersOf(url: string): [string, string][] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decoded(part), ''] : [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new SluiceError('REQUEST_INVALID', `reading the query string: "${text}" is not percent-encoded UTF-8`);
  }
}

function validated(fixed: ReadonlyMap<string, readonly string[]>): RecordsQueryDto {
  const plain: Record<string, unknown> = {};
  for (const [name, texts] of fixed) {
    if (name !== 'fields' && texts.length > 1) throw invalid(name, 'it is given more than once');
    plain[name] = name === 'fields' ? texts : texts[0];
  }
  const query = plainToInstance(RecordsQueryDto, plain);
  const [error] = validateSync(query);
  if (error) throw invalid(error.property, Object.values(error.constraints ?? {}).join(', '));
  return query;
}

function invalid(parameter: string, why: string): SluiceError {
  const example = (RECORDS_QUERY_EXAMPLES as Readonly<Record<string, string>>)[parameter]; // a property of the DTO
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${why}`, {
    context: { parameter, expected: why, example },
  });
}
