import { type Bed, inClone } from '../bed.js';
import { type Contender, jobEnv, RunningContender } from './contender.js';
import { runTool } from './run-tool.js';
import { toolsFolder } from './tools-folder.js';

/**
 * The packages of bench/python/requirements.txt in a folder of their own. Not a virtual environment: that needs a
 * package of the system which many machines lack, this only pip.
 */
export function pythonPackages(bed: Bed): Promise<string> {
  const requirements = inClone('bench/python/requirements.txt');
  return toolsFolder(bed.toolsFolder, 'python', requirements, async (folder) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder];
    await runTool('python3', [...args, '-r', requirements], 'fetching confluent-kafka and pymongo with pip');
    await runTool('python3', ['-m', 'compileall', '-q', folder], 'compiling the packages');
  });
}

export const python: Contender = {
  name: 'python',
  what: "the first document's Python consumer, tail repaired (confluent-kafka, pymongo)",
  prepare: async (bed) => {
    await pythonPackages(bed);
  },
  start: async (bed, job) =>
    RunningContender.spawn(bed, 'python', 'python3', [inClone('bench/python/consumer.py')], {
      ...jobEnv(bed, job),
      PYTHONPATH: await pythonPackages(bed),
      PYTHONDONTWRITEBYTECODE: '1',
    }),
};
