# What an execution did, wherever it is shown.
history-status-running = Running
history-status-succeeded = Succeeded
history-status-failed = Failed
history-status-timed-out = Timed out
history-status-aborted = Stopped
history-status-pending-redrive = Pending redrive
history-redriven-times = { $n ->
    [one] Redriven once
   *[other] Redriven { $n } times
}
history-step-running = Running
history-step-succeeded = Succeeded
history-step-caught = Error caught
history-step-failed = Failed
history-step-timed-out = Timed out
history-step-aborted = Stopped
history-activity-working = Working
history-activity-waiting = Waiting
history-activity-retrying = Between attempts
history-activity-idle = Idle
history-time-spent = Where the time went
history-attempts-count = { $n ->
    [one] 1 attempt
   *[other] { $n } attempts
}
history-visits-count = { $n ->
    [one] 1 visit
   *[other] { $n } visits
}
history-iterations = { $done } of { $total } items
history-iterations-failed = { $n ->
    [one] 1 failed
   *[other] { $n } failed
}
