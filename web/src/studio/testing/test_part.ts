const testParts = ['state', 'flow', 'cases'] as const
export type TestPart = (typeof testParts)[number]

/** The part of the tests that an address asks for. */
export function testPartOf(text: string | undefined): TestPart {
  return testParts.find((part) => part === text) ?? 'flow'
}
