import { inClone } from '../bed.js';
import { type Contender, jobEnv, RunningContender } from './contender.js';

/** A contender that is a program of bench/src/programs. */
function nodeProgram(name: string, what: string, program: string): Contender {
  return {
    name,
    what,
    prepare: async () => {},
    start: (bed, job) =>
      RunningContender.spawn(
        bed,
        name,
        process.execPath,
        [inClone(`dist/bench/src/programs/${program}.js`)],
        jobEnv(bed, job),
      ),
  };
}

export const nestCreate: Contender = {
  ...nodeProgram('nest-create', 'Nest, Kafka transport, Mongoose create per message', 'nest-create'),
  isSlow: true,
};

export const nestInsertMany = nodeProgram(
  'nest-insert-many',
  'Nest, Kafka transport by batch, Mongoose insertMany (lean, unordered)',
  'nest-insert-many',
);

export const kafkajsInsertMany = nodeProgram(
  'kafkajs',
  'kafkajs, JSON.parse, driver insertMany (unordered)',
  'kafkajs-insert-many',
);

export const ceiling = nodeProgram('ceiling', 'BSON encoded beforehand into mongod', 'ceiling');
