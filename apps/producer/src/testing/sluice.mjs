import { register } from 'node:module';
import { Command } from 'commander';

register('./ts-hooks.mjs', import.meta.url);
const { registerProduceCommand } = await import('../cli/produce.command.ts');
const { registerGenerateCommand } = await import('../cli/generate.command.ts');
const program = new Command('sluice');
registerProduceCommand(program);
registerGenerateCommand(program);
await program.parseAsync();
