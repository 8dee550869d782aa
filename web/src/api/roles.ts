import { queryOptions } from '@tanstack/react-query'

import { awsQuery, membersOf, textOf } from './aws.ts'

export type Role = { name: string; arn: string; created: string; description: string; trust: string }

/** IAM's answers have documents percent-encoded (RFC 3986). */
export function documentOf(text: string): string {
  const plain = decodeURIComponent(text)
  try {
    return JSON.stringify(JSON.parse(plain), null, 2)
  } catch {
    return plain
  }
}

function roleOf(element: Element): Role {
  return {
    name: textOf(element, 'RoleName'),
    arn: textOf(element, 'Arn'),
    created: textOf(element, 'CreateDate'),
    description: textOf(element, 'Description'),
    trust: documentOf(textOf(element, 'AssumeRolePolicyDocument')),
  }
}

/** Page after page. */
async function listRoles(): Promise<Role[]> {
  const roles: Role[] = []
  let marker = ''
  do {
    const answer = await awsQuery('iam', 'ListRoles', marker === '' ? {} : { Marker: marker })
    roles.push(...membersOf(answer, 'Roles').map(roleOf))
    marker = textOf(answer, 'IsTruncated') === 'true' ? textOf(answer, 'Marker') : ''
  } while (marker !== '')
  return roles
}

export const rolesQuery = queryOptions({ queryKey: ['iam', 'roles'], queryFn: listRoles })

/** The account that the app acts in. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async () => textOf(await awsQuery('sts', 'GetCallerIdentity', {}), 'Account'),
  staleTime: Number.POSITIVE_INFINITY,
})
