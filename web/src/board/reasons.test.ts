import { describe, expect, it } from 'vitest'

import { cancellationReasons } from './reasons.ts'
import { ProblemError } from '../api/problem.ts'

describe('why an order may be called off', () => {
  it('is what the server still takes, once it has said so', () => {
    const refused = new ProblemError(409, { code: 'reason_not_offered', title: '', offered: ['technical_failure', 'customer_absent'] })
    expect(cancellationReasons('operator', refused)).toEqual(['customer_absent', 'technical_failure'])
    expect(cancellationReasons('operator', null)).toContain('too_slow')
    expect(cancellationReasons('clerk', null)).not.toContain('too_slow')
  })

})
