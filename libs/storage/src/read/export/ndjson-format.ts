import { bsonToJson } from '../bson-to-json.js';
import { JsonBytes } from '../json-bytes.js';
import type { Projection } from '../projection.js';
import type { RawBatch } from '../raw-scan.js';
import { NOTHING, type RecordFormat } from './record-format.js';

const LINE_END = 0x0a;

/** A JSON object a line, as pages have them. */
export class NdjsonFormat implements RecordFormat {
  private readonly out = new JsonBytes();

  constructor(private readonly projection?: Projection) {}

  head(): Uint8Array {
    return NOTHING;
  }

  write(batch: RawBatch): Uint8Array {
    this.out.clear();
    batch.each((bson, start) => {
      bsonToJson(bson, start, this.out, this.projection);
      this.out.byte(LINE_END);
    });
    return this.out.toBuffer();
  }

  tail(): Uint8Array {
    return NOTHING;
  }
}
