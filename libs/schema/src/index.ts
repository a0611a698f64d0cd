export { canonicalJson, schemaFingerprint } from './canonical-json.js';
export { InstantKind, instantKind, writeInstant } from './cell-instant.js';
export { booleanOf, cellKind, CellKind, trimEnd, trimStart } from './cell-kind.js';
export { compileSchema, typeNames } from './compile-schema.js';
export { type CompiledField, type CompiledSchema, JsonType, type SchemaViolation } from './compiled-schema.js';
export { type JsonFault, JsonScanner, jsonText, type MemberVisitor } from './json-scanner.js';
export { RecordChecker } from './record-checker.js';
export { SchemaInference } from './schema-inference.js';
