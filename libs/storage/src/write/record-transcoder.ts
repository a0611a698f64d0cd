import { storedFieldName } from '@sluice/contracts';
import type { CompiledSchema } from '@sluice/schema';
import type { BsonBuffer } from './bson-buffer.js';
import { BsonType, JSON_TYPE_OF, removeElements } from './bson-type.js';
import { DatasetFields, type ObservedField } from './dataset-fields.js';
import { FieldTable } from './field-table.js';
import { JsonValues } from './json-values.js';
import {
  IDENTITY_ROOM,
  type IdStrategy,
  insertFieldsId,
  type RecordMeta,
  writeDigits,
  writeIdentity,
  writeMilliseconds,
} from './record-identity.js';
import { quoted, type TranscodeError } from './transcode-error.js';

const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** `[0,0,0…]` takes 2 bytes an element, and 14 in BSON from the ten-millionth element on. */
const GROWTH = 8;
const MAX_SERIAL = 0x3fffffff;
/** Four times what a document may take: longer text is refused unread, rather than given {@link GROWTH} times the room. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** Of a field name that is learnt. The catalogue keeps what is learnt, twice each, in one document of 16 MiB. */
const MAX_NAME_BYTES = 255;
const UNTABLED = -1;
const BAD = -2;

export interface RecordTranscoderOptions {
  /** Without it any object is accepted. */
  readonly schema?: CompiledSchema;
  readonly id?: IdStrategy;
  /** Levels of objects and arrays, the document itself included. MongoDB stores 180. */
  readonly maxDepth?: number;
  /** Field names learnt, over all levels; records with more, or longer ones, are transcoded just as well, but slower. */
  readonly maxNames?: number;
}

/**
 * JSON text to BSON document in one pass over the bytes, for the records of one dataset.
 *
 * The document is `_id`, `_ts`, `_key` and the record's fields in their order (reserved names as by
 * `storedFieldName`). Where a name occurs twice in one object the last one stays, at its place. Numbers are as
 * {@link JsonValues} says, lone surrogates become U+FFFD; malformed UTF-8, a NUL in a name and anything that is not
 * exactly one object is an error. Names may be empty or hold dots, `$` or `__proto__`.
 */
export class RecordTranscoder extends JsonValues {
  private readonly fields: DatasetFields;
  private readonly validate: CompiledSchema['validate'];
  private readonly idStrategy: IdStrategy;
  private readonly maxDepth: number;
  /** Stands in for a table where no more names are learnt. */
  private readonly noTable = new FieldTable({ left: 0 }, 0);
  private serial = 0;
  private meta: RecordMeta | undefined;
  private untabledName = '';

  constructor(options: RecordTranscoderOptions = {}) {
    super();
    const id = options.id ?? 'position';
    this.idStrategy = typeof id === 'string' ? id : { fields: [...new Set(id.fields)] };
    this.maxDepth = options.maxDepth ?? 100;
    this.validate = options.schema?.validate;
    const known = options.schema?.fields.size ?? 0;
    this.fields = new DatasetFields({ left: known + (options.maxNames ?? 10_000) }, options.schema);
  }

  /** Rises when {@link observedFields} changes. */
  get observedVersion(): number {
    return this.fields.version;
  }

  /** Top-level fields of the records transcoded so far, in order of first occurrence or of the schema. */
  observedFields(): ObservedField[] {
    return this.fields.observed();
  }

  /**
   * Appends the document of the JSON text in `json[start, end)`.
   * @returns undefined, or why there is none; then `out` holds what it held before
   */
  transcode(json: Buffer, start: number, end: number, meta: RecordMeta, out: BsonBuffer): TranscodeError | undefined {
    if (end - start > MAX_TEXT_BYTES) {
      const message = `transcoding a value: it takes ${String(end - start)} bytes of at most ${String(MAX_TEXT_BYTES)}`;
      return { code: 'RECORD_TOO_LARGE', message };
    }
    const key = meta.keyStart < 0 ? 0 : meta.keyEnd - meta.keyStart;
    // An id made of fields holds them once more.
    const growth = typeof this.idStrategy === 'string' ? GROWTH : GROWTH * 2;
    out.reserve((end - start) * growth + meta.idPrefix.length + key * 2 + IDENTITY_ROOM);
    this.read(json, start, end);
    this.out = out.bytes;
    this.outView = out.view;
    this.o = out.length;
    this.meta = meta;
    if (this.serial > MAX_SERIAL) {
      this.fields.table.resetStamps();
      this.serial = 0;
    }
    const error = this.record(out.length);
    this.forget();
    if (error !== undefined) {
      this.fields.reject();
      return error;
    }
    this.fields.accept();
    out.commit(this.o);
    return undefined;
  }

  private record(documentAt: number): TranscodeError | undefined {
    this.p = this.skipSpace(this.p);
    const serial = this.serial + 1;
    if (this.p >= this.end || this.src[this.p] !== OPEN_BRACE) this.malformed(this.p, 'an object');
    else if (this.object(this.fields.table, 1)) this.p = this.skipSpace(this.p);
    if (this.error === undefined && this.p < this.end) this.malformed(this.p, 'nothing after the object');
    return this.error ?? this.fields.verdict(serial) ?? this.validateWhole() ?? this.insertId(documentAt);
  }

  private validateWhole(): TranscodeError | undefined {
    if (this.validate === undefined) return undefined;
    const violation = this.validate(JSON.parse(this.src.toString('utf8', this.start, this.end)));
    if (violation === undefined) return undefined;
    const message = `checking a record: ${violation.pointer === '' ? 'it' : quoted(violation.pointer)} ${violation.message}`;
    return { code: 'VALUE_SCHEMA_MISMATCH', message, field: violation.pointer };
  }

  private insertId(documentAt: number): TranscodeError | undefined {
    if (typeof this.idStrategy === 'string') return undefined;
    const { fields } = this.idStrategy;
    const end = insertFieldsId(this.out, documentAt, this.o, fields);
    if (typeof end === 'string') {
      return { code: 'KEY_MISSING', message: 'making an id of fields: one is missing or null', field: end };
    }
    this.o = end;
    return undefined;
  }

  /** At an opening brace. The longest function here: calls per field would cost more than all it does. */
  private object(table: FieldTable, depth: number): boolean {
    const { src, view, end, out, outView } = this;
    const documentAt = this.o;
    const isRoot = depth === 1;
    this.serial += 1;
    const { serial } = this;
    let o = isRoot ? this.identity(documentAt + 4) : documentAt + 4;
    if (o < 0) return false;
    let repeated: number[] | undefined;
    let others: Map<string, number> | undefined;
    let slot = 0;
    let p = this.skipSpace(this.p + 1);
    if (p < end && src[p] === CLOSE_BRACE) p += 1;
    else {
      for (;;) {
        if (p >= end || src[p] !== QUOTE) return this.malformed(p, 'a field name') !== 0;
        const typeAt = o;
        let field = table.next[slot] as number;
        const length = field < table.count ? table.match(field, view, p + 1, end, outView, o + 1) : -1;
        if (length >= 0) {
          p += length + 2;
          o += length + 2;
        } else {
          this.p = p;
          this.o = o + 1;
          field = this.name(table, slot, isRoot);
          if (field === BAD) return false;
          p = this.p;
          o = this.o;
        }
        if (field !== UNTABLED) {
          if (table.stamp[field] === serial) {
            (repeated ??= []).push(table.startAt[field] as number);
            if (isRoot) this.fields.repeat(table.names[field] as string);
          }
          table.stamp[field] = serial;
          table.startAt[field] = typeAt;
          slot = field + 1;
        } else {
          others ??= new Map();
          const before = others.get(this.untabledName);
          if (before !== undefined) {
            (repeated ??= []).push(before);
            if (isRoot) this.fields.repeat(this.untabledName);
          }
          others.set(this.untabledName, typeAt);
        }
        const name = this.untabledName;
        if (p >= end || src[p] !== COLON) {
          p = this.skipSpace(p);
          if (p >= end || src[p] !== COLON) return this.malformed(p, 'a colon') !== 0;
        }
        p += 1;
        if (p < end && (src[p] as number) <= 0x20) p = this.skipSpace(p);
        if (p >= end) return this.malformed(p, 'a value') !== 0;
        const c = src[p] as number;
        this.p = p;
        this.o = o;
        let type: number;
        if (c === QUOTE) type = this.string();
        else if (c <= 0x39) type = this.number();
        else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
          type = this.nested(c, field === UNTABLED ? this.noTable : table.child(field), depth + 1);
        } else type = this.literal();
        if (type === 0) return false;
        out[typeAt] = type;
        if (isRoot && (field === UNTABLED || ((table.known[field] as number) & (JSON_TYPE_OF[type] as number)) === 0)) {
          const instant = this.fields.inspect(
            field,
            field === UNTABLED ? name : (table.names[field] as string),
            type,
            out,
            o,
            p - this.start,
          );
          if (!Number.isNaN(instant)) {
            out[typeAt] = BsonType.date;
            this.o = writeMilliseconds(outView, o, instant);
          }
        }
        p = this.p;
        o = this.o;
        let after = p < end ? (src[p] as number) : 0;
        if (after <= 0x20) {
          p = this.skipSpace(p);
          after = p < end ? (src[p] as number) : 0;
        }
        p += 1;
        if (after === COMMA) {
          if (p < end && (src[p] as number) <= 0x20) p = this.skipSpace(p);
        } else if (after === CLOSE_BRACE) break;
        else return this.malformed(p - 1, 'a comma or closing brace') !== 0;
      }
    }
    if (repeated !== undefined) o = removeElements(out, repeated, o);
    out[o++] = 0;
    outView.setInt32(documentAt, o - documentAt, true);
    this.p = p;
    this.o = o;
    return true;
  }

  private identity(at: number): number {
    const { meta } = this;
    if (meta === undefined) return -1;
    const o = writeIdentity(this.idStrategy, meta, this.src, this.out, this.outView, at);
    if (o < 0) this.error = { code: 'KEY_MISSING', message: 'making an id of the key: the record has none' };
    return o;
  }

  /** At a quote; writes the stored name and a NUL. Answers the field's index, UNTABLED or BAD. */
  private name(table: FieldTable, slot: number, isRoot: boolean): number {
    const { p, o, outView, view, end } = this;
    for (let field = slot; field < table.count && field < slot + 4; field += 1) {
      const length = table.match(field, view, p + 1, end, outView, o);
      if (length < 0) continue;
      table.next[slot] = field;
      this.p = p + length + 2;
      this.o = o + length + 1;
      return field;
    }
    if (!this.text()) return BAD;
    const { out } = this;
    const nul = out.subarray(o, this.o).indexOf(0);
    if (nul >= 0) {
      this.fail('VALUE_BAD_FIELD_NAME', p, 'a field name with a NUL');
      return BAD;
    }
    const name = out.toString('utf8', o, this.o);
    let field = table.find(name);
    if (field < 0 && this.o - o <= MAX_NAME_BYTES) {
      field = isRoot ? this.fields.indexOrAdd(name) : table.add(name, name);
    }
    if (isRoot) this.underscore(name, o);
    out[this.o++] = 0;
    this.untabledName = name;
    if (field < 0) return UNTABLED;
    table.next[slot] = field;
    return field;
  }

  /** A reserved name gains one underscore (storedFieldName). */
  private underscore(name: string, at: number): void {
    const stored = storedFieldName(name);
    if (stored !== name) this.o = at + this.out.write(stored, at);
  }

  private nested(open: number, table: FieldTable, depth: number): number {
    if (depth > this.maxDepth) {
      return this.fail('VALUE_TOO_DEEP', this.p, `more than ${String(this.maxDepth)} levels`);
    }
    if (open === OPEN_BRACE) return this.object(table, depth) ? BsonType.object : 0;
    return this.array(table, depth) ? BsonType.array : 0;
  }

  /** At an opening bracket; `table` is for the objects in it. */
  private array(table: FieldTable, depth: number): boolean {
    const { src, end, out, outView } = this;
    const documentAt = this.o;
    let o = documentAt + 4;
    let p = this.skipSpace(this.p + 1);
    if (p < end && src[p] === CLOSE_BRACKET) p += 1;
    else {
      for (let index = 0; ; index += 1) {
        if (p >= end) return this.malformed(p, 'a value') !== 0;
        const typeAt = o;
        if (index < 10) {
          out[o + 1] = 0x30 + index;
          o += 2;
        } else o = writeDigits(out, o + 1, index);
        out[o++] = 0;
        const c = src[p] as number;
        this.p = p;
        this.o = o;
        let type: number;
        if (c === QUOTE) type = this.string();
        else if (c <= 0x39) type = this.number();
        else if (c === OPEN_BRACE || c === OPEN_BRACKET) type = this.nested(c, table, depth + 1);
        else type = this.literal();
        if (type === 0) return false;
        out[typeAt] = type;
        p = this.skipSpace(this.p);
        o = this.o;
        const after = p < end ? (src[p] as number) : 0;
        if (after === CLOSE_BRACKET) break;
        if (after !== COMMA) return this.malformed(p, 'a comma or closing bracket') !== 0;
        p = this.skipSpace(p + 1);
      }
      p += 1;
    }
    out[o++] = 0;
    outView.setInt32(documentAt, o - documentAt, true);
    this.p = p;
    this.o = o;
    return true;
  }
}
