# Executions: the list, one execution, the approvals and the metrics.
executions-title = Executions
executions-total = { $n ->
    [one] { $shown } execution
   *[other] { $shown } executions
}
executions-start = Start an execution
executions-search = Order, customer, end of a phone number, or name
executions-filter-machine = State machine
executions-filter-machine-any = All machines
executions-filter-since = Period
executions-filter-status = Status
executions-since-any = Any time
executions-since-1h = Last hour
executions-since-6h = Last 6 hours
executions-since-24h = Last 24 hours
executions-since-7d = Last 7 days
executions-sort = Order
executions-sort-newest = Newest first
executions-sort-oldest = Oldest first
executions-sort-longest = Longest first
executions-all = All
executions-oldest-running = Running for longest
executions-status-running = Running
executions-status-succeeded = Succeeded
executions-status-failed = Failed
executions-status-timed-out = Timed out
executions-status-aborted = Stopped
executions-status-pending-redrive = Pending redrive
executions-redriven-times = { $n ->
    [one] Redriven once
   *[other] Redriven { $n } times
}
executions-step-running = Running
executions-step-succeeded = Succeeded
executions-step-caught = Error caught
executions-step-failed = Failed
executions-step-timed-out = Timed out
executions-step-aborted = Stopped
executions-choose = Select { $name }
executions-actions-of = Actions for { $name }
executions-order = Order { $number } of { $customer }
executions-redrive = Redrive
executions-rerun = Run again
executions-stop = Stop
executions-copy-link = Copy link
executions-column-chosen = Selected
executions-column-status = Status
executions-column-execution = Execution
executions-column-machine = State machine
executions-column-where = Where it is or what went wrong
executions-column-started = Started
executions-column-duration = Duration
executions-column-actions = Actions
executions-time-relative = Show how long ago
executions-time-exact = Show date and time
executions-newcomers = { $n ->
    [one] 1 new
   *[other] { $n } new
}
executions-none-title = No such execution
executions-none-detail = Change the search or the filters.
executions-none-all = Show all
executions-empty-title = There are no executions yet
executions-empty-detail = Each order of the shop starts one. You can start one yourself, too.
executions-chosen-actions = Actions for the selected executions
executions-chosen = { $n ->
    [one] { $shown } selected
   *[other] { $shown } selected
}
executions-choose-all = Select all { $n }
executions-choose-none = Clear the selection
executions-bulk-stop-title = Stop executions
executions-bulk-stop-what = The executions stop where they are. What they have done is not undone.
executions-bulk-stop-do = Stop { $n }
executions-bulk-redrive-title = Redrive executions
executions-bulk-redrive-what = Each goes on from the step that failed, with the same data and the same definition. Steps that succeeded are not repeated.
executions-bulk-redrive-do = Redrive { $n }
executions-bulk-rerun-title = Run again
executions-bulk-rerun-what = Each begins anew from the start, as a new execution with the same input. Everything it does is done again.
executions-bulk-rerun-do = Run { $n } again
executions-bulk-can = { $n ->
    [one] execution will be affected
   *[other] executions will be affected
}
executions-bulk-more = and { $n } more
executions-bulk-progress = Progress
executions-bulk-done = { $done } of { $total } done
executions-bulk-failed = { $n ->
    [one] 1 did not work
   *[other] { $n } did not work
}
executions-bulk-halted = { $n ->
    [one] stopped before 1
   *[other] stopped before { $n }
}
executions-bulk-halt = Stop
executions-bulk-copy = Copy results
executions-bulk-retry = Try again ({ $n })
executions-bulk-results = Result of each execution
executions-bulk-ok = Done
executions-bulk-not = Did not work
executions-cannot-over = have ended and cannot be stopped.
executions-cannot-running = are still running.
executions-cannot-succeeded = succeeded: there is nothing to redrive.
executions-cannot-express = are express, for which AWS does not allow it.
executions-cannot-too-old = ended more than 14 days ago, which is AWS's limit.
executions-stop-error = Error code (optional)
executions-stop-cause = Cause (optional)
executions-start-title = Start an execution
executions-start-name = Name (optional)
executions-start-name-hint = Without one, a name is made. The same name with the same input does not start another.
executions-start-do = Start
executions-input = Input
