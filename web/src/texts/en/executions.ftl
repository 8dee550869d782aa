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
executions-output = Output
executions-activity-working = Working
executions-activity-waiting = Waiting
executions-activity-retrying = Between attempts
executions-activity-idle = Idle
executions-time-spent = Where the time went
executions-legend = Legend
executions-graph-none = This definition cannot be drawn.
executions-graph-label = Graph of the execution: arrow keys follow the lines
executions-attempts-count = { $n ->
    [one] 1 attempt
   *[other] { $n } attempts
}
executions-visits-count = { $n ->
    [one] 1 visit
   *[other] { $n } visits
}
executions-iterations = { $done } of { $total } items
executions-iterations-failed = { $n ->
    [one] 1 failed
   *[other] { $n } failed
}
executions-iteration = Item { $n }
executions-visit = visit { $n }
executions-visit-of = Visit { $n } of { $total }
executions-views = Views of the execution
executions-view-graph = Graph
executions-view-table = Table
executions-view-events = Events
executions-view-timeline = Timeline
executions-column-state = State
executions-column-type = Type
executions-column-attempts = Attempts
executions-column-id = No.
executions-column-time = Time
executions-column-since = Since start
executions-column-event = Event
executions-column-detail = Detail
executions-column-size = Data
executions-column-previous = Previous
executions-events = Events
executions-events-find = Search for text or /expression/
executions-events-not-regexp = This expression is not complete yet.
executions-events-failed-only = Failed only
executions-events-jump = Go to no.
executions-events-types = Types
executions-events-only = only this
executions-events-show-all = Show all
executions-events-none = No such event
executions-events-all = { $n ->
    [one] { $shown } event
   *[other] { $shown } events
}
executions-events-some = { $n } of { $all } events
executions-event = Event { $id }
executions-event-previous = Go to the previous event, { $id }
executions-inspector = Details of the step
executions-tab-input = Input
executions-tab-output = Output
executions-tab-diff = What changed
executions-tab-variables = Variables
executions-tab-attempts = Attempts
executions-tab-definition = Definition
executions-tab-events = Events
executions-tab-logs = Logs
executions-output-not-yet = There is no output yet: it is running.
executions-output-none = It ended without an output.
executions-payload-none = There is no data.
executions-variables-none = No variable has been assigned so far.
executions-variable-assigned = assigned here
executions-attempts-none = This state calls nobody: there are no attempts.
executions-attempt = Attempt { $n }
executions-attempt-sent = What was sent
executions-retry-after = Tried again after { $pause }
executions-child = Execution of { $name }
executions-map-run = { $done } of { $total } items done, { $running } running, { $failed } failed
executions-state-unseen = The execution has not come to this state.
executions-logs-no-group = This step calls no function, and the state machine does not log its executions.
executions-logs-none = Nothing was logged in { $groups } during this step.
executions-rerun-from-here = Run again from here
executions-redriven = The execution goes on.
executions-copy-arn = Copy ARN
executions-copy-cli = Copy AWS CLI command
executions-export = Download as JSON
executions-breadcrumb = Where you are
executions-see-order = See order { $number }
executions-parent = Started by { $name }
executions-rerun-of = Rerun of another execution
executions-stopped-title = Stopped by somebody
executions-wrong = What went wrong
executions-advice-stopped = It can be redriven from where it stopped, if that was not on purpose.
executions-advice-redrive = Mend the cause and redrive: the execution goes on from the step that failed, with the same data. If the data is what is wrong, run it again from that step.
executions-advice-rerun = Mend the cause and run it again, from the start or from a step.
executions-not-redrivable = It cannot be redriven: { $reason }.
executions-see-step = See { $state }
executions-rerun-title = Run again
executions-rerun-from = From
executions-rerun-from-start = Start
executions-rerun-from-unseen = { $state } (not visited yet)
executions-rerun-note = A new execution does everything from here on once more: notices, charges and deliveries too.
executions-callbacks-title = Approvals
executions-callbacks-detail = What waits for somebody's answer, the most urgent first.
executions-callbacks-any = All ({ $n })
executions-callbacks-none = Nobody is waiting for you
executions-callbacks-none-detail = When an execution needs an answer, it appears here at once.
executions-callbacks-more = And { $n } more, which appear once these are answered.
executions-callbacks-board = Store board
executions-callbacks-no-expiry = no deadline
executions-callbacks-expires = Expires in
executions-callbacks-expired = expired
executions-approve = Approve
executions-reject = Reject
executions-approve-title = Approve { $state }
executions-reject-title = Reject { $state }
executions-approve-what = The execution goes on with this output.
executions-reject-what = The step fails with this error, and the execution takes the way that is meant for it.
executions-reject-error = Error code
executions-reject-cause = Cause
executions-answer-order = This step is an order's. Answer on the store's board whenever you can: it knows what the answer has to contain.
executions-preset-approved = Approved
executions-preset-input = Same as the input
executions-preset-empty = Empty
executions-approved = { $state } was approved.
executions-rejected = { $state } was rejected.
executions-metrics-title = Metrics
executions-metrics-since = Since { $at }
executions-window-1h = 1 h
executions-window-6h = 6 h
executions-window-24h = 24 h
executions-window-7d = 7 days
executions-metrics-open = Running now
executions-metrics-started = Started
executions-metrics-good = Ended well
executions-metrics-duration = Duration (median)
executions-metrics-p95 = 95 % within { $duration }
executions-metrics-chart = Executions over time
executions-metrics-as-table = Show as a table
executions-metrics-succeeded = Succeeded
executions-metrics-failed = Failed
executions-metrics-timed-out = Timed out
executions-metrics-aborted = Stopped
executions-metrics-throttled = Throttled
executions-metrics-states = States
executions-metrics-by-pain = What hurts most first: what fails most often, and what takes the most time
executions-metrics-no-states = No state was visited in this period
executions-metrics-entered = Visits
executions-metrics-max = Maximum
executions-metrics-spread = Median and p95
executions-rerun-of-from = Rerun of another execution from { $state }
