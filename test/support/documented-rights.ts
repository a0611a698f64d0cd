import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AclEntry, AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');

/** A command of mongosh, as the driver sends it to a database. */
export interface MongoCommand {
  readonly database: string;
  readonly command: Readonly<Record<string, unknown>>;
}

type Spec = Readonly<Record<string, unknown>>;

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)?.[1];
  if (found === undefined) throw new Error(`looking for a block of ${language} in docs/security.md`);
  return found;
}

/** The ACLs of docs/security.md. */
export function documentedAcls(): AclEntry[] {
  const lines = block('sh')
    .split('\n')
    .filter((line) => line.startsWith('acl '));
  return lines.flatMap((line) => {
    const given = (option: string): string[] =>
      [...line.matchAll(new RegExp(`--${option} (\\S+)`, 'g'))].map(([, value]) => value ?? '');
    const [topic] = given('topic');
    const [group] = given('group');
    const isPrefix = given('resource-pattern-type')[0] === 'prefixed';
    return given('operation').map((operation): AclEntry => ({
      principal: given('allow-principal')[0] ?? '',
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
      operation:
        { Read: AclOperationTypes.READ, Write: AclOperationTypes.WRITE }[operation] ?? AclOperationTypes.UNKNOWN,
      resourceType: topic === undefined ? AclResourceTypes.GROUP : AclResourceTypes.TOPIC,
      resourceName: topic ?? group ?? '',
      resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    }));
  });
}

/** What the commands of docs/security.md do in mongosh, with this password at every prompt. */
export function documentedMongoCommands(password: string): MongoCommand[] {
  const commands: MongoCommand[] = [];
  const shell = (database: string) => ({
    getSiblingDB: shell,
    createRole: ({ role, ...rest }: Spec) => commands.push({ database, command: { createRole: role, ...rest } }),
    createUser: ({ user, ...rest }: Spec) => commands.push({ database, command: { createUser: user, ...rest } }),
  });
  // oxlint-disable-next-line typescript/no-implied-eval -- a page of this project, so that what it says is what is tested
  new Function('db', 'passwordPrompt', block('js'))(shell('test'), () => password);
  return commands;
}
