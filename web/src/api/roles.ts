import { queryOptions } from '@tanstack/react-query'

import { awsQuery, membersOf, textOf } from './aws.ts'

/** Roles that are declared, for whoever chooses one. */
export const rolesQuery = queryOptions({
  queryKey: ['role-arns'],
  queryFn: async () => membersOf(await awsQuery('iam', 'ListRoles', {}), 'Roles').map((role) => textOf(role, 'Arn')),
})
