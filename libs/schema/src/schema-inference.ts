import { cellKind, CellKind } from './cell-kind.js';
import { InstantKind, instantKind, isRfc3339 } from './cell-instant.js';
import { JsonType } from './compiled-schema.js';
import { type JsonFault, JsonScanner, jsonText } from './json-scanner.js';
import { emptyShape, mergeShape, propertyOf, schemasOfProperties, type ValueShape } from './value-shape.js';

interface FinishOptions {
  readonly title?: string;
  /**
   * Whether fields that were not observed are refused (the default). Leave them allowed where only a part of the
   * data was observed.
   */
  readonly closed?: boolean;
}

/**
 * Derives the JSON Schema of a dataset from its rows, one by one. The result accepts everything observed and does not
 * depend on the order of rows; properties stand in the order of their first appearance, each nullable, none required.
 * Memory grows with the number of distinct fields, not with rows.
 */
export class SchemaInference {
  private readonly root: ValueShape = emptyShape();
  private readonly scanner = new JsonScanner();
  private readonly columns: ValueShape[] = [];

  /** Names the CSV columns that {@link observeCell} then speaks of by index. */
  header(names: readonly string[]): void {
    this.columns.length = 0;
    for (const name of names) this.columns.push(propertyOf(this.root, name));
  }

  /** Observes one CSV cell, its quotes already removed. */
  observeCell(column: number, bytes: Buffer, start: number, end: number): void {
    const shape = this.columns[column];
    if (shape !== undefined && (shape.cells & CellKind.string) === 0) shape.cells |= cellKind(bytes, start, end);
  }

  /** Observes one JSON object. @returns why it is none; then nothing of it was observed. */
  observeJson(bytes: Buffer, start: number, end: number): JsonFault | undefined {
    const type = this.scanner.scan(bytes, start, end);
    if (type === 0) return this.scanner.fault;
    if (type !== JsonType.object) return { at: start, message: 'a record is an object', tooDeep: false };
    observe(this.root, bytes, start, end, type);
    return undefined;
  }

  /** Adds all that another inference has seen, as if its rows had been observed here after the own ones. */
  merge(other: SchemaInference): void {
    mergeShape(this.root, other.root);
  }

  /** JSON Schema (draft-07, which every registry reads) of all that was observed. */
  finish(options: FinishOptions = {}): Record<string, unknown> {
    const closed = options.closed ?? true;
    return {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...(options.title === undefined ? {} : { title: options.title }),
      type: 'object',
      properties: schemasOfProperties(this.root.properties ?? new Map(), closed),
      ...(closed ? { additionalProperties: false } : {}),
    };
  }
}

function observe(shape: ValueShape, bytes: Buffer, start: number, end: number, type: number): void {
  shape.types |= type;
  if (type === JsonType.string) {
    if (shape.strings !== 'text') observeString(shape, bytes, start + 1, end - 1);
  } else if (type === JsonType.object) {
    shape.properties ??= new Map();
    new JsonScanner().scan(bytes, start, end, (nameStart, nameEnd, valueStart, valueEnd, valueType) => {
      observe(propertyOf(shape, jsonText(bytes, nameStart, nameEnd)), bytes, valueStart, valueEnd, valueType);
    });
  } else if (type === JsonType.array) {
    new JsonScanner().scan(bytes, start, end, (_name, _nameEnd, valueStart, valueEnd, valueType) => {
      observe((shape.items ??= emptyShape()), bytes, valueStart, valueEnd, valueType);
    });
  }
}

/** JSON strings go to the topic as they are, so only what RFC 3339 already accepts is a date-time. */
function observeString(shape: ValueShape, bytes: Buffer, start: number, end: number): void {
  let seen: ValueShape['strings'] = 'text';
  if (instantKind(bytes, start, end) === InstantKind.date) seen = 'date';
  else if (isRfc3339(bytes, start, end)) seen = 'date-time';
  shape.strings = shape.strings === 'none' || shape.strings === seen ? seen : 'text';
}
