import { STORED_ID, STORED_KEY, STORED_TIMESTAMP, storedFieldName } from '@sluice/contracts';
import type { CompiledSchema } from '@sluice/schema';
import type { DatasetEntry } from '../models/dataset-catalog.js';
import { jsonTypeNames } from '../models/merge-sighting.js';

/** A place in the records of a dataset that a query may name. */
export interface QueryField {
  /** As the request names it. */
  readonly name: string;
  /** Stored names from the top down. */
  readonly path: readonly string[];
  /** JSON types that its values may have; empty where nothing is known. */
  readonly types: ReadonlySet<string>;
  /** Its strings are stored as dates. */
  readonly isDate: boolean;
}

/** A top-level field as the dataset's page shows it. */
export interface KnownField extends QueryField {
  readonly date?: 'date' | 'date-time';
}

const UNKNOWN: ReadonlySet<string> = new Set();

/** The fields of a dataset: what its schema allows and what its records have had, by stored name. */
export class QueryFields {
  private readonly fields = new Map<string, KnownField>();

  constructor(entry: Pick<DatasetEntry, 'fields'>, schema: CompiledSchema | undefined) {
    this.add({ name: STORED_ID, path: [STORED_ID], types: UNKNOWN, isDate: false });
    this.add({ name: STORED_TIMESTAMP, path: [STORED_TIMESTAMP], types: new Set(['string']), isDate: true });
    this.add({ name: STORED_KEY, path: [STORED_KEY], types: new Set(['string']), isDate: false });
    const declared = new Map([...(schema?.fields ?? [])].map(([name, field]) => [storedFieldName(name), field]));
    const observed = new Map(entry.fields.map((field) => [field.storedName, field]));
    for (const name of new Set([...declared.keys(), ...observed.keys()])) {
      const seen = observed.get(name);
      const date = seen?.date ?? declared.get(name)?.date;
      const types = new Set([...jsonTypeNames(declared.get(name)?.types ?? 0), ...(seen?.types ?? [])]);
      this.add({ name, path: [name], types, isDate: date !== undefined, ...(date ? { date } : {}) });
    }
  }

  /** The field of that very name, else the place within a field that holds objects: `position.x`. */
  find(name: string): QueryField | undefined {
    const field = this.fields.get(name);
    if (field) return field;
    for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      const outer = this.fields.get(name.slice(0, dot));
      const rest = name.slice(dot + 1).split('.');
      if (outer && mayNest(outer) && !rest.includes('')) {
        return { name, path: [...outer.path, ...rest], types: UNKNOWN, isDate: false };
      }
    }
    return undefined;
  }

  list(): KnownField[] {
    return [...this.fields.values()];
  }

  names(): string[] {
    return [...this.fields.keys()];
  }

  /** Only some of the fields, by name, as they are where each is stored at another place. */
  moved(places: ReadonlyMap<string, string>): QueryFields {
    const others = new QueryFields({ fields: [] }, undefined);
    others.fields.clear();
    for (const [name, place] of places) {
      const field = this.fields.get(name);
      if (field) others.add({ ...field, path: [place] });
    }
    return others;
  }

  private add(field: KnownField): void {
    this.fields.set(field.name, field);
  }
}

/** Whether values may be arrays, whose order as a whole differs from the order of their elements. */
export function mayBeArray({ types, path }: QueryField): boolean {
  return types.has('array') || path.length > 1;
}

function mayNest({ types, path }: QueryField): boolean {
  return types.has('object') || types.has('array') || (types.size === 0 && path.length === 1);
}
