import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, SluiceError } from '@sluice/contracts';
import mongoose from 'mongoose';
import { classifyMongoError } from './classify-mongo-error.js';

const { mongo } = mongoose;
const server = (code: number): Error =>
  new mongo.MongoServerError({ message: 'value "pos" is bad', errmsg: 'x', code });

const table: [string, unknown, ErrorCode][] = [
  ['a lost connection', new mongo.MongoNetworkError('connection 1 to 127.0.0.1:1 closed'), 'STORE_UNAVAILABLE'],
  ['a silent socket', new mongo.MongoNetworkTimeoutError('timed out'), 'STORE_UNAVAILABLE'],
  ['a closed topology', new mongo.MongoTopologyClosedError('closed'), 'STORE_UNAVAILABLE'],
  ['a closed client', new mongo.MongoNotConnectedError('not connected'), 'STORE_UNAVAILABLE'],
  ['a stale primary', new mongo.MongoStalePrimaryError('stale'), 'STORE_UNAVAILABLE'],
  ['an expired session', new mongo.MongoExpiredSessionError('expired'), 'STORE_UNAVAILABLE'],
  ['a system error', new mongo.MongoSystemError('no server', { servers: new Map() } as never), 'STORE_UNAVAILABLE'],
  ['no server', new mongo.MongoServerSelectionError('none', { servers: new Map() } as never), 'STORE_UNAVAILABLE'],
  ['no server for Mongoose', new mongoose.Error.MongooseServerSelectionError('none'), 'STORE_UNAVAILABLE'],
  ['no primary', server(10107), 'STORE_UNAVAILABLE'],
  ['a step-down', server(189), 'STORE_UNAVAILABLE'],
  ['a shutdown', server(11600), 'STORE_UNAVAILABLE'],
  ['an interruption', server(11602), 'STORE_UNAVAILABLE'],
  ['a killed cursor', server(43), 'STORE_UNAVAILABLE'],
  ['a full disk', server(14031), 'STORE_UNAVAILABLE'],
  ['too few members for the majority', server(100), 'STORE_UNAVAILABLE'],
  ['an answer without a code', new mongo.MongoServerError({ message: 'no host reachable' }), 'STORE_UNAVAILABLE'],
  ['a code nobody knows', server(987654), 'STORE_UNCLASSIFIED'],
  [
    'a code nobody knows that the server calls retryable',
    new mongo.MongoServerError({ message: 'x', code: 987654, errorLabels: ['RetryableWriteError'] }),
    'STORE_UNAVAILABLE',
  ],
  [
    'a write concern that was not met',
    new mongo.MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'waiting timed out' } }),
    'STORE_UNAVAILABLE',
  ],
  ['a refused socket', Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' }), 'STORE_UNAVAILABLE'],
  ['wrong credentials', server(18), 'STORE_AUTH'],
  ['a missing role', server(13), 'STORE_AUTH'],
  ['a validator', server(121), 'STORE_REFUSED'],
  ['a unique index', server(11000), 'STORE_REFUSED'],
  ['a bad value', server(2), 'STORE_REFUSED'],
  ['a bad field name', server(52), 'STORE_REFUSED'],
  ['a large document', server(10334), 'RECORD_TOO_LARGE'],
  ['a large document by the server', server(17419), 'RECORD_TOO_LARGE'],
  ['the time limit of a query', server(50), 'QUERY_TIMEOUT'],
  ['the time limit of the driver', new mongo.MongoOperationTimeoutError('late'), 'QUERY_TIMEOUT'],
  ['a malformed URL', new mongo.MongoParseError('bad'), 'CONFIG_INVALID'],
  ['an index of other options', server(85), 'INTERNAL'],
  ['a defect', new TypeError('undefined is not a function'), 'INTERNAL'],
  ['no error at all', 'text', 'INTERNAL'],
  ['nothing', null, 'INTERNAL'],
];

describe('classifying errors of MongoDB', () => {
  it.each(table)('knows %s', (_, error, code) => {
    const classified = classifyMongoError(error, 'writing to sensor');
    expect(classified).toBeInstanceOf(SluiceError);
    expect(classified).toMatchObject({ code, cause: error });
    expect(classified.message).toMatch(/^writing to sensor: ./);
  });

  it('keeps what is classified already', () => {
    const error = new SluiceError('KEY_MISSING', 'making an id');
    expect(classifyMongoError(error, 'writing')).toBe(error);
  });

  it('quotes no values of documents', () => {
    expect(classifyMongoError(server(121), 'writing').message).not.toContain('pos');
  });

  it('says what the user may not do and what to give it, without the rest of the command', () => {
    const message = 'not authorized on sluice to execute command { insert: "sensor", documents: [ { a: "secret" } ] }';
    const classified = classifyMongoError(
      new mongo.MongoServerError({ message, errmsg: message, code: 13 }),
      'writing',
    );
    expect(classified.message).toBe(
      'writing: the user may not insert in sluice.sensor; give it the role of docs/security.md',
    );
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', /tlsCAFile/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /name that the server's certificate holds/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /tlsCertificateKeyFile/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /speaks TLS/],
    ['CERT_HAS_EXPIRED', /renewed/],
  ])('finds a certificate that is refused behind a failed selection of servers: %s', (code, advice) => {
    const cause = Object.assign(new Error(code), { code });
    const servers = new Map([['a:1', { error: new mongo.MongoNetworkError('no', { cause }) }]]);
    const classified = classifyMongoError(
      new mongo.MongoServerSelectionError('none', { servers } as never),
      'connecting',
    );
    expect(classified).toMatchObject({ code: 'STORE_AUTH', message: expect.stringMatching(advice) });
  });

  it('finds wrong credentials behind a failed selection of servers', () => {
    const servers = new Map([['a:1', { error: server(18) }]]);
    const error = new mongo.MongoServerSelectionError('none', { servers } as never);
    expect(classifyMongoError(error, 'connecting').code).toBe('STORE_AUTH');
  });
});
