import type { TestBed } from '../support/test-bed.js';

/** Ids of the living members of the test's group: a member that was thrown out and came back has another one. */
export async function groupMembers({ kafka, topic }: TestBed): Promise<string[]> {
  const admin = await kafka.admin();
  const { groups } = await admin.describeGroups([`connect-${topic}`]);
  return groups.flatMap(({ members }) => members.map(({ memberId }) => memberId)).sort();
}
