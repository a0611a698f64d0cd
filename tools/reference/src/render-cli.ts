import { Command } from 'commander';

const WIDTH = 120;

/** The help of every command, as `sluice help` prints it, a section each. */
export function renderCli(program: Command): string {
  const commands = program.commands.filter((command) => command.name() !== 'help');
  return [section(program, []), ...commands.flatMap((command) => sections(command, [program.name()]))].join('\n');
}

function sections(command: Command, above: readonly string[]): string[] {
  const within = command.commands.filter((one) => one.name() !== 'help');
  return [section(command, above), ...within.flatMap((one) => sections(one, [...above, command.name()]))];
}

function section(command: Command, above: readonly string[]): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => WIDTH });
  command.outputHelp();
  const depth = '#'.repeat(Math.min(above.length + 2, 4));
  return `${depth} ${[...above, command.name()].join(' ')}\n\n\`\`\`\n${help.trim()}\n\`\`\`\n`;
}
