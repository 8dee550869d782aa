# The overview: how things stand, and what needs somebody now.
overview-title = Overview
overview-detail = How things stand, and what needs you now.
overview-running = Running
overview-succeeded = Succeeded in the last hour
overview-failed = Failed in the last hour
overview-duration = Median duration
overview-attention = What needs attention
overview-invariants = { $n ->
    [one] One promise of the shop is broken
   *[other] { $n } promises of the shop are broken
}
overview-invariants-see = See invariants
overview-failures = { $n ->
    [one] One execution failed in the last hour
   *[other] { $n } executions failed in the last hour
}
overview-failures-see = See and repair
overview-expiring = { $n ->
    [one] One answer is about to expire
   *[other] { $n } answers are about to expire
}
overview-expiring-see = Answer
overview-conversations = { $n ->
    [one] One customer is waiting for a person
   *[other] { $n } customers are waiting for a person
}
overview-conversations-see = Attend
overview-slow = { $n ->
    [one] One execution takes longer than usual, which is up to { $usual }
   *[other] { $n } executions take longer than usual, which is up to { $usual }
}
overview-slow-see = See the oldest
overview-throttled = { $n ->
    [one] One function refuses calls because of its limit
   *[other] { $n } functions refuse calls because of their limits
}
overview-throttled-see = See functions
overview-throttles = { $n } refused
overview-redrive = Redrive
overview-redriven = { $name } goes on.
overview-oldest = Running for longest
overview-usual = Nearly all end within { $duration }
overview-nothing-runs = Nothing is running.
overview-see-all = See all { $n }
overview-well = All is well
overview-well-detail = { $n ->
    [0] No failure, no late answer. Well done.
    [one] No failure, no late answer, and the order keeps what was promised.
   *[other] No failure, no late answer, and { $shown } orders keep what was promised.
}
