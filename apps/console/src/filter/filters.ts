export const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'prefix', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];

/** One condition on a field, as the API takes it. */
export interface Filter {
  readonly field: string;
  readonly op: Operator;
  /** As in the API's URL: lists with commas, a text that must stay one in double quotes. */
  readonly value: string;
}

const PARAMETER = new RegExp(`^([^]+)\\[(${OPERATORS.join('|')})\\]$`);

/** The parameter of a URL; the operator is always there, so that no field is taken for another parameter. */
export function parameterOf({ field, op }: Filter): string {
  return `${field}[${op}]`;
}

/** The filter that a parameter stands for; undefined where it is none. */
export function filterOf(parameter: string, value: string): Filter | undefined {
  const [, field, op] = PARAMETER.exec(parameter) ?? [];
  return field === undefined ? undefined : { field, op: op as Operator, value }; // the expression lists operators
}

export function sameFilter(a: Filter, b: Filter): boolean {
  return a.field === b.field && a.op === b.op && a.value === b.value;
}
